namespace ModelGen.Compiler.Emit;

/// <summary>
/// Reshaped activations share the memory of what they are a view of. An unbatched value may lie in panels that its
/// rows and columns decide, so that a shape with other rows is a value of its own: a <see cref="MovementKernel"/>
/// copies it.
/// </summary>
public static class Alias
{
    public static bool IsView(Node node) => node.Operator is Reshape
        && (node.Output.IsBatched || node.Output.Shape.RowLength == node.Inputs[0].Shape.RowLength);

    public static Value Root(Value value) =>
        value.Producer is { } producer && IsView(producer) ? Root(producer.Inputs[0]) : value;

    /// <summary>Gives values without a name that of the first view of them that has one: the flattened last step is lstm1.</summary>
    public static void NameRoots(Graph graph)
    {
        foreach (var node in graph.Nodes.Where(IsView))
            Root(node.Output).Name ??= node.Output.Name;
    }
}
