namespace ModelGen;

/// <summary>What the layers that slide a window over an image share.</summary>
internal static class Window
{
    /// <summary>(y, x) from one number for both, two, or none.</summary>
    public static int[] Pair(int[]? given, int missing, string what)
    {
        if (given is null)
            return [missing, missing];
        if (given.Length != 1 && given.Length != 2)
            throw new ArgumentException($"'{what}' must be one number, or two for height and width; there are {given.Length}.");
        return given.Length == 1 ? [given[0], given[0]] : given;
    }

    /// <summary>(top, bottom, left, right) from one number for all sides, two for (y, x), four, or none.</summary>
    public static int[] Borders(int[]? given)
    {
        if (given is null)
            return [0, 0, 0, 0];
        if (given.Length == 1)
            return [given[0], given[0], given[0], given[0]];
        if (given.Length == 2)
            return [given[0], given[0], given[1], given[1]];
        if (given.Length == 4)
            return given;
        throw new ArgumentException(
            $"'padding' must be one number, two (above and below, left and right) or four (top, bottom, left, right); there are {given.Length}.");
    }

    /// <summary>(top, bottom, left, right) of a named padding.</summary>
    public static int[] Borders(Tensor x, Padding padding, int size, int stride, int dilation)
    {
        if (padding == Padding.Valid)
            return [0, 0, 0, 0];
        if (x.Shape.Rank != 3)
            throw new ArgumentException($"Padding.Same is for images of 3 axes (height, width, channels); this has {x.Shape.Rank}.");
        if (stride < 1)
            throw new ArgumentException($"'stride' must be at least 1, not {stride}.");
        var rows = Missing(x.Shape[0], size, stride, dilation);
        var columns = Missing(x.Shape[1], size, stride, dilation);
        return [rows / 2, rows - rows / 2, columns / 2, columns - columns / 2];
    }

    /// <summary>Refuses a tensor that has not the axes that a layer expects.</summary>
    public static void Expect(Tensor x, int rank, string layer, string axes)
    {
        if (x.Shape.Rank != rank)
            throw new ArgumentException($"MG0101: {layer} expects {rank} axes {axes}, but got the shape {x.Shape}.");
    }

    /// <summary>(depth, height, width) from one number for all, three, or none.</summary>
    public static int[] Triple(int[]? given, int missing, string what)
    {
        if (given is null)
            return [missing, missing, missing];
        if (given.Length != 1 && given.Length != 3)
            throw new ArgumentException($"'{what}' must be one number, or three for depth, height and width; there are {given.Length}.");
        return given.Length == 1 ? [given[0], given[0], given[0]] : given;
    }

    /// <summary>(front, back, top, bottom, left, right) from one number for all sides, three for the axes, or none.</summary>
    public static int[] Faces(int[]? given)
    {
        var sides = Triple(given, 0, "padding");
        return [sides[0], sides[0], sides[1], sides[1], sides[2], sides[2]];
    }

    /// <summary>(front, back, top, bottom, left, right) of a named padding.</summary>
    public static int[] Faces(Tensor x, Padding padding, int size, int stride, int dilation)
    {
        var depth = Ends(x.Shape[0], padding, size, stride, dilation);
        var height = Ends(x.Shape[1], padding, size, stride, dilation);
        var width = Ends(x.Shape[2], padding, size, stride, dilation);
        return [depth[0], depth[1], height[0], height[1], width[0], width[1]];
    }

    /// <summary>(before, after) along one axis, of a named padding.</summary>
    public static int[] Ends(int extent, Padding padding, int size, int stride, int dilation)
    {
        if (padding == Padding.Valid)
            return [0, 0];
        if (stride < 1)
            throw new ArgumentException($"'stride' must be at least 1, not {stride}.");
        var missing = Missing(extent, size, stride, dilation);
        return [missing / 2, missing - missing / 2];
    }

    /// <summary>How far the windows of ⌈extent/stride⌉ outputs reach beyond the extent.</summary>
    private static int Missing(int extent, int size, int stride, int dilation)
    {
        var outputs = (extent + stride - 1) / stride;
        return Math.Max(0, (outputs - 1) * stride + dilation * (size - 1) + 1 - extent);
    }
}
