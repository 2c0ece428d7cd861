using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Compiler;
using ModelGen.Compiler.Language;
using ModelGen.Generator.Incremental;

namespace ModelGen.Generator.Declaration;

/// <summary>All that is read from a compilation: models, and the layers it publishes.</summary>
internal sealed record Declarations(EquatableArray<ModelDeclaration> Models, string? LayerSources)
{
    private static readonly Declarations None = new([], null);

    public static Declarations Read(Gate gate, CancellationToken cancellation)
    {
        if (gate.Compilation is not { } compilation || KnownSymbols.In(compilation) is not { } known)
            return None;
        var functions = new FunctionBinder(compilation, known, cancellation);
        var models = new List<ModelDeclaration>();
        foreach (var tree in compilation.SyntaxTrees.Where(tree => FileFacts.Of(tree).HasModels))
        {
            var semantics = compilation.GetSemanticModel(tree);
            foreach (var syntax in tree.GetRoot(cancellation).DescendantNodes().OfType<TypeDeclarationSyntax>().Where(type => type.AttributeLists.Count > 0))
                if (semantics.GetDeclaredSymbol(syntax, cancellation) is INamedTypeSymbol { TypeKind: TypeKind.Class } type && ModelAttribute(type, syntax, known) is { } attribute)
                    models.Add(Read(type, attribute, syntax, functions));
        }
        // Twice [Model] on two parts of a class is an error of C#; generating it twice would be another.
        return new Declarations(models.GroupBy(model => model.FullName).Select(group => group.First()).ToArray(), LayerPublisher.Publish(compilation, functions, cancellation));
    }

    private static AttributeData? ModelAttribute(INamedTypeSymbol type, TypeDeclarationSyntax syntax, KnownSymbols known) =>
        type.GetAttributes().FirstOrDefault(attribute => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, known.Model)
            && attribute.ApplicationSyntaxReference is { } reference && reference.SyntaxTree == syntax.SyntaxTree && syntax.AttributeLists.Span.Contains(reference.Span));

    private static ModelDeclaration Read(INamedTypeSymbol type, AttributeData attribute, TypeDeclarationSyntax syntax, FunctionBinder functions)
    {
        try
        {
            return new ModelBinder(type, attribute, syntax, functions).Bind();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return ModelBinder.Failed(type, syntax, exception);
        }
    }
}
