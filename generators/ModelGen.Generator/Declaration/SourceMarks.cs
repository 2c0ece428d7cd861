using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelGen.Compiler.Language;
using ModelGen.Generator.Incremental;

namespace ModelGen.Generator.Declaration;

/// <summary>Turns places in the source into marks.</summary>
internal static class SourceMarks
{
    public static Mark Of(SyntaxNode? node) => node is null ? Mark.None : Of(node.SyntaxTree, Telling(node));

    public static Mark Of(SyntaxToken token) => token.SyntaxTree is { } tree ? Of(tree, token.Span) : Mark.None;

    public static Mark Of(AttributeData? attribute) => Of(attribute?.ApplicationSyntaxReference?.GetSyntax());

    private static Mark Of(SyntaxTree tree, TextSpan span) => FileFacts.Of(tree).Around(span) is { } fragment
        ? new Mark(fragment.Id, span.Start - fragment.Span.Start, span.Length)
        : Mark.None;

    /// <summary>Of a chain of calls, the last one alone: the squiggle belongs under <c>Conv2D(32, 3)</c>.</summary>
    private static TextSpan Telling(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } call => TextSpan.FromBounds(member.Name.SpanStart, call.Span.End),
        ArgumentSyntax argument => argument.Expression.Span,
        ParenthesizedExpressionSyntax parenthesized => Telling(parenthesized.Expression),
        _ => node.Span,
    };
}
