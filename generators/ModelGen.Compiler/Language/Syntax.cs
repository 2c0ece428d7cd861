namespace ModelGen.Compiler.Language;

/// <summary>
/// A piece of a declaration in the small language that models are evaluated from: what remains of C# once names and
/// types are resolved. Each kind of node is a record; <see cref="ProgramText"/> writes and reads them all by their
/// constructor parameters, so a new node needs no more than its record and its case in the evaluator.
/// </summary>
public abstract record Syntax
{
    /// <summary>Where it stands in the source.</summary>
    public Mark Mark { get; init; } = Mark.None;
}

/// <summary>One argument, bound to the parameter's name; omitted ones are already filled in.</summary>
public sealed record Argument(string Parameter, Expression Value) : Syntax;

/// <summary>A method, local value or constructor with its body.</summary>
/// <param name="Id">The documentation id, such as <c>M:ModelGen.Layers.Dense(…)</c>.</param>
/// <param name="Name">The method's name, for messages and the summary.</param>
/// <param name="Layer">
/// The kind that layers are numbered by (<c>conv</c> in <c>conv1.weight</c>); null for methods that are no layers.
/// </param>
/// <param name="Parameters">Names in order; a receiver is called <c>this</c>.</param>
/// <param name="Body">What it does.</param>
public sealed record Function(
    string Id,
    string Name,
    string? Layer,
    EquatableArray<string> Parameters,
    Statement Body) : Syntax
{
    /// <summary>Whether calls open a scope for the names of parameters.</summary>
    public bool OpensScope => Parameters.Contains("name");
}

/// <summary>All functions that a model reaches. The functions of a program call one another by id.</summary>
public sealed record Program(EquatableArray<Function> Functions);
