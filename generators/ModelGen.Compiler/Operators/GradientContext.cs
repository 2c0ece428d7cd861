namespace ModelGen.Compiler;

/// <summary>What an operator's derivative is made from.</summary>
public sealed class GradientContext(
    Graph graph, Node node, IReadOnlyList<Value?> outputGradients, Func<int, bool>? isNeeded = null)
{
    public Graph Graph { get; } = graph;

    public Node Node { get; } = node;

    public IReadOnlyList<Value> Inputs => Node.Inputs;

    public Value Input => Node.Inputs[0];

    public Value Output => Node.Outputs[0];

    /// <summary>∂loss/∂output for each output; null where the loss does not depend on it.</summary>
    public IReadOnlyList<Value?> OutputGradients { get; } = outputGradients;

    /// <summary>∂loss/∂output of an operator with one output.</summary>
    public Value OutputGradient => OutputGradients[0]!;

    /// <summary>Whether anything trainable lies behind an input; its gradient is not used otherwise.</summary>
    public bool IsNeeded(int input) => isNeeded?.Invoke(input) ?? true;

    public Value Apply(Operator @operator, params Value[] inputs) => Graph.Apply(@operator, inputs);

    /// <summary>An expression over the elements of the operands that it uses, as one node.</summary>
    public Value Apply(Scalar expression, params Value[] operands)
    {
        if (expression is Scalar.Argument(var only)) return operands[only];
        var used = new List<Value>();
        var body = expression.Substitute(index =>
        {
            if (!used.Contains(operands[index])) used.Add(operands[index]);
            return new Scalar.Argument(used.IndexOf(operands[index]));
        });
        return Apply(new FusedElementwise(body), [.. used]);
    }

    /// <summary>
    /// The adjoint of broadcasting: the gradient summed over every axis, and over the samples, that an operand of the
    /// given type was repeated along.
    /// </summary>
    public Value SumTo(TensorType type, Value gradient)
    {
        var shape = gradient.Shape;
        var missing = shape.Rank - type.Shape.Rank;
        int[] axes = [.. Enumerable.Range(0, shape.Rank).Where(axis =>
            axis < missing || (type.Shape[axis - missing] == 1 && shape[axis] != 1))];
        if (axes.Length > 0)
            gradient = Apply(new Reduce(ReduceKind.Sum, axes, KeepDimensions: false), gradient);
        if (gradient.Shape != type.Shape)
            gradient = Apply(new Reshape(type.Shape), gradient);
        if (gradient.IsBatched && !type.IsBatched)
            gradient = Apply(new BatchSum(), gradient);
        return gradient;
    }
}
