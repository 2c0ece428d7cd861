namespace ModelGen.Compiler.Language;

/// <summary>A mistake, or with <paramref name="IsHint"/> a likely one, in a declaration.</summary>
/// <param name="Id">Such as <c>MG0102</c>; see <c>docs/diagnostics</c>.</param>
/// <param name="Message">What was expected and what was found.</param>
/// <param name="Mark">Where.</param>
/// <param name="IsHint">Whether the model is compiled all the same.</param>
public sealed record ModelDiagnostic(string Id, string Message, Mark Mark, bool IsHint = false);
