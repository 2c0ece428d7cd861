namespace ModelGen.Compiler;

/// <summary>
/// A mistake in a declaration. Whoever evaluates the declaration knows the place in the source and turns this into
/// a diagnostic there; it never reaches a user as an exception.
/// </summary>
public sealed class GraphException(string id, string message) : Exception(message)
{
    /// <summary>The diagnostic, such as <c>MG0102</c>; see <c>docs/diagnostics</c>.</summary>
    public string Id { get; } = id;

    /// <summary>The <see cref="Value.Location"/> of the value at fault, where a stage after the evaluation finds it.</summary>
    public object? Location { get; init; }
}
