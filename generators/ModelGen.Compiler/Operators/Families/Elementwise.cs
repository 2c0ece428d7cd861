namespace ModelGen.Compiler;

/// <summary>
/// An operator that computes each element of its result from the elements at the same (broadcast) place of its
/// operands. Fusion merges neighbours into one <see cref="FusedElementwise"/>.
/// </summary>
public abstract record Elementwise : Operator
{
    /// <summary>The result's element from the operands' elements, <see cref="Scalar.Argument"/> 0 to n − 1.</summary>
    public abstract Scalar Expression { get; }

    protected static Scalar X => new Scalar.Argument(0);

    protected static Scalar Y => new Scalar.Argument(1);

    protected static Scalar Z => new Scalar.Argument(2);

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        foreach (var input in inputs)
            if (input.Element != ElementType.Real)
                throw new GraphException("MG0102", $"{Name} takes real numbers, not {input.Element.ToString().ToLowerInvariant()} elements of shape {input.Shape}.");
        var shape = inputs.Select(input => input.Shape).Aggregate(Shape.Broadcast);
        return [new TensorType(shape, inputs.Any(input => input.IsBatched))];
    }

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        (long)outputs[0].Shape.Length * CountFunctions(Expression);

    private static int CountFunctions(Scalar expression) =>
        expression is Scalar.Apply apply ? 1 + apply.Arguments.Sum(CountFunctions) : 0;
}

/// <summary>Several elementwise operators as one expression: what fusion leaves behind.</summary>
public sealed record FusedElementwise(Scalar Body) : Elementwise
{
    public override Scalar Expression => Body;

    public override bool IsDifferentiable => false;
}
