using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ModelGen.Compiler;
using ModelGen.Compiler.Language;
using ModelGen.Generator.Incremental;

namespace ModelGen.Generator.Diagnostics;

/// <summary>A diagnostic at its present place: a location in a tree of the compilation, so that pragmas work on it.</summary>
internal sealed record LocatedDiagnostic(string Id, string Message, bool IsHint, SyntaxTree? Tree, TextSpan Span)
{
    public Diagnostic ToDiagnostic() => Diagnostic.Create(Descriptors.Of(Id), Tree is null ? Location.None : Location.Create(Tree, Span), Message);

    /// <summary>Finds the places of diagnostics in the files as they are now; what several models share is said once.</summary>
    public static EquatableArray<LocatedDiagnostic> Locate(IEnumerable<ModelDiagnostic> diagnostics, Compilation compilation)
    {
        var pending = diagnostics.Distinct().ToArray();
        if (pending.Length == 0)
            return [];
        var places = new Dictionary<int, Fragment>();
        foreach (var (_, fragment) in compilation.SyntaxTrees.SelectMany(tree => FileFacts.Of(tree).Fragments))
            places[fragment.Id] = fragment;
        return pending.Select(diagnostic => Locate(diagnostic, places)).Distinct()
            .OrderBy(diagnostic => diagnostic.Tree?.FilePath, StringComparer.Ordinal).ThenBy(diagnostic => diagnostic.Span.Start).ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal)
            .ToArray();
    }

    private static LocatedDiagnostic Locate(ModelDiagnostic diagnostic, Dictionary<int, Fragment> places)
    {
        var (id, message, mark, isHint) = diagnostic;
        if (mark.IsNone || !places.TryGetValue(mark.Fragment, out var fragment))
            return new LocatedDiagnostic(id, message, isHint, null, default);
        var start = Math.Min(fragment.Span.Start + mark.Start, fragment.Tree.Length);
        return new LocatedDiagnostic(id, message, isHint, fragment.Tree, new TextSpan(start, Math.Min(mark.Length, fragment.Tree.Length - start)));
    }
}
