using ModelGen.Compiler;
using ModelGen.Compiler.Emit;

namespace ModelGen.Integration.Tests.Kernels;

using OutputKind = ModelGen.Compiler.OutputKind;

public class ConvolutionKernelTests
{
    private const int Cases = 12;

    // Sums of up to 576 products of normal numbers.
    private const double SumTolerance = 1e-4;

    [Fact]
    public void Convolutions_of_any_shape() => KernelHarness.Check([.. Shapes(1).Select((shape, index) => Forward(shape, index % 3))], 1, 3);

    [Fact]
    public void Convolutions_with_pooling_taken_in() => KernelHarness.Check(
        [
            Pooled(new(28, 28, 1, 3, 3, 32), 2, 2, keepsWinner: true),
            Pooled(new(13, 13, 32, 3, 3, 64), 2, 2, keepsWinner: true),
            Pooled(new(13, 13, 4, 3, 3, 64), 2, 2, keepsWinner: false),
            Pooled(new(9, 7, 3, 2, 2, 16), 2, 2, keepsWinner: true),
            Pooled(new(12, 11, 2, 3, 3, 48), 3, 3, keepsWinner: true),
            Pooled(new(8, 9, 5, 1, 2, 96), 1, 4, keepsWinner: true),
            Pooled(new(14, 6, 3, 3, 3, 80, StrideX: 2), 3, 2, keepsWinner: false),
            Pooled(new(9, 8, 3, 3, 3, 32), 2, 2, keepsWinner: false, isScaled: true),
            Pooled(new(9, 7, 3, 2, 2, 16), 2, 2, keepsWinner: true, isScaled: true),
        ], 1, 2);

    [Fact]
    public void Threads_share_rows_or_panels() => KernelHarness.CheckShared(
        Forward(new(7, 6, 20, 3, 3, 256), 1), Forward(new(9, 9, 16, 5, 5, 320, StrideX: 2, StrideY: 2), 0),
        Forward(new(13, 40, 5, 3, 3, 40), 1), Forward(new(11, 30, 8, 3, 2, 16, StrideX: 2, StrideY: 2), 2), Pooled(new(28, 28, 1, 3, 3, 32), 2, 2, keepsWinner: true));

    [Fact]
    public void Gradients_of_weights_of_any_shape() => KernelHarness.Check(
        [.. Shapes(2).Select((shape, index) => WeightGradient(shape, new[] { 0, 16, 32, 64 }[index % 4], index % 2 == 0))], 1, 4);

    [Fact]
    public void Gradients_of_images_of_any_shape() => KernelHarness.Check(
        [.. Shapes(3).Select((shape, index) => InputGradient(shape, isGated: index % 2 == 0))], 1, 3);

    private static IEnumerable<ConvolutionShape> Shapes(int seed)
    {
        var random = new Random(seed);
        int[] channels = [1, 5, 10, 16, 17, 40, 64, 70];
        yield return new(28, 28, 1, 3, 3, 32);
        yield return new(13, 13, 32, 3, 3, 64);
        yield return new(5, 5, 64, 3, 3, 64);
        yield return new(6, 6, 12, 3, 3, 12, Groups: 12);
        yield return new(11, 16, 50, 3, 2, 50, StrideX: 2, DilationY: 2, Groups: 50);
        for (var i = 0; i < Cases; i++)
        {
            var (dilationY, dilationX) = (random.Next(3) == 0 ? 2 : 1, random.Next(3) == 0 ? 2 : 1);
            var (kernelHeight, kernelWidth) = (random.Next(1, 5), random.Next(1, 5));
            var groups = random.Next(4) == 0 ? random.Next(2, 4) : 1;
            yield return new(
                dilationY * (kernelHeight - 1) + random.Next(1, 16), dilationX * (kernelWidth - 1) + random.Next(1, 16),
                groups * random.Next(1, 8), kernelHeight, kernelWidth, groups * channels[random.Next(channels.Length)],
                random.Next(3) == 0 ? 2 : 1, random.Next(3) == 0 ? 2 : 1, dilationY, dilationX, groups);
        }
    }

    private static Conv2D Operator(ConvolutionShape s) => new(s.StrideY, s.StrideX, 0, 0, 0, 0, s.DilationY, s.DilationX, s.Groups);

    private static (Value X, Value Weight) Operands(Graph graph, ConvolutionShape s) =>
        (ProductKernelTests.Source(graph, "x", [s.Height, s.Width, s.Channels], true),
         ProductKernelTests.Source(graph, "w", [s.KernelHeight, s.KernelWidth, s.GroupChannels, s.OutputChannels], false));

    // Every product that the convolution sums, as offsets in x, weight and y of one sample.
    private static IEnumerable<(int X, int Weight, int Y)> Products(ConvolutionShape s)
    {
        for (var oy = 0; oy < s.OutputHeight; oy++)
            for (var ox = 0; ox < s.OutputWidth; ox++)
                for (var ky = 0; ky < s.KernelHeight; ky++)
                    for (var kx = 0; kx < s.KernelWidth; kx++)
                        for (var c = 0; c < s.GroupChannels; c++)
                            for (var o = 0; o < s.OutputChannels; o++)
                                yield return (
                                    ((oy * s.StrideY + ky * s.DilationY) * s.Width + ox * s.StrideX + kx * s.DilationX) * s.Channels
                                        + o / s.GroupOutputs * s.GroupChannels + c,
                                    ((ky * s.KernelWidth + kx) * s.GroupChannels + c) * s.OutputChannels + o,
                                    (oy * s.OutputWidth + ox) * s.OutputChannels + o);
    }

    private static (int Image, int Result) Lengths(ConvolutionShape s) =>
        (s.Height * s.Width * s.Channels, s.OutputHeight * s.OutputWidth * s.OutputChannels);

    private static double[] Convolve(ConvolutionShape s, double[] x, double[] weight, int count)
    {
        var (image, result) = Lengths(s);
        var y = new double[count * result];
        for (var n = 0; n < count; n++)
            foreach (var (a, b, c) in Products(s))
                y[n * result + c] += x[n * image + a] * weight[b];
        return y;
    }

    // 0: alone, 1: relu(y + bias), 2: (y + bias) · sigmoid(y + bias)
    private static KernelCase Forward(ConvolutionShape s, int epilogue)
    {
        var graph = new Graph();
        var (x, weight) = Operands(graph, s);
        var node = graph.Add(Operator(s), x, weight);
        Scalar sum = new Scalar.Argument(0) + new Scalar.Argument(1);
        var result = epilogue == 0 ? node.Output : graph.Apply(
            new FusedElementwise(epilogue == 1
                ? Scalar.Call(ScalarFunction.Maximum, sum, 0) : sum * Scalar.Call(ScalarFunction.Sigmoid, sum)),
            node.Output, ProductKernelTests.Source(graph, "b", [s.OutputChannels], false));
        graph.AddOutput(result, OutputKind.Prediction, "y");
        return new KernelCase($"{s}", ProductKernelTests.Select(ConvolutionFamily.Select, node, graph), (inputs, count) =>
        {
            var y = Convolve(s, inputs[0], inputs[1], count);
            for (var i = 0; i < y.Length && epilogue > 0; i++)
            {
                y[i] += inputs[2][i % s.OutputChannels];
                y[i] = epilogue == 1 ? Math.Max(y[i], 0) : y[i] / (1 + Math.Exp(-y[i]));
            }
            return [y];
        })
        {
            Tolerance = SumTolerance,
        };
    }

    // As a batch normalisation has it, the sums may be scaled, with either sign, before the largest is taken.
    private static KernelCase Pooled(ConvolutionShape s, int height, int width, bool keepsWinner, bool isScaled = false)
    {
        var graph = new Graph();
        var (x, weight) = Operands(graph, s);
        var node = graph.Add(Operator(s), x, weight);
        var scaled = isScaled ? graph.Apply(new Multiply(), node.Output, ProductKernelTests.Source(graph, "s", [s.OutputChannels], false)) : node.Output;
        var pooling = graph.Add(new MaxPool2D(height, width, height, width, 0, 0, 0, 0), scaled);
        var biased = graph.Apply(
            new FusedElementwise(Scalar.Call(ScalarFunction.Maximum, new Scalar.Argument(0) + new Scalar.Argument(1), 0)),
            pooling.Output, ProductKernelTests.Source(graph, "b", [s.OutputChannels], false));
        graph.AddOutput(biased, OutputKind.Prediction, "y");
        if (keepsWinner) graph.AddOutput(pooling.Outputs[1], OutputKind.Exposed, "winner");
        var kernel = ProductKernelTests.Select(ConvolutionFamily.Select, node, graph);
        Assert.Equal(keepsWinner ? 2 : 1, kernel.Outputs.Count);
        return new KernelCase($"{s} pooled {height}×{width}", kernel, (inputs, count) =>
        {
            var full = Convolve(s, inputs[0], inputs[1], count);
            var (rows, columns, channels) = (s.OutputHeight / height, s.OutputWidth / width, s.OutputChannels);
            var (y, winner) = (new double[count * rows * columns * channels], new double[count * rows * columns * channels]);
            for (var i = 0; i < y.Length; i++)
            {
                var (n, row, column, channel) = (i / channels / columns / rows, i / channels / columns % rows, i / channels % columns, i % channels);
                var best = double.NegativeInfinity;
                for (var p = 0; p < height * width; p++)
                {
                    var value = full[((n * s.OutputHeight + row * height + p / width) * s.OutputWidth + column * width + p % width) * channels + channel]
                        * (isScaled ? inputs[2][channel] : 1);
                    if (value > best) (best, winner[i]) = (value, p);
                }
                y[i] = Math.Max(best + inputs[isScaled ? 3 : 2][channel], 0);
            }
            return keepsWinner ? [y, winner] : [y];
        })
        {
            Tolerance = SumTolerance,
        };
    }

    private static KernelCase WeightGradient(ConvolutionShape s, int panelWidth, bool accumulates)
    {
        var graph = new Graph();
        var (x, weight) = Operands(graph, s);
        var dy = ProductKernelTests.Source(graph, "dy", [s.OutputHeight, s.OutputWidth, s.OutputChannels], true);
        var node = graph.Add(new Conv2DWeightGradient(Operator(s), weight.Shape), x, dy);
        var kernel = ProductKernelTests.Select(ConvolutionFamily.SelectWeightGradient, node, graph);
        var storage = panelWidth == 0 || s.Groups > 1
            ? ParameterStorage.Dense(weight.Shape) : new ParameterStorage(s.KernelLength, s.OutputChannels, panelWidth);
        kernel.OutputStorage = storage;
        kernel.Accumulates = accumulates;
        return new KernelCase($"weights of {s} in panels of {panelWidth}", kernel, (inputs, count) =>
        {
            var (image, result) = Lengths(s);
            var dw = new double[weight.Shape.Length];
            for (var n = 0; n < count; n++)
                foreach (var (a, b, c) in Products(s))
                    dw[b] += inputs[0][n * image + a] * inputs[1][n * result + c];
            return [dw];
        })
        {
            Storage = _ => storage,
            Tolerance = SumTolerance,
        };
    }

    private static KernelCase InputGradient(ConvolutionShape s, bool isGated)
    {
        var graph = new Graph();
        var (x, weight) = Operands(graph, s);
        var dy = ProductKernelTests.Source(graph, "dy", [s.OutputHeight, s.OutputWidth, s.OutputChannels], true);
        var exchanged = ProductKernelTests.Source(graph, "wT", [s.KernelHeight, s.KernelWidth, s.OutputChannels, s.GroupChannels], false);
        var node = graph.Add(new TransposedConvolution(Operator(s), x.Shape), dy, exchanged);
        var result = !isGated ? node.Output : graph.Apply(
            new FusedElementwise(Scalar.Call(
                ScalarFunction.Select, Scalar.Call(ScalarFunction.Greater, new Scalar.Argument(1), 0), new Scalar.Argument(0), 0)),
            node.Output, x);
        graph.AddOutput(result, OutputKind.Prediction, "dx");
        return new KernelCase($"images of {s}", ProductKernelTests.Select(ConvolutionFamily.SelectInputGradient, node, graph), (inputs, count) =>
        {
            var (image, length) = Lengths(s);
            var dx = new double[count * image];
            for (var n = 0; n < count; n++)
                foreach (var (a, b, c) in Products(s))
                {
                    var (row, channel, filter) = (b / s.OutputChannels / s.GroupChannels, b / s.OutputChannels % s.GroupChannels, b % s.OutputChannels);
                    dx[n * image + a] += inputs[0][n * length + c]
                        * inputs[1][(row * s.OutputChannels + filter) * s.GroupChannels + channel];
                }
            for (var i = 0; i < dx.Length && isGated; i++)
                if (inputs[2][i] <= 0) dx[i] = 0;
            return [dx];
        })
        {
            Tolerance = SumTolerance,
        };
    }
}
