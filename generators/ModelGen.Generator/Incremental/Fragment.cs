using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace ModelGen.Generator.Incremental;

/// <summary>A member, or the head of a type: the smallest piece of source whose change can change a model.</summary>
internal sealed class Fragment(SyntaxTree tree, TextSpan span, string qualifiedName, int ordinal, Fragment? head, bool isRoot, string context)
{
    private string? text;
    private HashSet<string>? identifiers;

    public SyntaxTree Tree { get; } = tree;

    public TextSpan Span { get; } = span;

    /// <summary>The head of the type it is a member of, or of the enclosing type.</summary>
    public Fragment? Head { get; } = head;

    /// <summary>Whether models depend on it whether or not anything names it.</summary>
    public bool IsRoot { get; } = isRoot;

    /// <summary>The same as long as neither the member nor its overloads before it in the file come or go.</summary>
    public int Id { get; } = StableHash($"{tree.FilePath}|{qualifiedName}#{ordinal}");

    /// <summary>The source, with what encloses it where that is not a fragment of its own.</summary>
    public string Text => text ??= context + Tree.GetText().ToString(Span);

    /// <summary>Every name in it.</summary>
    public HashSet<string> Identifiers => identifiers ??= [.. Tokens()
        .Where(token => token.IsKind(SyntaxKind.IdentifierToken))
        .Select(token => token.ValueText)];

    private IEnumerable<SyntaxToken> Tokens() =>
        Tree.GetRoot().DescendantTokens(Span).Where(token => Span.Contains(token.Span));

    private static int StableHash(string text)
    {
        var hash = 2166136261u;
        foreach (var character in text)
            hash = unchecked((hash ^ character) * 16777619u);
        return (int)(hash & 0x7fffffff);
    }
}
