namespace ModelGen.Compiler.Emit;

/// <summary>
/// Reshaped activations share the memory of what they are a view of. An unbatched value may lie in panels that its
/// rows and columns decide, so that another shape of it is a value of its own: a <see cref="ReshapeKernel"/> copies it.
/// </summary>
public static class Alias
{
    public static bool IsView(Node node) => node.Operator is Reshape && node.Output.IsBatched;

    public static Value Root(Value value) =>
        value.Producer is { } producer && IsView(producer) ? Root(producer.Inputs[0]) : value;
}
