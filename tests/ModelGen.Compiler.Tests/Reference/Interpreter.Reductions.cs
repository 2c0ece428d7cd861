namespace ModelGen.Compiler.Reference;

public sealed partial class Interpreter
{
    private double[] Reduce(Reduce reduce, TensorType type, TensorType result, double[] x)
    {
        var kept = type with { Shape = new Shape([.. type.Shape.Select((extent, axis) => reduce.Axes.Contains(axis) ? 1 : extent)]) };
        var places = Places(kept, type);
        var y = new double[Count(result)];
        if (reduce.Kind is ReduceKind.Max) Array.Fill(y, double.NegativeInfinity);
        if (reduce.Kind is ReduceKind.Min) Array.Fill(y, double.PositiveInfinity);
        for (var i = 0; i < x.Length; i++)
        {
            ref var target = ref y[places[i]];
            target = reduce.Kind switch
            {
                ReduceKind.Max => Math.Max(target, x[i]),
                ReduceKind.Min => Math.Min(target, x[i]),
                _ => target + x[i],
            };
        }
        if (reduce.Kind is ReduceKind.Mean)
            for (var i = 0; i < y.Length; i++)
                y[i] /= type.Shape.Length / (double)result.Shape.Length;
        return y;
    }

    private static double[] SumSamples(TensorType type, double[] x)
    {
        var y = new double[type.Shape.Length];
        for (var i = 0; i < x.Length; i++) y[i % y.Length] += x[i];
        return y;
    }

    private double[] Rows(Operator @operator, TensorType result, TensorType[] types, double[][] inputs)
    {
        var operands = inputs.Select((input, i) => Places(types[i], result).Select(place => input[place]).Chunk(result.Shape.RowLength).ToArray()).ToArray();
        return [.. Enumerable.Range(0, operands[0].Length).SelectMany(row => Row(operands.Select(operand => operand[row]).ToArray()))];

        IEnumerable<double> Row(double[][] x) => @operator switch
        {
            Softmax => SoftmaxRow(x[0]),
            LogSoftmax => LogSoftmaxRow(x[0]),
            SoftmaxGradient => x[0].Zip(x[1], (dy, y) => y * (dy - x[0].Zip(x[1], (a, b) => a * b).Sum())),
            _ => x[0].Zip(x[1], (dy, y) => dy - Math.Exp(y) * x[0].Sum()),
        };
    }

    private static double[] SoftmaxRow(double[] x) => [.. LogSoftmaxRow(x).Select(Math.Exp)];

    private static double[] LogSoftmaxRow(double[] x)
    {
        var logarithm = x.Max() + Math.Log(x.Sum(element => Math.Exp(element - x.Max())));
        return [.. x.Select(element => element - logarithm)];
    }

    private double[][] CrossEntropy(SparseCategoricalCrossEntropy loss, TensorType[] types, TensorType result, double[][] inputs)
    {
        var probabilities = result with { Shape = types[0].Shape };
        var targets = Places(types[1], result).Select(place => (int)inputs[1][place]).ToArray();
        var rows = Places(types[0], probabilities).Select(place => inputs[0][place]).Chunk(types[0].Shape.RowLength).ToArray();
        return
        [
            [.. rows.Select((row, i) => -LogSoftmaxRow(row).Select((logarithm, c) => Smoothed(loss.LabelSmoothing, c, targets[i], row.Length) * logarithm).Sum())],
            [.. rows.SelectMany(SoftmaxRow)],
        ];
    }

    private double[] CrossEntropyGradient(
        SparseCategoricalCrossEntropyGradient gradient, TensorType[] types, TensorType result, double[][] inputs)
    {
        var classes = result.Shape.RowLength;
        var row = result with { Shape = types[1].Shape };
        var p = Places(types[0], result);
        var (target, share) = (Places(types[1], row), Places(types[2], row));
        return [.. p.Select((place, i) => (inputs[0][place]
            - Smoothed(gradient.LabelSmoothing, i % classes, (int)inputs[1][target[i / classes]], classes)) * inputs[2][share[i / classes]])];
    }

    private static double Smoothed(double smoothing, int @class, int target, int classes) =>
        (@class == target ? 1 - smoothing : 0) + smoothing / classes;
}
