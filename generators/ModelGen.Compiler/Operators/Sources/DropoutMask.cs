namespace ModelGen.Compiler;

/// <summary>
/// For each sample and element 0 with probability <paramref name="Rate"/>, else 1/(1 − rate), from the counter-based
/// generator: a function of the trainer's seed and step, the stream and the element alone.
/// </summary>
/// <param name="Shape">The shape of one sample.</param>
/// <param name="Rate">The probability of 0; at least 0 and below 1.</param>
/// <param name="Stream">Tells the masks of a model apart.</param>
public sealed record DropoutMask(Shape Shape, double Rate, int Stream) : Operator
{
    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 0);
        if (!(Rate >= 0 && Rate < 1))
            throw new GraphException("MG0105", $"The rate of {Name} must be at least 0 and below 1, not {Rate}.");
        return [new TensorType(Shape, IsBatched: true)];
    }

    public override Value?[] Differentiate(GradientContext context) => [];

    /// <exception cref="GraphException">MG0105: a rate outside [0, 1).</exception>
    [Primitive]
    public static Value Build(Call call)
    {
        var stream = call.Graph.Nodes.Count(node => node.Operator is DropoutMask);
        return call.Graph.Apply(new DropoutMask(call.Tensor("x").Shape, call.Number("rate"), stream));
    }
}
