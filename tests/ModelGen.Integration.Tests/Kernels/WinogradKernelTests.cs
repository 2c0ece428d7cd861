using ModelGen.Compiler;
using ModelGen.Compiler.Emit;

namespace ModelGen.Integration.Tests.Kernels;

using OutputKind = ModelGen.Compiler.OutputKind;

public class WinogradKernelTests
{
    // The reference takes the weights back from their transforms. Gradients of weights are sums over thousands of pixels.
    private const double Tolerance = 5e-5, GradientTolerance = 3e-4, WeightTolerance = 1e-6;

    private static readonly double[,] G2 = { { 1, 0, 0 }, { 0.5, 0.5, 0.5 }, { 0.5, -0.5, 0.5 }, { 0, 0, 1 } };

    private static readonly double[,] G3 =
    {
        { 8.0 / 9, 0, 0 }, { -32.0 / 45, -8.0 / 15, -2.0 / 5 }, { -32.0 / 99, 8.0 / 33, -2.0 / 11 }, { 8.0 / 55, 16.0 / 55, 32.0 / 55 }, { 0, 0, 1 },
    };

    private static readonly double[,] G4 =
    {
        { 64.0 / 81, 0, 0 }, { -128.0 / 243, -32.0 / 81, -8.0 / 27 }, { -128.0 / 243, 32.0 / 81, -8.0 / 27 },
        { 32.0 / 243, 16.0 / 81, 8.0 / 27 }, { 32.0 / 243, -16.0 / 81, 8.0 / 27 }, { 0, 0, 1 },
    };

    private sealed record Extents(int Height, int Width, int Channels, int Filters, int Pad, int Images = 1);

    public static TheoryData<int> Outputs { get; } = [2, 3, 4];

    [Theory]
    [MemberData(nameof(Outputs))]
    public void Images_of_any_size_with_any_epilogue(int outputs) => KernelHarness.Check(
        [
            Convolution(outputs, new(8, 8, 16, 16, 1), 0),
            Convolution(outputs, new(7, 7, 32, 64, 1), 1),
            Convolution(outputs, new(13, 11, 20, 48, 0), 2),
            Convolution(outputs, new(5, 9, 70, 112, 2), 3),
            Convolution(outputs, new(3, 3, 16, 32, 0), 1),
            Convolution(outputs, new(6, 7, 17, 80, 1, Images: 2), 3),
            // Several groups of tiles, of which the last is not full.
            Convolution(outputs, new(37, 33, 128, 16, 1), 1),
        ], 1, 3);

    [Theory]
    [MemberData(nameof(Outputs))]
    public void Pooling_taken_in(int outputs) => KernelHarness.Check(
        outputs == 3
            ? [
                Pooled(3, new(13, 13, 32, 64, 0), 3, 3, keepsWinner: true),
                Pooled(3, new(9, 12, 16, 32, 1), 3, 1, keepsWinner: true),
                Pooled(3, new(5, 8, 20, 48, 0), 1, 3, keepsWinner: false),
            ]
            : [
                Pooled(outputs, new(13, 13, 32, 64, 0), 2, 2, keepsWinner: true),
                Pooled(outputs, new(9, 12, 16, 32, 1), 2, 1, keepsWinner: true),
                Pooled(outputs, new(8, 11, 19, 16, 1), 1, 2, keepsWinner: false),
                Pooled(outputs, new(6, 5, 16, 32, 0), 2, 2, keepsWinner: true),
                .. outputs == 4 ? [Pooled(4, new(10, 14, 16, 16, 1), 4, 2, keepsWinner: true)] : Array.Empty<KernelCase>(),
            ], 1, 2);

    [Theory]
    [MemberData(nameof(Outputs))]
    public void Few_tiles_of_many_samples_together(int outputs)
    {
        KernelCase[] cases =
        [
            Convolution(outputs, new(5, 5, 48, 64, 0), 1),
            Convolution(outputs, new(3, 2, 33, 96, 1), 2),
            Convolution(outputs, new(2 * outputs, 2 * outputs, 16, 160, 1), 3),
        ];
        Assert.All(cases, item => Assert.Equal(Granularity.ManySamples, item.Kernel.Granularity));
        KernelHarness.Check(cases, 1, 7, 18);
    }

    [Fact]
    public void Gradients_of_images_of_one_tile() => KernelHarness.Check(
        [
            InputGradient(new(5, 5, 64, 64, 0), isGated: false),
            InputGradient(new(5, 5, 48, 20, 0), isGated: true),
            InputGradient(new(4, 3, 16, 32, 0), isGated: true),
            InputGradient(new(3, 3, 80, 17, 1), isGated: true),
            InputGradient(new(3, 2, 64, 16, 1), isGated: false),
            InputGradient(new(1, 1, 16, 16, 2), isGated: false),
        ], 1, 3, 13);

    [Theory]
    [InlineData(5, 5, 64, 64, 0, "WinogradConvolution3 WinogradInputGradient3 WinogradWeightGradient3")]
    [InlineData(3, 3, 64, 64, 1, "WinogradConvolution3 WinogradInputGradient3 WinogradWeightGradient3")]
    [InlineData(6, 6, 64, 32, 0, "WinogradConvolution3 WinogradConvolution4 WinogradWeightGradient4")]     // the first: of the gradient, 2 × 2 tiles
    [InlineData(6, 6, 64, 64, 0, "WinogradConvolution2 WinogradConvolution3 WinogradWeightGradient4")]
    [InlineData(5, 5, 32, 64, 0, "WinogradConvolution3 WinogradInputGradient3 WinogradWeightGradient3")]
    [InlineData(5, 5, 16, 64, 0, "")]      // too few channels
    [InlineData(5, 5, 128, 128, 0, "")]    // transformed weights too large for the second-level cache
    public void Of_small_images(int height, int width, int channels, int filters, int pad, string expected)
    {
        var graph = new Graph();
        var x = ProductKernelTests.Source(graph, "x", [height, width, channels], true);
        var weight = ProductKernelTests.Source(graph, "w", [3, 3, channels, filters], false);
        var convolution = new Conv2D(1, 1, pad, pad, pad, pad, 1, 1, 1);
        var dy = ProductKernelTests.Source(graph, "dy", convolution.Infer([x.Type, weight.Type])[0].Shape.ToArray(), true);
        graph.AddOutput(graph.Apply(convolution, x, weight), OutputKind.Prediction, "y");
        graph.AddOutput(graph.Apply(new Conv2DInputGradient(convolution, x.Shape), dy, weight), OutputKind.Prediction, "dx");
        graph.AddOutput(graph.Apply(new Conv2DWeightGradient(convolution, weight.Shape), x, dy), OutputKind.Prediction, "dw");
        Assert.Equal(expected, Winograd(Lowering.Run(graph)));
        Assert.DoesNotContain("3", Winograd(Lowering.Run(graph, "Exact")));

        static string Winograd(Graph lowered) => string.Join(" ", lowered.Nodes.Select(node => node.Operator switch
        {
            WinogradConvolution forward => $"WinogradConvolution{forward.Outputs}",
            WinogradInputGradient gradient => $"WinogradInputGradient{gradient.Outputs}",
            WinogradWeightGradient gradient => $"WinogradWeightGradient{gradient.Outputs}",
            _ => "",
        }).Where(name => name.Length > 0).OrderBy(name => name, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Outputs))]
    public void Threads_share_groups_or_filters(int outputs) => KernelHarness.CheckShared(
        Convolution(outputs, new(37, 33, 128, 16, 1), 1), Convolution(outputs, new(9, 9, 20, 128, 1), 3),
        outputs == 3
            ? Pooled(3, new(12, 9, 16, 128, 1), 3, 3, keepsWinner: true)
            : Pooled(outputs, new(12, 9, 16, 128, 1), 2, 2, keepsWinner: true));

    [Theory]
    [MemberData(nameof(Outputs))]
    public void Transformed_weights(int outputs) => KernelHarness.Check(
        [.. from width in new[] { 32, 64 } from filters in new[] { 16, 48, 64, 160 } from turned in new[] { false, true }
            select Transform(outputs, filters == 64 ? 32 : 17, filters, width, turned)], 1);

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Gradients_of_weights(int outputs) => KernelHarness.Check(
        [
            WeightGradient(outputs, new(8, 8, 16, 32, 1), 32, accumulates: false),
            WeightGradient(outputs, new(7, 7, 70, 64, 1), 64, accumulates: true),
            WeightGradient(outputs, new(30, 27, 64, 64, 0), 32, accumulates: true),
            WeightGradient(outputs, new(5, 6, 20, 192, 1, Images: 2), 64, accumulates: false),
            WeightGradient(outputs, new(5, 6, 24, 128, 2), 0, accumulates: true),
            WeightGradient(outputs, new(5, 5, 64, 64, 0), 64, accumulates: true),
            // Channels in blocks, with one group of tiles and with several.
            WeightGradient(outputs, new(7, 8, 160, 128, 1), 64, accumulates: true),
            WeightGradient(outputs, new(22, 19, 192, 32, 0), 0, accumulates: false),
        ], 1, 4);

    // Gated: where the image was positive, as behind a ReLU.
    private static KernelCase InputGradient(Extents s, bool isGated)
    {
        var graph = new Graph();
        var convolution = new Conv2D(1, 1, s.Pad, s.Pad, s.Pad, s.Pad, 1, 1, 1);
        var (rows, columns) = (s.Height + 2 * s.Pad - 2, s.Width + 2 * s.Pad - 2);
        var dy = ProductKernelTests.Source(graph, "dy", [rows, columns, s.Filters], true);
        var u = ProductKernelTests.Source(graph, "u", [25, WinogradWeights.Rows(s.Filters), s.Channels], false);
        var w = new Graph().AddSource(new Source.Input("w", 0), new TensorType(new Shape(3, 3, s.Filters, s.Channels), IsBatched: false), "w");
        var node = graph.Add(new WinogradInputGradient(convolution, 3, new Shape(s.Height, s.Width, s.Channels)), dy, u);
        var gate = graph.AddSource(new Source.Input("gate", 0), node.Output.Type, "gate");
        var dx = !isGated ? node.Output : graph.Apply(
            new FusedElementwise(Scalar.Call(ScalarFunction.Maximum, new Scalar.Argument(0) + new Scalar.Argument(1), 0)), node.Output, gate);
        graph.AddOutput(dx, OutputKind.Prediction, "dx");
        var kernel = ProductKernelTests.Select(ConvolutionFamily.SelectWinograd, node, graph);
        return new KernelCase($"images of {s}", kernel, (values, count) =>
        {
            var taps = Weights(3, values[1], s.Filters, s.Channels);
            var result = new double[count * s.Height * s.Width * s.Channels];
            for (var n = 0; n < count; n++)
                for (var i = 0; i < rows; i++)
                    for (var j = 0; j < columns; j++)
                        for (var tap = 0; tap < 9; tap++)
                        {
                            var (row, column) = (i + tap / 3 - s.Pad, j + tap % 3 - s.Pad);
                            if (row < 0 || row >= s.Height || column < 0 || column >= s.Width) continue;
                            for (var c = 0; c < s.Channels; c++)
                                for (var o = 0; o < s.Filters; o++)
                                    result[((n * s.Height + row) * s.Width + column) * s.Channels + c] +=
                                        values[0][((n * rows + i) * columns + j) * s.Filters + o] * taps[(tap * s.Filters + o) * s.Channels + c];
                        }
            if (isGated)
                for (var i = 0; i < result.Length; i++) result[i] = Math.Max(result[i] + values[2][i], 0);
            return [result];
        })
        {
            Inputs = (random, count) => [.. kernel.Inputs.Select(operand => operand == u
                ? Transform(3, KernelCase.Normal(random, w, count, 0.1), s.Filters, s.Channels, isTurned: false)
                : KernelCase.Normal(random, operand, count))],
            Tolerance = Tolerance,
        };
    }

    private static KernelCase WeightGradient(int outputs, Extents s, int panelWidth, bool accumulates)
    {
        var graph = new Graph();
        int[] image = [s.Height, s.Width, s.Channels];
        var x = ProductKernelTests.Source(graph, "x", s.Images == 1 ? image : [s.Images, .. image], true);
        var convolution = new Conv2D(1, 1, s.Pad, s.Pad, s.Pad, s.Pad, 1, 1, 1);
        var weight = new Shape(3, 3, s.Channels, s.Filters);
        var dy = ProductKernelTests.Source(graph, "dy", convolution.Infer([x.Type, new TensorType(weight, IsBatched: false)])[0].Shape.ToArray(), true);
        var node = graph.Add(new WinogradWeightGradient(convolution, outputs, weight), x, dy);
        graph.AddOutput(node.Output, OutputKind.Prediction, "dw");
        var kernel = ProductKernelTests.Select(WinogradWeightGradientKernel.Select, node, graph);
        var storage = panelWidth == 0 ? ParameterStorage.Dense(weight) : new ParameterStorage(9 * s.Channels, s.Filters, panelWidth);
        kernel.OutputStorage = storage;
        kernel.Accumulates = accumulates;
        var (rows, columns) = (s.Height + 2 * s.Pad - 2, s.Width + 2 * s.Pad - 2);
        return new KernelCase($"weights of {s} by F({outputs}×{outputs}) in panels of {panelWidth}", kernel, (inputs, count) =>
        {
            var dw = new double[9 * s.Channels * s.Filters];
            for (var n = 0; n < count * s.Images; n++)
                for (var i = 0; i < rows; i++)
                    for (var j = 0; j < columns; j++)
                        for (var tap = 0; tap < 9; tap++)
                        {
                            var (row, column) = (i + tap / 3 - s.Pad, j + tap % 3 - s.Pad);
                            if (row < 0 || row >= s.Height || column < 0 || column >= s.Width) continue;
                            for (var c = 0; c < s.Channels; c++)
                                for (var o = 0; o < s.Filters; o++)
                                    dw[(tap * s.Channels + c) * s.Filters + o] += inputs[0][((n * s.Height + row) * s.Width + column) * s.Channels + c]
                                        * inputs[1][((n * rows + i) * columns + j) * s.Filters + o];
                        }
            return [dw];
        })
        {
            Storage = value => value == node.Output ? storage : ParameterStorage.Dense(value.Shape),
            Tolerance = GradientTolerance,
        };
    }

    private static double[,] G(int outputs) => outputs switch { 2 => G2, 3 => G3, _ => G4 };

    // A row of zeros behind each position if there is an even number of channels.
    private static double[] Transform(int outputs, double[] w, int channels, int filters, bool isTurned)
    {
        var (g, a, pairs, position) = (G(outputs), outputs + 2, channels * filters, WinogradWeights.Rows(channels) * filters);
        var u = new double[a * a * position];
        for (var i = 0; i < a; i++)
            for (var j = 0; j < a; j++)
                for (var tap = 0; tap < 9; tap++)
                    for (var pair = 0; pair < pairs; pair++)
                        u[(i * a + j) * position + pair] += g[i, tap / 3] * g[j, tap % 3] * w[(isTurned ? 8 - tap : tap) * pairs + pair];
        return u;
    }

    // Of u = G w the rows give w back: w0, w2 from the first and the last, w1 from the difference of two (or one less those).
    private static double[] Weights(int outputs, double[] u, int channels, int filters)
    {
        var (a, pairs, position) = (outputs + 2, channels * filters, WinogradWeights.Rows(channels) * filters);
        var inverse = outputs switch
        {
            2 => new double[,] { { 1, 0, 0, 0 }, { 0, 1, -1, 0 }, { 0, 0, 0, 1 } },
            3 => new double[,] { { 9.0 / 8, 0, 0, 0, 0 }, { -3.0 / 2, -15.0 / 8, 0, 0, -3.0 / 4 }, { 0, 0, 0, 0, 1 } },
            _ => new double[,] { { 81.0 / 64, 0, 0, 0, 0, 0 }, { 0, -81.0 / 64, 81.0 / 64, 0, 0, 0 }, { 0, 0, 0, 0, 0, 1 } },
        };
        var w = new double[9 * pairs];
        for (var tap = 0; tap < 9; tap++)
            for (var i = 0; i < a; i++)
                for (var j = 0; j < a; j++)
                    for (var pair = 0; pair < pairs; pair++)
                        w[tap * pairs + pair] += inverse[tap / 3, i] * inverse[tap % 3, j] * u[(i * a + j) * position + pair];
        return w;
    }

    private static KernelCase Transform(int outputs, int channels, int filters, int width, bool isTurned)
    {
        var graph = new Graph();
        var w = ProductKernelTests.Source(graph, "w", [3, 3, channels, filters], false);
        var node = graph.Add(new WinogradWeights(outputs, width, isTurned), w);
        graph.AddOutput(node.Output, OutputKind.Prediction, "u");
        var kernel = ProductKernelTests.Select(WinogradWeightsKernel.Select, node, graph);
        return new KernelCase($"F({outputs}×{outputs}) of {w.Type} in panels of {width}, turned: {isTurned}", kernel,
            (inputs, _) => [Transform(outputs, inputs[0], channels, filters, isTurned)])
        {
            Storage = _ => new ParameterStorage((outputs + 2) * (outputs + 2) * WinogradWeights.Rows(channels), filters, width),
            Tolerance = WeightTolerance,
        };
    }

    private static (Graph Graph, Node Node, Func<Random, int, IEnumerable<Value>, double[][]> Inputs) Operands(int outputs, Extents s)
    {
        var graph = new Graph();
        int[] image = [s.Height, s.Width, s.Channels];
        var x = ProductKernelTests.Source(graph, "x", s.Images == 1 ? image : [s.Images, .. image], true);
        var u = ProductKernelTests.Source(graph, "u", [(outputs + 2) * (outputs + 2), WinogradWeights.Rows(s.Channels), s.Filters], false);
        var w = new Graph().AddSource(new Source.Input("w", 0), new TensorType(new Shape(3, 3, s.Channels, s.Filters), IsBatched: false), "w");
        var node = graph.Add(new WinogradConvolution(new Conv2D(1, 1, s.Pad, s.Pad, s.Pad, s.Pad, 1, 1, 1), outputs, s.Filters), x, u);
        return (graph, node, (random, count, operands) => [.. operands.Select(operand => operand == u
            ? Transform(outputs, KernelCase.Normal(random, w, count, 0.1), s.Channels, s.Filters, isTurned: false)
            : KernelCase.Normal(random, operand, count))]);
    }

    private static double[] Convolve(int outputs, Extents s, double[] x, double[] u)
    {
        var w = Weights(outputs, u, s.Channels, s.Filters);
        var (rows, columns) = (s.Height + 2 * s.Pad - 2, s.Width + 2 * s.Pad - 2);
        var images = x.Length / (s.Height * s.Width * s.Channels);
        var y = new double[images * rows * columns * s.Filters];
        for (var n = 0; n < images; n++)
            for (var i = 0; i < rows; i++)
                for (var j = 0; j < columns; j++)
                    for (var tap = 0; tap < 9; tap++)
                    {
                        var (row, column) = (i + tap / 3 - s.Pad, j + tap % 3 - s.Pad);
                        if (row < 0 || row >= s.Height || column < 0 || column >= s.Width) continue;
                        for (var c = 0; c < s.Channels; c++)
                            for (var o = 0; o < s.Filters; o++)
                                y[((n * rows + i) * columns + j) * s.Filters + o] +=
                                    x[((n * s.Height + row) * s.Width + column) * s.Channels + c] * w[(tap * s.Channels + c) * s.Filters + o];
                    }
        return y;
    }

    // 0: alone, 1: relu(y · scale + shift), 2: a · sigmoid(a) with a = y + shift, 3: relu(y + shift + residual)
    private static KernelCase Convolution(int outputs, Extents s, int epilogue)
    {
        var (graph, node, inputs) = Operands(outputs, s);
        Scalar sum = new Scalar.Argument(0), first = new Scalar.Argument(1), second = new Scalar.Argument(2);
        var (scale, shift) = (ProductKernelTests.Source(graph, "scale", [s.Filters], false), ProductKernelTests.Source(graph, "shift", [s.Filters], false));
        var residual = graph.AddSource(new Source.Input("residual", 0), node.Output.Type, "residual");
        var y = epilogue switch
        {
            0 => node.Output,
            1 => graph.Apply(new FusedElementwise(Scalar.Call(ScalarFunction.Maximum, sum * first + second, 0)), node.Output, scale, shift),
            2 => graph.Apply(new FusedElementwise((sum + first) * Scalar.Call(ScalarFunction.Sigmoid, sum + first)), node.Output, shift),
            _ => graph.Apply(new FusedElementwise(Scalar.Call(ScalarFunction.Maximum, sum + first + second, 0)), node.Output, shift, residual),
        };
        graph.AddOutput(y, OutputKind.Prediction, "y");
        var kernel = ProductKernelTests.Select(ConvolutionFamily.SelectWinograd, node, graph);
        return new KernelCase($"F({outputs}×{outputs}) of {s}", kernel, (values, _) =>
        {
            var result = Convolve(outputs, s, values[0], values[1]);
            for (var i = 0; i < result.Length; i++)
            {
                var channel = i % s.Filters;
                var biased = epilogue is 0 or 1 ? result[i] : result[i] + values[2][channel];
                result[i] = epilogue switch
                {
                    0 => biased,
                    1 => Math.Max(result[i] * values[2][channel] + values[3][channel], 0),
                    2 => biased / (1 + Math.Exp(-biased)),
                    _ => Math.Max(biased + values[3][i], 0),
                };
            }
            return [result];
        })
        {
            Inputs = (random, count) => inputs(random, count, kernel.Inputs),
            Tolerance = Tolerance,
        };
    }

    private static KernelCase Pooled(int outputs, Extents s, int height, int width, bool keepsWinner)
    {
        var (graph, node, inputs) = Operands(outputs, s);
        var pooling = graph.Add(new MaxPool2D(height, width, height, width, 0, 0, 0, 0), node.Output);
        var biased = graph.Apply(
            new FusedElementwise(Scalar.Call(ScalarFunction.Maximum, new Scalar.Argument(0) + new Scalar.Argument(1), 0)),
            pooling.Output, ProductKernelTests.Source(graph, "b", [s.Filters], false));
        graph.AddOutput(biased, OutputKind.Prediction, "y");
        if (keepsWinner) graph.AddOutput(pooling.Outputs[1], OutputKind.Exposed, "winner");
        var kernel = ProductKernelTests.Select(ConvolutionFamily.SelectWinograd, node, graph);
        Assert.Equal(keepsWinner ? 3 : 2, kernel.Outputs.Count);
        return new KernelCase($"F({outputs}×{outputs}) of {s} pooled {height}×{width}", kernel, (values, count) =>
        {
            var full = Convolve(outputs, s, values[0], values[1]);
            var (wide, rows, columns) = (s.Width + 2 * s.Pad - 2, (s.Height + 2 * s.Pad - 2) / height, (s.Width + 2 * s.Pad - 2) / width);
            var (y, winner) = (new double[count * rows * columns * s.Filters], new double[count * rows * columns * s.Filters]);
            for (var i = 0; i < y.Length; i++)
            {
                var (n, row, column, channel) = (i / s.Filters / columns / rows, i / s.Filters / columns % rows, i / s.Filters % columns, i % s.Filters);
                var best = double.NegativeInfinity;
                for (var p = 0; p < height * width; p++)
                {
                    var value = full[((n * (s.Height + 2 * s.Pad - 2) + row * height + p / width) * wide + column * width + p % width) * s.Filters + channel];
                    if (value > best) (best, winner[i]) = (value, p);
                }
                y[i] = Math.Max(best + values[2][channel], 0);
            }
            return keepsWinner ? [y, winner] : [y];
        })
        {
            Inputs = (random, count) => inputs(random, count, kernel.Inputs),
            Tolerance = Tolerance,
        };
    }
}
