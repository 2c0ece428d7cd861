namespace ModelGen.Generator.Tests.Operators;

/// <summary>What the layers are by definition. Pixels are (sample, row, column, channel), places in kernels ky, kx.</summary>
internal static class LayerCases
{
    public static IEnumerable<LayerCase> Convolutions =>
    [
        new("Conv1D_same", [9, 3], "x.Conv1D(4, 4, Activation.None, 2, Padding.Same, name: \"a\")", [5, 4], (c, at) =>
            c.W("a.bias", [4], at[2]) + Sum(4, 3, (k, i) => c.X(at[0], 2 * at[1] + k - 1, i) * c.W("a.weight", [4, 3, 4], at[2], i, k))),
        new("Conv1D_dilated_groups", [12, 4], "x.Conv1D(6, 3, padding: 2, dilation: 2, groups: 2, useBias: false, name: \"a\")", [12, 6], (c, at) =>
            Sum(3, 2, (k, i) => c.X(at[0], at[1] + 2 * k - 2, at[2] / 3 * 2 + i) * c.W("a.weight", [6, 2, 3], at[2], i, k))),
        new("Conv3D_cube", [4, 5, 6, 3], "x.Conv3D(5, 3, padding: 1, Activation.Relu, name: \"a\")", [4, 5, 6, 5], (c, at) =>
            Math.Max(0, c.W("a.bias", [5], at[4]) + Volume(c, at, [3, 3, 3], [1, 1, 1], [1, 1, 1], [1, 1, 1], 3))),
        new("Conv3D_uneven", [7, 6, 5, 2], "x.Conv3D(17, [3, 2, 1], stride: [2, 1, 2], padding: [1, 0, 0], dilation: [2, 1, 1], name: \"a\")", [3, 5, 3, 17], (c, at) =>
            c.W("a.bias", [17], at[4]) + Volume(c, at, [3, 2, 1], [2, 1, 2], [1, 0, 0], [2, 1, 1], 2)),
        new("ConvTranspose2D_groups", [3, 4, 4], "x.ConvTranspose2D(6, [3, 2], stride: [2, 3], padding: [1, 0, 0, 1], outputPadding: [1, 0], dilation: [1, 2], groups: 2, name: \"a\")", [7, 11, 6], (c, at) =>
            c.W("a.bias", [6], at[3]) + Sum(3, 2, (ky, kx) => Spread(c, at, ky, kx))),
        new("SeparableConv2D_same", [6, 5, 3], "x.SeparableConv2D(4, 3, Activation.None, 2, Padding.Same, multiplier: 2, name: \"a\")", [3, 3, 4], (c, at) =>
            c.W("a.pointwise.bias", [4], at[3]) + Sum(6, 1, (i, _) => c.W("a.pointwise.weight", [4, 6, 1, 1], at[3], i, 0, 0)
                * Sum(3, 3, (ky, kx) => c.X(at[0], 2 * at[1] + ky, 2 * at[2] + kx - 1, i / 2) * c.W("a.depthwise.weight", [6, 1, 3, 3], i, 0, ky, kx)))),
        new("Conv2D_of_a_clip", [3, 5, 5, 2], "x.Conv2D(4, 3, padding: 1, name: \"a\")", [3, 5, 5, 4], (c, at) =>
            c.W("a.bias", [4], at[4]) + Sum(3, 3, (ky, kx) => Sum(2, 1, (i, _) => c.X(at[0], at[1], at[2] + ky - 1, at[3] + kx - 1, i) * c.W("a.weight", [4, 2, 3, 3], at[4], i, ky, kx)))),
    ];

    public static IEnumerable<LayerCase> Pools =>
    [
        new("MaxPool1D_padded", [7, 3], "x.MaxPool1D(3, 2, 1)", [4, 3], (c, at) => Window(3).Select(k => new[] { at[0], 2 * at[1] + k - 1, at[2] }).Where(c.Has).Max(c.X)),
        new("AveragePool1D_same", [7, 3], "x.AveragePool1D(3, 2, Padding.Same)", [4, 3], (c, at) => Window(3).Select(k => new[] { at[0], 2 * at[1] + k - 1, at[2] }).Where(c.Has).Average(c.X)),
        new("AveragePool1D_counted", [7, 3], "x.AveragePool1D(3, 2, 1)", [4, 3], (c, at) => Window(3).Average(k => c.X(at[0], 2 * at[1] + k - 1, at[2]))),
        new("GlobalAveragePool1D_", [7, 3], "x.GlobalAveragePool1D()", [3], (c, at) => Window(7).Average(k => c.X(at[0], k, at[1]))),
        new("GlobalMaxPool1D_", [7, 3], "x.GlobalMaxPool1D()", [3], (c, at) => Window(7).Max(k => c.X(at[0], k, at[1]))),
        new("MaxPool3D_", [4, 5, 6, 3], "x.MaxPool3D(2)", [2, 2, 3, 3], (c, at) => Box(c, at, [2, 2, 2], [2, 2, 2], [0, 0, 0]).Max(c.X)),
        new("MaxPool3D_uneven", [4, 5, 6, 3], "x.MaxPool3D([3, 2, 3], [1, 2, 2], [1, 0, 1])", [4, 2, 3, 3], (c, at) => Box(c, at, [3, 2, 3], [1, 2, 2], [1, 0, 1]).Max(c.X)),
        new("AveragePool3D_same", [4, 5, 6, 3], "x.AveragePool3D(3, 2, Padding.Same)", [2, 3, 3, 3], (c, at) => Box(c, at, [3, 3, 3], [2, 2, 2], [0, 1, 0]).Average(c.X)),
        new("AveragePool3D_counted", [4, 5, 6, 2], "x.AveragePool3D([3, 2, 3], [1, 2, 2], [1, 0, 1])", [4, 2, 3, 2], (c, at) => Box(c, at, [3, 2, 3], [1, 2, 2], [1, 0, 1]).Sum(c.X) / 18),
        new("GlobalAveragePool3D_", [2, 3, 4, 5], "x.GlobalAveragePool3D()", [5], (c, at) => Enumerable.Range(0, 24).Average(i => c.X(at[0], i / 12, i / 4 % 3, i % 4, at[1]))),
        new("GlobalMaxPool3D_", [2, 3, 4, 5], "x.GlobalMaxPool3D()", [5], (c, at) => Enumerable.Range(0, 24).Max(i => c.X(at[0], i / 12, i / 4 % 3, i % 4, at[1]))),
        new("AdaptiveAveragePool2D_", [7, 10, 3], "x.AdaptiveAveragePool2D(3, 4)", [3, 4, 3], (c, at) => Bins(c, at, 3, 4).Average(c.X)),
        new("AdaptiveAveragePool2D_even", [6, 8, 3], "x.AdaptiveAveragePool2D(3, 4)", [3, 4, 3], (c, at) => Bins(c, at, 3, 4).Average(c.X)),
        new("AdaptiveAveragePool2D_larger", [3, 3, 2], "x.AdaptiveAveragePool2D(5)", [5, 5, 2], (c, at) => Bins(c, at, 5, 5).Average(c.X)),
        new("AdaptiveMaxPool2D_", [7, 10, 3], "x.AdaptiveMaxPool2D(3, 4)", [3, 4, 3], (c, at) => Bins(c, at, 3, 4).Max(c.X)),
        new("AdaptiveMaxPool2D_even", [6, 8, 3], "x.AdaptiveMaxPool2D(3, 4)", [3, 4, 3], (c, at) => Bins(c, at, 3, 4).Max(c.X)),
    ];

    public static IEnumerable<LayerCase> Arrangements =>
    [
        new("Resize_nearest", [5, 4, 3], "x.Resize(7, 9)", [7, 9, 3], (c, at) => c.X(at[0], at[1] * 5 / 7, at[2] * 4 / 9, at[3])),
        new("Resize_smaller", [7, 9, 3], "x.Resize(4, 5, Interpolation.Bilinear)", [4, 5, 3], (c, at) => Between(c, at, 4, 5)),
        new("Resize_larger", [3, 4, 17], "x.Resize(8, 4, Interpolation.Bilinear)", [8, 4, 17], (c, at) => Between(c, at, 8, 4)),
        new("UpSampling1D_", [3, 4], "x.UpSampling1D(3)", [9, 4], (c, at) => c.X(at[0], at[1] / 3, at[2])),
        new("Flip_", [3, 4, 5], "x.Flip(0, -1)", [3, 4, 5], (c, at) => c.X(at[0], 2 - at[1], at[2], 4 - at[3])),
        new("Slice_backwards", [9], "x.Slice(0, 7, 3, -2)", [3], (c, at) => c.X(at[0], 7 - 2 * at[1])),
        new("Tile_", [2, 3], "x.Tile(2, 3)", [4, 9], (c, at) => c.X(at[0], at[1] % 2, at[2] % 3)),
        new("Repeat_", [2, 3], "x.Repeat(4, -1)", [2, 12], (c, at) => c.X(at[0], at[1], at[2] / 4)),
        new("Stack_front", [2, 3], "Tensor.Stack([x, -x, x])", [3, 2, 3], (c, at) => (at[1] == 1 ? -1 : 1) * c.X(at[0], at[2], at[3])),
        new("Stack_back", [2, 3], "Tensor.Stack([x, -x], -1)", [2, 3, 2], (c, at) => (at[3] == 1 ? -1 : 1) * c.X(at[0], at[1], at[2])),
        new("CumulativeSum_", [4, 3], "x.CumulativeSum(0, reverse: true, exclusive: true)", [4, 3], (c, at) => Enumerable.Range(0, 4).Where(i => i > at[1]).Sum(i => c.X(at[0], i, at[2]))),
        new("ArgMax_OneHot", [3, 5], "x.ArgMax().OneHot(6)", [3, 6], (c, at) => Window(5).MaxBy(i => c.X(at[0], at[1], i)) == at[2] ? 1 : 0),
        new("TopK_values", [2, 7], "x.TopK(3).Values", [2, 3], (c, at) => Falling(c, at)[at[2]].Value),
        new("TopK_positions", [2, 7], "x.TopK(3).Positions.OneHot(7)", [2, 3, 7], (c, at) => Falling(c, at)[at[2]].Index == at[3] ? 1 : 0),
        new("Gather_largest", [2, 7], "x.Gather(x.Slice(0, 1, 1).Reshape(7).TopK(3).Positions, axis: 1)", [2, 3], (c, at) => c.X(at[0], at[1], Largest(c, at[0])[at[2]])),
        new("Gather_rows", [4, 3], "x.Gather(x.Slice(1, 2, 1).Reshape(4).ArgMax())", [3], (c, at) => c.X(at[0], Enumerable.Range(0, 4).MaxBy(i => c.X(at[0], i, 2)), at[1])),
        new("Scatter_largest", [2, 7], "x.Sum(1).Scatter(x.ArgMax(), 7)", [7], (c, at) => Enumerable.Range(0, 2).Where(r => Enumerable.Range(0, 7).MaxBy(i => c.X(at[0], r, i)) == at[1]).Sum(r => Enumerable.Range(0, 7).Sum(i => c.X(at[0], r, i)))),
        new("Einsum_product", [3, 4], "Tensor.Einsum(\"ij,kj->ki\", x, Tensor.Parameter(\"w\", 5, 4))", [5, 3], (c, at) => Sum(4, 1, (j, _) => c.X(at[0], at[2], j) * c.W("w", [5, 4], at[1], j))),
        new("Einsum_batched", [2, 3, 4], "Tensor.Einsum(\"hqd,hkd->hqk\", x, 2 * x)", [2, 3, 3], (c, at) => Sum(4, 1, (d, _) => 2 * c.X(at[0], at[1], at[2], d) * c.X(at[0], at[1], at[3], d))),
        new("Einsum_inner_first", [3, 4, 2], "Tensor.Einsum(\"kib,jk->bji\", x, Tensor.Parameter(\"w\", 5, 3))", [2, 5, 4], (c, at) => Sum(3, 1, (k, _) => c.X(at[0], k, at[3], at[1]) * c.W("w", [5, 3], at[2], k))),
        new("Einsum_two_inner", [2, 3, 4], "Tensor.Einsum(\"abc,bcd->ad\", x, Tensor.Parameter(\"w\", 3, 4, 5))", [2, 5], (c, at) => Sum(3, 4, (i, j) => c.X(at[0], at[1], i, j) * c.W("w", [3, 4, 5], i, j, at[2]))),
        new("Einsum_outer", [3], "Tensor.Einsum(\"i,j->ji\", x, x.Exp())", [3, 3], (c, at) => c.X(at[0], at[2]) * Math.Exp(c.X(at[0], at[1]))),
        new("Einsum_sum_and_transpose", [2, 3, 4], "Tensor.Einsum(\"ijk->ki\", x)", [4, 2], (c, at) => Sum(3, 1, (j, _) => c.X(at[0], at[2], j, at[1]))),
        new("Einsum_elementwise", [2, 3], "Tensor.Einsum(\"ij,ij->ij\", x, x)", [2, 3], (c, at) => Math.Pow(c.X(at[0], at[1], at[2]), 2)),
    ];

    private static IEnumerable<int> Window(int size) => Enumerable.Range(0, size);

    private static double Sum(int first, int second, Func<int, int, double> term) =>
        Window(first).Sum(i => Window(second).Sum(j => term(i, j)));

    private static double Volume(LayerCase c, int[] at, int[] kernel, int[] stride, int[] pad, int[] dilation, int channels) =>
        Window(kernel[0]).Sum(kz => Sum(kernel[1], kernel[2], (ky, kx) => Window(channels).Sum(i =>
            c.X(at[0], at[1] * stride[0] + kz * dilation[0] - pad[0], at[2] * stride[1] + ky * dilation[1] - pad[1], at[3] * stride[2] + kx * dilation[2] - pad[2], i)
            * c.W("a.weight", [c.Result[3], channels, .. kernel], at[4], i, kz, ky, kx))));

    // Pixel (y, x) of the input reaches row y · stride + ky · dilation − pad of the result.
    private static double Spread(LayerCase c, int[] at, int ky, int kx)
    {
        int row = at[1] + 1 - ky, column = at[2] - 2 * kx;
        if (row % 2 != 0 || column % 3 != 0) return 0;
        return Window(2).Sum(i => c.X(at[0], row / 2, column / 3, at[3] / 3 * 2 + i) * c.W("a.weight", [4, 3, 3, 2], at[3] / 3 * 2 + i, at[3] % 3, ky, kx));
    }

    private static IEnumerable<int[]> Box(LayerCase c, int[] at, int[] size, int[] stride, int[] pad) =>
        from z in Window(size[0])
        from y in Window(size[1])
        from x in Window(size[2])
        let place = new[] { at[0], at[1] * stride[0] + z - pad[0], at[2] * stride[1] + y - pad[1], at[3] * stride[2] + x - pad[2], at[4] }
        where c.Has(place)
        select place;

    private static IEnumerable<int[]> Bins(LayerCase c, int[] at, int rows, int columns)
    {
        IEnumerable<int> Bin(int i, int extent, int bins) => Window(extent).Where(e => e >= i * extent / bins && e < Math.Ceiling((i + 1.0) * extent / bins));
        return from y in Bin(at[1], c.Shape[0], rows) from x in Bin(at[2], c.Shape[1], columns) select new[] { at[0], y, x, at[3] };
    }

    private static double Between(LayerCase c, int[] at, int height, int width)
    {
        double Tent(int o, int i, int from, int to) => Math.Max(0, 1 - Math.Abs(Math.Clamp((o + 0.5) * from / to - 0.5, 0, from - 1) - i));
        return Sum(c.Shape[0], c.Shape[1], (y, x) => c.X(at[0], y, x, at[3]) * Tent(at[1], y, c.Shape[0], height) * Tent(at[2], x, c.Shape[1], width));
    }

    private static int[] Largest(LayerCase c, int sample) =>
        [.. Window(7).OrderByDescending(i => c.X(sample, 1, i)).Take(3)];

    private static (double Value, int Index)[] Falling(LayerCase c, int[] at) =>
        [.. Window(c.Shape[1]).Select(i => (c.X(at[0], at[1], i), i)).OrderByDescending(item => item.Item1)];
}
