namespace ModelGen.Compiler.Emit;

/// <summary>
/// The convolutions of a prediction that Winograd's algorithm computes, and the graphs in which some of them are computed
/// directly: slower, and without the memory that transformed weights take.
/// </summary>
/// <param name="nodes">The convolutions before they are lowered, those first that take most memory.</param>
/// <param name="prepare">The graph as the kernels take it, in which these convolutions are computed directly.</param>
public sealed class WinogradConvolutions(IReadOnlyList<Node> nodes, Func<ISet<Node>, Graph> prepare)
{
    /// <summary>How many there are.</summary>
    public int Count => nodes.Count;

    /// <summary>The graph in which the first ones are computed directly.</summary>
    /// <param name="count">So many of them.</param>
    public Graph Without(int count) => prepare(new HashSet<Node>(nodes.Take(count)));

    /// <summary>The layers of the first ones, in the order of the graph.</summary>
    /// <param name="count">So many of them.</param>
    public IReadOnlyList<string> LayersOf(int count) =>
        [.. nodes.Take(count).OrderBy(node => node.Output.Id).Select(node => node.Output.Scope).Where(scope => scope.Length > 0).Distinct()];
}
