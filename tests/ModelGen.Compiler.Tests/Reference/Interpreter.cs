namespace ModelGen.Compiler.Reference;

/// <summary>
/// Evaluates a graph with naive loops in double precision: what every pass and every emitted kernel is compared with.
/// A value is a row-major array, (samples, shape) if it is batched; indices and bytes are doubles too.
/// </summary>
public sealed partial class Interpreter
{
    private readonly Dictionary<Value, double[]> values = [];
    private readonly int samples;
    private readonly Func<DropoutMask, int, double[]> mask;

    private Interpreter(int samples, Func<DropoutMask, int, double[]>? mask)
    {
        this.samples = samples;
        this.mask = mask ?? HashedMask;
    }

    /// <summary>The elements of a value.</summary>
    public double[] this[Value value] => values[value];

    /// <param name="graph">What to evaluate.</param>
    /// <param name="samples">The size of the batch.</param>
    /// <param name="source">The elements of each source.</param>
    /// <param name="mask">
    /// The mask for a number of samples; by default a fixed function of the stream and the element.
    /// </param>
    public static Interpreter Run(
        Graph graph, int samples, Func<Value, double[]> source, Func<DropoutMask, int, double[]>? mask = null)
    {
        var interpreter = new Interpreter(samples, mask);
        foreach (var value in graph.Sources)
            interpreter.Set(value, source(value));
        foreach (var node in graph.Nodes)
        {
            var outputs = interpreter.Evaluate(node);
            for (var i = 0; i < outputs.Length; i++)
                interpreter.Set(node.Outputs[i], outputs[i]);
        }
        return interpreter;
    }

    /// <summary>Applies one operator to operands of the given types.</summary>
    public static double[][] Apply(Operator @operator, int samples, params (TensorType Type, double[] Elements)[] operands)
    {
        var graph = new Graph();
        var inputs = operands.Select((operand, i) => graph.AddSource(new Source.Input($"x{i}", i), operand.Type, $"x{i}")).ToArray();
        var node = graph.Add(@operator, inputs);
        var run = Run(graph, samples, value => operands[Array.IndexOf(inputs, value)].Elements);
        return [.. node.Outputs.Select(output => run[output])];
    }

    private void Set(Value value, double[] elements)
    {
        if (elements.Length != Count(value.Type))
            throw new ArgumentException($"{value} has {Count(value.Type)} elements for {samples} samples, not {elements.Length}.");
        values.Add(value, elements);
    }

    private int Count(TensorType type) => Samples(type) * type.Shape.Length;

    private int Samples(TensorType type) => type.IsBatched ? samples : 1;

    private double[][] Evaluate(Node node)
    {
        var inputs = node.Inputs.Select(input => values[input]).ToArray();
        var types = node.Inputs.Select(input => input.Type).ToArray();
        var result = node.Output.Type;
        return node.Operator switch
        {
            Constant(var number) => [[number]],
            Progression(var length, var start, var step) => [[.. Enumerable.Range(0, length).Select(i => start + step * i)]],
            ToReal => inputs,
            Recurrence recurrence => Recur(recurrence, types, inputs),
            RecurrenceGradient gradient => RecurBack(gradient, types, inputs),
            Lookup => [LookUp(types, inputs)],
            LookupGradient => [Scatter(types, result, inputs)],
            ModelGen.Compiler.Gather => [GatherRows(types, result, inputs)],
            ModelGen.Compiler.Scatter => [ScatterRows(types, result, inputs)],
            BatchSize => [[samples]],
            DropoutMask dropout => [mask(dropout, samples)],
            Elementwise elementwise => [Map(elementwise.Expression, result, types, inputs)],
            Reduce reduce => [Reduce(reduce, types[0], result, inputs[0])],
            BatchSum => [SumSamples(types[0], inputs[0])],
            Softmax or LogSoftmax or SoftmaxGradient or LogSoftmaxGradient => [Rows(node.Operator, result, types, inputs)],
            Attention attention => Attention(attention, types, inputs),
            AttentionGradient gradient => AttentionGradient(gradient, types, inputs),
            Sinusoid sinusoid => [Sinusoid(sinusoid)],
            Rotate rotate => [Rotate(rotate, types, result, inputs)],
            Normalize norm => Normalize(norm, types[0], inputs[0]),
            NormalizeGradient gradient => [NormalizeGradient(gradient, types, result, inputs)],
            MatMul product => [MatMul(product, result, types, inputs)],
            MatMulWeightGradient => [MultiplyTransposed(result, types, inputs)],
            Conv2D convolution => [Convolve(convolution, types[0], types[1], result, inputs[0], inputs[1])],
            Conv2DInputGradient gradient => [InputGradient(gradient, types, result, inputs)],
            Conv2DWeightGradient gradient => [WeightGradient(gradient, types, result, inputs)],
            MaxPool2D pool => MaxPool(pool, types[0], result, inputs[0]),
            MaxPool2DGradient gradient => [MaxPoolGradient(gradient, types[0], result, inputs[0], inputs[1])],
            AveragePool2D pool => [AveragePool(pool, types[0], result, inputs[0])],
            AveragePool2DGradient gradient => [AveragePoolGradient(gradient, types[0], result, inputs[0])],
            Reshape => [inputs[0]],
            Permute permute => [Permute(permute, types[0], result, inputs[0])],
            Concat concat => [Concat(concat, types, result, inputs)],
            Slice slice => [Slice(slice, types[0], result, inputs[0])],
            SliceGradient gradient => [SliceGradient(gradient, types[0], result, inputs[0])],
            Pad pad => [Pad(pad, types[0], result, inputs[0])],
            CumulativeSum sum => [CumulativeSum(sum, result, inputs[0])],
            Resample resample => [Resample(resample, types[0], result, inputs[0], isTransposed: false)],
            ResampleGradient gradient => [Resample(gradient.Forward, types[0], result, inputs[0], isTransposed: true)],
            ArgMax => [[.. inputs[0].Chunk(types[0].Shape.RowLength).Select(row => (double)Array.IndexOf(row, row.Max()))]],
            TopK top => TopK(top, types[0], inputs[0]),
            OneHot hot => [[.. inputs[0].SelectMany(index => Enumerable.Range(0, hot.Depth).Select(c => c == index ? 1.0 : 0))]],
            SparseCategoricalCrossEntropy loss => CrossEntropy(loss, types, result, inputs),
            SparseCategoricalCrossEntropyGradient gradient => [CrossEntropyGradient(gradient, types, result, inputs)],
            _ => throw new NotSupportedException($"The reference interpreter does not know {node.Operator.Name}."),
        };
    }

    // Any deterministic mask will do for comparing graphs: a multiplicative hash of stream and element.
    private static double[] HashedMask(DropoutMask dropout, int samples)
    {
        var mask = new double[samples * dropout.Shape.Length];
        for (var i = 0; i < mask.Length; i++)
        {
            var hash = unchecked((uint)(i + 1) * 2654435761u ^ (uint)(dropout.Stream + 1) * 2246822519u) * 3266489917u;
            mask[i] = (hash >> 8) / (double)(1 << 24) < dropout.Rate ? 0 : 1 / (1 - dropout.Rate);
        }
        return mask;
    }
}
