namespace ModelGen.Compiler.Emit;

/// <summary>
/// Reshaped activations share the memory of what they are a view of. An unbatched value may lie in panels that its
/// rows and columns decide, so that a shape with other rows is a value of its own: a <see cref="ReshapeKernel"/>
/// copies it.
/// </summary>
public static class Alias
{
    public static bool IsView(Node node) => node.Operator is Reshape
        && (node.Output.IsBatched || node.Output.Shape.RowLength == node.Inputs[0].Shape.RowLength);

    public static Value Root(Value value) =>
        value.Producer is { } producer && IsView(producer) ? Root(producer.Inputs[0]) : value;
}
