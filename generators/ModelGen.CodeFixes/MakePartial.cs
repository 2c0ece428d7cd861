using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelGen.CodeFixes;

/// <summary>Makes a model class, or the types around it, partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MakePartial() : DeclarationFix("MG0001", "MG0002")
{
    protected override (string Title, SyntaxNode Root)? Mend(SyntaxNode root, SyntaxNode place)
    {
        var types = place.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().ToArray();
        var missing = types.Where(type => !type.Modifiers.Any(SyntaxKind.PartialKeyword)).ToArray();
        if (missing.Length == 0 || types.Any(type => type.TypeParameterList is not null))
            return null;
        var names = string.Join("' and '", Enumerable.Reverse(missing).Select(type => type.Identifier.ValueText));
        return ($"Make '{names}' partial", root.ReplaceNodes(missing, (_, type) => AddPartial(type)));
    }

    private static TypeDeclarationSyntax AddPartial(TypeDeclarationSyntax type)
    {
        var partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        if (type.Modifiers.Count > 0)
            return type.WithModifiers(type.Modifiers.Add(partial));
        return type
            .WithKeyword(type.Keyword.WithLeadingTrivia())
            .WithModifiers([partial.WithLeadingTrivia(type.Keyword.LeadingTrivia)]);
    }
}
