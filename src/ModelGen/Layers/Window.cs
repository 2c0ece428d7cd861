namespace ModelGen;

/// <summary>What the layers that slide a window over an image share.</summary>
internal static class Window
{
    /// <summary>(y, x) from one number for both, two, or none.</summary>
    public static int[] Pair(int[]? given, int missing)
    {
        if (given is null)
            return [missing, missing];
        return given.Length == 1 ? [given[0], given[0]] : [given[0], given[1]];
    }

    /// <summary>(top, bottom, left, right) from one number for all sides, two for (y, x), four, or none.</summary>
    public static int[] Borders(int[]? given)
    {
        if (given is null)
            return [0, 0, 0, 0];
        if (given.Length == 1)
            return [given[0], given[0], given[0], given[0]];
        return given.Length == 2
            ? [given[0], given[0], given[1], given[1]]
            : [given[0], given[1], given[2], given[3]];
    }

    /// <summary>(top, bottom, left, right) of a named padding.</summary>
    public static int[] Borders(Tensor x, Padding padding, int size, int stride, int dilation)
    {
        if (padding == Padding.Valid)
            return [0, 0, 0, 0];
        var rows = Missing(x.Shape[0], size, stride, dilation);
        var columns = Missing(x.Shape[1], size, stride, dilation);
        return [rows / 2, rows - rows / 2, columns / 2, columns - columns / 2];
    }

    /// <summary>How far the windows of ⌈extent/stride⌉ outputs reach beyond the extent.</summary>
    private static int Missing(int extent, int size, int stride, int dilation)
    {
        var outputs = (extent + stride - 1) / stride;
        return Math.Max(0, (outputs - 1) * stride + dilation * (size - 1) + 1 - extent);
    }
}
