using Microsoft.CodeAnalysis;

namespace ModelGen.Generator.Declaration;

/// <summary>The library's types as a compilation sees them.</summary>
internal sealed class KnownSymbols
{
    private KnownSymbols(INamedTypeSymbol model, INamedTypeSymbol tensor, INamedTypeSymbol indices, Compilation compilation)
    {
        Model = model;
        Tensor = tensor;
        Indices = indices;
        Layer = compilation.GetTypeByMetadataName("ModelGen.LayerAttribute");
        Layers = compilation.GetTypeByMetadataName("ModelGen.Layers");
        LossFunctions = compilation.GetTypeByMetadataName("ModelGen.LossFunctions");
        Exports = compilation.GetTypeByMetadataName("ModelGen.OnnxExport") is not null;
        HasGpu = compilation.GetTypeByMetadataName("ModelGen.GpuDevice") is not null;
    }

    public INamedTypeSymbol Model { get; }

    public INamedTypeSymbol Tensor { get; }

    public INamedTypeSymbol Indices { get; }

    public INamedTypeSymbol? Layer { get; }

    public INamedTypeSymbol? Layers { get; }

    public INamedTypeSymbol? LossFunctions { get; }

    /// <summary>Whether there is something that runs models on a GPU: ModelGen.Gpu is referenced.</summary>
    public bool HasGpu { get; }

    /// <summary>Whether models can be exported: ModelGen.Onnx is referenced.</summary>
    public bool Exports { get; }

    /// <summary>Null where the library is not referenced.</summary>
    public static KnownSymbols? In(Compilation compilation) =>
        compilation.GetTypeByMetadataName("ModelGen.ModelAttribute") is { } model
        && compilation.GetTypeByMetadataName("ModelGen.Tensor") is { } tensor
        && compilation.GetTypeByMetadataName("ModelGen.Indices") is { } indices
            ? new KnownSymbols(model, tensor, indices, compilation)
            : null;

    public static AttributeData? Attribute(ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(attribute => IsOurs(attribute.AttributeClass, name));

    public static bool IsOurs(ITypeSymbol? type, string name) =>
        type is not null && type.Name == name && type.ContainingNamespace is { Name: "ModelGen", ContainingNamespace.IsGlobalNamespace: true };

    /// <summary>The name of the primitive that a method, operator or getter stands for; null for ordinary members.</summary>
    public static string? Primitive(ISymbol member)
    {
        var attribute = Attribute(member, "OperatorAttribute");
        if (attribute is null && member is IMethodSymbol { AssociatedSymbol: { } property })
            attribute = Attribute(member = property, "OperatorAttribute");
        return attribute is null ? null : attribute.ConstructorArguments.FirstOrDefault().Value as string ?? member.Name;
    }

    /// <summary>The word that a layer's parameters are named by; null for methods that are no layers.</summary>
    public static string? LayerKind(IMethodSymbol method)
    {
        if (Attribute(method, "LayerKindAttribute")?.ConstructorArguments.FirstOrDefault().Value is string kind)
            return kind;
        return method.Parameters.Any(parameter => parameter.Name == "name" && parameter.Type.SpecialType == SpecialType.System_String)
            ? DerivedKind(method.Name)
            : null;
    }

    /// <summary><c>conv</c> from <c>Conv2D</c>.</summary>
    public static string DerivedKind(string method)
    {
        var letters = new string([.. method.TakeWhile(character => !char.IsDigit(character))]).ToLowerInvariant();
        return letters.Length > 0 ? letters : "layer";
    }

    public bool IsTensor(ITypeSymbol? type) => SymbolEqualityComparer.Default.Equals(type, Tensor);

    public bool IsIndices(ITypeSymbol? type) => SymbolEqualityComparer.Default.Equals(type, Indices);

    public bool IsSymbolic(ITypeSymbol? type) => type switch
    {
        null => false,
        IArrayTypeSymbol array => IsSymbolic(array.ElementType),
        INamedTypeSymbol { TypeArguments.Length: > 0 } generic => generic.TypeArguments.Any(IsSymbolic),
        _ => IsTensor(type) || IsIndices(type),
    };
}
