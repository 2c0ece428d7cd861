using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelGen.Generator.Declaration;

/// <summary>Where the arguments of an attribute stand in the source.</summary>
internal static class AttributeArguments
{
    public static AttributeSyntax? Syntax(AttributeData attribute) => attribute.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax;

    /// <summary>The value given by position, or the whole attribute.</summary>
    public static SyntaxNode? Find(AttributeData attribute, int position) =>
        Arguments(attribute).Where(argument => argument.NameEquals is null).ElementAtOrDefault(position)?.Expression ?? (SyntaxNode?)Syntax(attribute);

    /// <summary>The value given to a parameter or property; null if it is left out.</summary>
    public static SyntaxNode? Find(AttributeData attribute, string name)
    {
        var named = Arguments(attribute).FirstOrDefault(argument => (argument.NameEquals?.Name ?? argument.NameColon?.Name)?.Identifier.ValueText == name);
        if (named is not null)
            return named.Expression;
        var position = attribute.AttributeConstructor?.Parameters.FirstOrDefault(parameter => parameter.Name == name)?.Ordinal;
        var positional = Arguments(attribute).TakeWhile(argument => argument.NameEquals is null && argument.NameColon is null);
        return position is { } ordinal ? positional.ElementAtOrDefault(ordinal)?.Expression : null;
    }

    private static IEnumerable<AttributeArgumentSyntax> Arguments(AttributeData attribute) => Syntax(attribute)?.ArgumentList?.Arguments ?? [];
}
