namespace ModelGen.Compiler;

/// <summary>
/// The optimisation passes, in order. They run after differentiation (they drop what only it needs), on inference and
/// training graphs alike, and are independent of the backend.
/// </summary>
public static class Passes
{
    /// <summary>Each takes a graph and returns one that computes the same outputs.</summary>
    public static IReadOnlyList<(string Name, Func<Graph, Graph> Run)> All { get; } =
    [
        ("dead code", DeadCodeElimination.Run),
        ("common subexpressions", CommonSubexpressions.Run),
        ("affine folding", AffineFolding.Run),
        ("simplification", Simplification.Run),
        ("common subexpressions", CommonSubexpressions.Run),
        ("dead code", DeadCodeElimination.Run),
        ("elementwise fusion", ElementwiseFusion.Run),
        ("dead code", DeadCodeElimination.Run),
        ("simplification", Simplification.Run),
        ("common subexpressions", CommonSubexpressions.Run),
        ("dead code", DeadCodeElimination.Run),
    ];

    /// <summary>Runs all passes and verifies the graph after each.</summary>
    /// <exception cref="InvalidOperationException">A pass left a malformed graph; the message names it.</exception>
    public static Graph Run(Graph graph)
    {
        GraphVerifier.Verify(graph);
        foreach (var (name, run) in All)
        {
            graph = run(graph);
            try
            {
                GraphVerifier.Verify(graph);
            }
            catch (InvalidOperationException mistake)
            {
                throw new InvalidOperationException($"After the pass '{name}': {mistake.Message}", mistake);
            }
        }
        return graph;
    }
}
