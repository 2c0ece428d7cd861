using ModelGen.Compiler;
using ModelGen.Compiler.Emit;

namespace ModelGen.Integration.Tests.Kernels;

using ElementType = ModelGen.Compiler.ElementType;

public class RowKernelTests
{
    private static readonly int[] Lengths = [1, 2, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 24, 31, 32, 33, 48, 63, 64, 65, 70, 100, 128];

    [Fact]
    public void Softmax_of_rows_of_any_length() => KernelHarness.Check(
        [.. Lengths.SelectMany(length => new[]
        {
            Case(new Softmax(), [length], true, 1),
            Case(new Softmax(), [3, length], true, 1),
            Case(new LogSoftmax(), [2, length], true, 1),
            Case(new Softmax(), [5, length], false, 1),
        })], 0, 1, 5);

    [Fact]
    public void Softmax_of_large_and_of_very_negative_logits() => KernelHarness.Check(
        [
            Case(new Softmax(), [10], true, 300),
            Case(new Softmax(), [70], true, 300),
            Case(new LogSoftmax(), [10], true, 300),
            Case(new LogSoftmax(), [70], true, 300),
            Case(new Softmax(), [10], true, 1, -5000),
            Case(new Softmax(), [70], true, 1, -5000),
            Case(new LogSoftmax(), [70], true, 1, -5000),
        ], 3);

    [Fact]
    public void Gradients_of_softmax() => KernelHarness.Check(
        [.. Lengths.SelectMany(length => new[]
        {
            GradientCase(new SoftmaxGradient(), new Softmax(), [2, length]),
            GradientCase(new LogSoftmaxGradient(), new LogSoftmax(), [length]),
        })], 0, 1, 5);

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Cross_entropy_and_its_gradient(double smoothing) => KernelHarness.Check(
        [.. Lengths.Where(length => length > 1).SelectMany(length => new[]
        {
            CrossEntropyCase([length], smoothing, true, 1),
            CrossEntropyCase([3, length], smoothing, true, 1),
            CrossEntropyCase([length], smoothing, false, 1),
            CrossEntropyCase([length], smoothing, true, 100),
            CrossEntropyGradientCase([length], smoothing),
            CrossEntropyGradientCase([3, length], smoothing),
        })], 0, 1, 5);

    private static KernelCase Case(Operator @operator, int[] shape, bool batched, double scale, double offset = 0)
    {
        var x = new Graph().AddSource(new Source.Input("x", 0), new TensorType(new Shape(shape), batched), "x");
        var node = x.Graph.Add(@operator, x);
        return new KernelCase($"{node} × {scale} + {offset}", new SoftmaxKernel(node), (inputs, _) =>
            [ByRow(shape[^1], row => @operator is Softmax ? Softmax(row) : LogSoftmax(row), inputs[0])])
        {
            Inputs = (random, count) => [[.. KernelCase.Normal(random, x, count, scale).Select(value => value + offset)]],
        };
    }

    private static KernelCase GradientCase(Operator gradient, Operator forward, int[] shape)
    {
        var type = new TensorType(new Shape(shape), true);
        var graph = new Graph();
        var dy = graph.AddSource(new Source.Input("dy", 0), type, "dy");
        var y = graph.AddSource(new Source.Input("y", 1), type, "y");
        var node = graph.Add(gradient, dy, y);
        return new KernelCase($"{node}", new SoftmaxGradientKernel(node), (inputs, _) =>
        {
            var dx = new double[inputs[0].Length];
            for (var start = 0; start < dx.Length; start += shape[^1])
            {
                var columns = Enumerable.Range(start, shape[^1]).ToArray();
                var sum = columns.Sum(i => forward is Softmax ? inputs[0][i] * inputs[1][i] : inputs[0][i]);
                foreach (var i in columns)
                    dx[i] = forward is Softmax ? inputs[1][i] * (inputs[0][i] - sum) : inputs[0][i] - Math.Exp(inputs[1][i]) * sum;
            }
            return [dx];
        })
        {
            Inputs = (random, count) =>
            [
                KernelCase.Normal(random, dy, count),
                ByRow(shape[^1], row => forward is Softmax ? Softmax(row) : LogSoftmax(row), KernelCase.Normal(random, y, count)),
            ],
        };
    }

    private static KernelCase CrossEntropyCase(int[] shape, double smoothing, bool keepsProbabilities, double scale)
    {
        var (z, target, _) = Sources(shape);
        var node = z.Graph.Add(new SparseCategoricalCrossEntropy(smoothing), z, target);
        node.Outputs[0].Name = "loss";
        node.Outputs[1].Name = "probabilities";
        var classes = shape[^1];
        return new KernelCase($"{node} × {scale}", new SparseCategoricalCrossEntropyKernel(node, keepsProbabilities), (inputs, _) =>
        {
            var logarithms = ByRow(classes, LogSoftmax, inputs[0]);
            double[] loss = [.. inputs[1].Select((label, row) =>
                -(1 - smoothing) * logarithms[row * classes + (int)label]
                - smoothing / classes * Enumerable.Range(row * classes, classes).Sum(i => logarithms[i]))];
            return keepsProbabilities ? [loss, ByRow(classes, Softmax, inputs[0])] : [loss];
        })
        {
            Inputs = (random, count) => [KernelCase.Normal(random, z, count, scale), Labels(random, target, count, classes)],
        };
    }

    private static KernelCase CrossEntropyGradientCase(int[] shape, double smoothing)
    {
        var (p, target, dLoss) = Sources(shape);
        var node = p.Graph.Add(new SparseCategoricalCrossEntropyGradient(smoothing), p, target, dLoss);
        var classes = shape[^1];
        return new KernelCase($"{node}", new SparseCategoricalCrossEntropyGradientKernel(node), (inputs, _) =>
            [[.. inputs[0].Select((value, i) => inputs[2][i / classes]
                * (value - (inputs[1][i / classes] == i % classes ? 1 - smoothing : 0) - smoothing / classes))]])
        {
            Inputs = (random, count) =>
            [
                ByRow(classes, Softmax, KernelCase.Normal(random, p, count)), Labels(random, target, count, classes),
                KernelCase.Normal(random, dLoss, count),
            ],
        };
    }

    private static (Value Rows, Value Target, Value PerRow) Sources(int[] shape)
    {
        var graph = new Graph();
        var perRow = new Shape(shape[..^1]);
        return (
            graph.AddSource(new Source.Input("z", 0), new TensorType(new Shape(shape), true), "z"),
            graph.AddSource(new Source.Target("target", 0), new TensorType(perRow, true, ElementType.Index), "target"),
            graph.AddSource(new Source.LossShare(), new TensorType(perRow, true), "dLoss"));
    }

    private static double[] Labels(Random random, Value target, int count, int classes) =>
        [.. Enumerable.Range(0, count * target.Shape.Length).Select(_ => (double)random.Next(classes))];

    private static double[] ByRow(int length, Func<double[], double[]> function, double[] values) =>
        [.. values.Chunk(length).SelectMany(function)];

    private static double[] LogSoftmax(double[] row)
    {
        var max = row.Max();
        var logarithm = Math.Log(row.Sum(value => Math.Exp(value - max)));
        return [.. row.Select(value => value - max - logarithm)];
    }

    private static double[] Softmax(double[] row) => [.. LogSoftmax(row).Select(Math.Exp)];
}
