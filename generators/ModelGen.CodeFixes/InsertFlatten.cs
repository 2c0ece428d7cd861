using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelGen.CodeFixes;

/// <summary>
/// Puts a <c>Flatten</c> between the last layer of images and the first dense one: without it a dense layer applies to
/// every pixel, and the loss then gets an image of outputs.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class InsertFlatten() : DeclarationFix("MG0012")
{
    private static readonly string[] Images = ["Conv2D", "DepthwiseConv2D", "MaxPool2D", "AveragePool2D"];

    private static readonly string[] Rows = ["Flatten", "GlobalAveragePool2D", "GlobalMaxPool2D"];

    protected override (string Title, SyntaxNode Root)? Mend(SyntaxNode root, SyntaxNode place)
    {
        if (place.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type)
            return null;
        var lists = type.AttributeLists.Where(list => list.Attributes.Count == 1).ToArray();
        var isImage = false;
        foreach (var list in lists)
        {
            var name = list.Attributes[0].Name.ToString();
            isImage = Images.Contains(name) || isImage && !Rows.Contains(name);
            if (name != "Dense" || !isImage)
                continue;
            var flatten = SyntaxFactory.AttributeList([SyntaxFactory.Attribute(SyntaxFactory.ParseName("Flatten"))]).WithTriviaFrom(list);
            return ("Insert Flatten", root.InsertNodesBefore(list, [flatten]));
        }
        return null;
    }
}
