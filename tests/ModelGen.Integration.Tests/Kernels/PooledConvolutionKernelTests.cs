using ModelGen.Compiler;
using ModelGen.Compiler.Emit;
using ModelGen.Compiler.Reference;
using static ModelGen.Integration.Tests.Kernels.NodeCase;

namespace ModelGen.Integration.Tests.Kernels;

/// <summary>Gradients of a convolution from what a pooling hands back, against those from the convolution's whole gradient.</summary>
public class PooledConvolutionKernelTests
{
    private static readonly int[] OutputFirst = [3, 0, 1, 2];

    private static readonly (Conv2D Convolution, MaxPool2D Pool, int[] Image, int[] Weight)[] Cases =
    [
        (Convolution(1, 1), Pool(2, 2, 2, 2), [13, 13, 32], [3, 3, 32, 64]),
        (Convolution(1, 1), Pool(2, 2, 2, 2), [8, 7, 16], [3, 3, 16, 5]),
        (Convolution(2, 1), Pool(3, 3, 2, 2), [16, 11, 48], [2, 3, 48, 20]),
        (Convolution(1, 1), Pool(3, 2, 3, 1), [12, 12, 16], [5, 5, 16, 70]),
        (Convolution(1, 2), Pool(1, 2, 1, 2), [9, 15, 16], [4, 2, 16, 130]),
        (Convolution(1, 1, 2), Pool(2, 1, 2, 1), [9, 9, 16], [2, 4, 16, 3]),
        (Convolution(1, 1), Pool(2, 2, 2, 2), [20, 17, 16], [3, 3, 16, 24]),
    ];

    [Fact]
    public void Weights() => KernelHarness.Check(
        [.. Cases.Select(item =>
        {
            var (x, weight, y) = Types(item.Convolution, item.Image, item.Weight);
            var (pooled, winners) = (item.Pool.Infer([y])[0], item.Pool.Infer([y])[1]);
            var byOutput = new Permute(OutputFirst);
            var kernel = Of(
                new PooledWeightGradient(item.Convolution, item.Pool, byOutput.Infer([weight])[0].Shape), x, pooled, winners);
            return kernel with
            {
                Name = $"weights of {item.Convolution} and {item.Pool}",
                Tolerance = 1e-4,
                Inputs = (random, count) => [Normal(random, x, count), .. Handed(random, count, item.Pool, y)],
                Reference = (values, count) =>
                {
                    var dy = Interpreter.Apply(new MaxPool2DGradient(item.Pool, y.Shape), count, (pooled, values[1]), (winners, values[2]))[0];
                    var gradient = Interpreter.Apply(new Conv2DWeightGradient(item.Convolution, weight.Shape), count, (x, values[0]), (y, dy))[0];
                    return Interpreter.Apply(byOutput, 1, (weight, gradient));
                },
            };
        })], 0, 1, 3);

    private static readonly (Conv2D Convolution, MaxPool2D Pool, int[] Image, int[] Weight)[] FewChannels =
    [
        (Convolution(1, 1), Pool(2, 2, 2, 2), [28, 28, 1], [3, 3, 1, 32]),
        (Convolution(1, 1), Pool(2, 2, 2, 2), [10, 9, 3], [3, 3, 3, 64]),
        (Convolution(1, 2, 2), Pool(3, 3, 2, 2), [13, 17, 2], [4, 3, 2, 48]),
        (Convolution(2, 1), Pool(3, 2, 3, 1), [16, 11, 12], [2, 1, 12, 128]),
        (Convolution(1, 1), Pool(2, 2, 2, 2), [12, 12, 1], [5, 5, 1, 16]),
    ];

    [Fact]
    public void Weights_of_few_channels() => KernelHarness.Check(
        [.. FewChannels.Select(item =>
        {
            var (x, weight, y) = Types(item.Convolution, item.Image, item.Weight);
            var (pooled, winners) = (item.Pool.Infer([y])[0], item.Pool.Infer([y])[1]);
            var kernel = Of(new PooledChannelsWeightGradient(item.Convolution, item.Pool, weight.Shape), x, pooled, winners);
            return kernel with
            {
                Name = $"weights of {item.Convolution} of few channels and {item.Pool}",
                Tolerance = 1e-4,
                Inputs = (random, count) => [Normal(random, x, count), .. Handed(random, count, item.Pool, y)],
                Reference = (values, count) =>
                {
                    var dy = Interpreter.Apply(new MaxPool2DGradient(item.Pool, y.Shape), count, (pooled, values[1]), (winners, values[2]))[0];
                    return Interpreter.Apply(new Conv2DWeightGradient(item.Convolution, weight.Shape), count, (x, values[0]), (y, dy));
                },
            };
        })], 0, 1, 3);

    [Fact]
    public void Images() => KernelHarness.Check(
        [.. Cases.Select(item =>
        {
            var (x, weight, y) = Types(item.Convolution, item.Image, item.Weight);
            var (pooled, winners) = (item.Pool.Infer([y])[0], item.Pool.Infer([y])[1]);
            var byOutput = new Permute(OutputFirst).Infer([weight])[0];
            var kernel = Of(new PooledInputGradient(item.Convolution, item.Pool, x.Shape), pooled, winners, byOutput);
            return kernel with
            {
                Name = $"images of {item.Convolution} and {item.Pool}",
                Tolerance = 1e-4,
                Inputs = (random, count) => [.. Handed(random, count, item.Pool, y), Normal(random, byOutput, 1)],
                Reference = (values, count) =>
                {
                    var dy = Interpreter.Apply(new MaxPool2DGradient(item.Pool, y.Shape), count, (pooled, values[0]), (winners, values[1]))[0];
                    var weights = Interpreter.Apply(new Permute(new[] { 1, 2, 3, 0 }), 1, (byOutput, values[2]))[0];
                    return Interpreter.Apply(new Conv2DInputGradient(item.Convolution, x.Shape), count, (y, dy), (weight, weights));
                },
            };
        })], 0, 1, 3);

    [Theory]
    [InlineData(16, 8, 2, 0, 1, "PooledInputGradient PooledWeightGradient")]
    [InlineData(16, 8, 2, 1, 1, "")]
    [InlineData(16, 8, 1, 0, 1, "")]
    [InlineData(16, 8, 2, 0, 2, "")]
    [InlineData(24, 8, 2, 0, 1, "")]
    [InlineData(3, 8, 2, 0, 1, "")]
    [InlineData(3, 32, 2, 0, 1, "PooledChannelsWeightGradient")]
    [InlineData(3, 32, 1, 0, 1, "")]
    [InlineData(5, 32, 2, 0, 1, "")]
    [InlineData(3, 96, 2, 0, 1, "")]
    public void Only_where_pooling_drops_most_and_channels_fill_vectors(int channels, int outputs, int stride, int pad, int groups, string expected)
    {
        var convolution = Convolution(1, 1) with { Groups = groups };
        var pool = Pool(2, 2, stride, stride) with { PadTop = pad };
        var graph = new Graph();
        var x = ProductKernelTests.Source(graph, "x", [8, 8, channels], true);
        var weight = ProductKernelTests.Source(graph, "w", [3, 3, channels / groups, outputs], false);
        var y = graph.Apply(convolution, x, weight);
        var pooling = graph.Add(pool, y);
        var dy = graph.Apply(new MaxPool2DGradient(pool, y.Shape), pooling.Output, pooling.Outputs[1]);
        graph.AddOutput(graph.Apply(new Conv2DInputGradient(convolution, x.Shape), dy, weight), ModelGen.Compiler.OutputKind.Prediction, "dx");
        graph.AddOutput(graph.Apply(new Conv2DWeightGradient(convolution, weight.Shape), x, dy), ModelGen.Compiler.OutputKind.Prediction, "dw");
        Assert.Equal(expected, string.Join(" ", Lowering.Run(graph).Nodes.Select(node => node.Operator)
            .Where(node => node is PooledInputGradient or PooledWeightGradient or PooledChannelsWeightGradient)
            .Select(node => node.GetType().Name).OrderBy(name => name, StringComparer.Ordinal)));
    }

    private static (TensorType X, TensorType Weight, TensorType Y) Types(Conv2D convolution, int[] image, int[] weight)
    {
        var (x, w) = (Batched(image), Unbatched(weight));
        return (x, w, convolution.Infer([x, w])[0]);
    }

    // Of each window's gradient about half is 0, as behind a ReLU; the winners are those of some image.
    private static double[][] Handed(Random random, int count, MaxPool2D pool, TensorType y)
    {
        var pooled = pool.Infer([y])[0];
        return [[.. Normal(random, pooled, count).Select(value => Math.Max(value, 0))], Interpreter.Apply(pool, count, (y, Normal(random, y, count)))[1]];
    }

    private static double[] Normal(Random random, TensorType type, int count) =>
        [.. Enumerable.Range(0, count * type.Shape.Length).Select(_ => random.NextDouble() - 0.5)];

    private static Conv2D Convolution(int strideY, int strideX, int dilation = 1) => new(strideY, strideX, 0, 0, 0, 0, dilation, 1, 1);

    private static MaxPool2D Pool(int sizeY, int sizeX, int strideY, int strideX) => new(sizeY, sizeX, strideY, strideX, 0, 0, 0, 0);
}
