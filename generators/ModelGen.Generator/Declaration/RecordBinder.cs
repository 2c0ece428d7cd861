using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelGen.Compiler;
using ModelGen.Compiler.Language;

namespace ModelGen.Generator.Declaration;

/// <summary>Records of constants, as configurations: what they hold and how they are made.</summary>
internal static class RecordBinder
{
    public static bool IsData(INamedTypeSymbol type) =>
        type.IsRecord && type.BaseType is null or { SpecialType: SpecialType.System_Object or SpecialType.System_ValueType };

    /// <summary>Whether a property holds a value, rather than computing one.</summary>
    public static bool IsStored(IPropertySymbol property) =>
        !property.IsIndexer
        && property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    /// <summary>The body of a primary constructor: the record with its properties in order.</summary>
    public static Statement Constructor(IMethodSymbol constructor, SyntaxNode declaration, SemanticModel model, BodyBinder body, CancellationToken cancellation)
    {
        if (declaration is not TypeDeclarationSyntax)
            return body.Refused("MG0008", "Only the primary constructor of a record can be evaluated at build time.", declaration);
        var properties = new List<Argument>();
        foreach (var property in constructor.ContainingType.GetMembers().OfType<IPropertySymbol>().Where(property => !property.IsStatic && IsStored(property)))
        {
            var syntax = property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation);
            var value = syntax switch
            {
                ParameterSyntax => new Name(property.Name),
                PropertyDeclarationSyntax { Initializer: { } initializer } when model.GetOperation(initializer, cancellation) is ISymbolInitializerOperation operation => body.Initial(operation.Value),
                _ => (Expression)new Literal(null),
            };
            properties.Add(new Argument(property.Name, value));
        }
        return new Return(new NewRecord(constructor.ContainingType.Name, properties.ToArray()));
    }
}
