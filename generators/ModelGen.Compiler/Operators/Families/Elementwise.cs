namespace ModelGen.Compiler;

/// <summary>
/// An operator that computes each element of its result from the elements at the same (broadcast) place of its
/// operands. Fusion merges neighbours into one <see cref="FusedElementwise"/>.
/// </summary>
public abstract partial record Elementwise : Operator
{
    /// <summary>The number of operands.</summary>
    public abstract int Arity { get; }

    /// <summary>The result's element from the operands' elements, <see cref="Scalar.Argument"/> 0 to n − 1.</summary>
    public abstract Scalar Expression { get; }

    /// <summary>
    /// ∂loss/∂operand for each of the n operands, before it is summed over broadcast axes; null where none flows.
    /// Arguments 0 to n − 1 are the operands, n is the result, n + 1 is ∂loss/∂result. A rule that needs the result
    /// alone spares the operand from being kept for the backward pass.
    /// </summary>
    protected virtual IReadOnlyList<Scalar?> Gradients => new Scalar?[Arity];

    /// <exception cref="GraphException">MG0102: an operand holds no reals; MG0104: the shapes do not broadcast.</exception>
    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, Arity);
        foreach (var input in inputs)
            Check.Real(this, input);
        var shape = inputs[0].Shape;
        for (var i = 1; i < inputs.Count; i++)
            shape = Broadcast(shape, inputs[i].Shape);
        return [new TensorType(shape, inputs.Any(input => input.IsBatched))];
    }

    /// <summary>A product is told by its factors.</summary>
    public override string Describe(IReadOnlyList<string?> operands) =>
        Expression is Scalar.Apply(ScalarFunction.Multiply, var factors)
        && factors[0] is Scalar.Argument(var a) && factors[1] is Scalar.Argument(var b)
        && operands[a] is { } left && operands[b] is { } right
            ? a == b ? "square of " + left : left + " times " + right
            : base.Describe(operands);

    /// <summary>The same for each position, if the operands have the time axis at the same place.</summary>
    public override PositionResult? OnPositions(PositionContext context)
    {
        var count = context.Node.Inputs.Count;
        int[] fromEnd = [.. Enumerable.Range(0, count).Where(i => context.AxisOf(i) >= 0).Select(i => context.ShapeOf(i).Rank - context.AxisOf(i)).Distinct()];
        if (fromEnd.Length > 1) return null;
        var operands = Enumerable.Range(0, count).Select(i => context.Beside(i, fromEnd[0])).ToArray();
        return operands.Any(operand => operand is null)
            ? null
            : context.Apply(ForPosition(context.Node.Output.Shape.Rank - fromEnd[0]), context.Node.Output.Shape.Rank - fromEnd[0], operands!);
    }

    /// <summary>The operator without an axis of its result.</summary>
    protected virtual Operator ForPosition(int axis) => this;

    public override Value?[] Differentiate(GradientContext context)
    {
        Value[] operands = [.. context.Inputs, context.Output, context.OutputGradient];
        return
        [
            .. Gradients.Select((gradient, i) => gradient is null || !context.IsNeeded(i)
                ? null
                : context.SumTo(context.Inputs[i].Type, context.Apply(gradient, operands))),
        ];
    }

    /// <summary>The node of the same meaning, or the expression node by node.</summary>
    public override bool ToOnnx(OnnxContext context)
    {
        context.Elementwise(operands => OnnxName is { } name
            ? context.Add(name, operands, [.. OnnxAttributes])
            : new OnnxScalar(context.Graph, index => operands[index]).Write(Expression));
        return true;
    }

    /// <summary>Attributes of the node of the same meaning.</summary>
    protected virtual IReadOnlyList<(string Name, object Value)> OnnxAttributes => [];

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        (long)outputs[0].Shape.Length * Expression.CountFunctions();

    private Shape Broadcast(Shape left, Shape right)
    {
        try
        {
            return Shape.Broadcast(left, right);
        }
        catch (GraphException mistake)
        {
            throw new GraphException(mistake.Id, $"{Name}: {char.ToLowerInvariant(mistake.Message[0])}{mistake.Message.Substring(1)}");
        }
    }
}
