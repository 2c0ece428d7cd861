using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelGen.CodeFixes;

/// <summary>Gives a window that is larger than its input the padding that keeps the size.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class UsePaddingSame() : DeclarationFix("MG0103")
{
    private const string Title = "Use Padding.Same";

    private static readonly string[] Layers = ["Conv2D", "DepthwiseConv2D", "MaxPool2D", "AveragePool2D"];

    protected override (string Title, SyntaxNode Root)? Mend(SyntaxNode root, SyntaxNode place)
    {
        foreach (var node in place.AncestorsAndSelf())
        {
            if (node is AttributeSyntax { ArgumentList: { } given } attribute && Layers.Contains(attribute.Name.ToString()))
                return given.Arguments.Any(argument => argument.ToString().Contains("adding"))
                    ? null
                    : (Title, root.ReplaceNode(given, given.AddArguments(SyntaxFactory.AttributeArgument(null, Padding, Same))));
            if (node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } call && Layers.Contains(member.Name.Identifier.ValueText))
                return call.ArgumentList.Arguments.Any(argument => argument.ToString().Contains("adding"))
                    ? null
                    : (Title, root.ReplaceNode(call.ArgumentList, call.ArgumentList.AddArguments(SyntaxFactory.Argument(Padding, default, Same))));
        }
        return null;
    }

    private static NameColonSyntax Padding => SyntaxFactory.NameColon("padding").WithTrailingTrivia(SyntaxFactory.Space);

    private static ExpressionSyntax Same => SyntaxFactory.ParseExpression("Padding.Same");
}
