using Microsoft.CodeAnalysis;
using ModelGen.Compiler;
using ModelGen.Compiler.Language;

namespace ModelGen.Generator.Declaration;

/// <summary>Reads <c>[Input]</c> and <c>[Target]</c>.</summary>
internal static class InputBinder
{
    public static InputDeclaration Bind(AttributeData attribute, string name, ElementType element, List<ModelDiagnostic> diagnostics)
    {
        if (attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "UpTo").Value.Value is int and not 0)
            diagnostics.Add(new ModelDiagnostic("MG0015", "An axis whose length is known at run time only is not supported by this version.", SourceMarks.Of(AttributeArguments.Find(attribute, "UpTo"))));
        return new InputDeclaration(name, Shape(attribute, diagnostics) ?? Compiler.Shape.Scalar, element) { Mark = SourceMarks.Of(attribute) };
    }

    /// <summary>The extents that an attribute gives; null if it gives none.</summary>
    public static Shape? Shape(AttributeData attribute, List<ModelDiagnostic> diagnostics)
    {
        if (attribute.ConstructorArguments is not [{ Kind: TypedConstantKind.Array, IsNull: false } list] || list.Values.IsEmpty)
            return null;
        var extents = list.Values.Select(value => value.Value as int? ?? 1).ToArray();
        for (var i = 0; i < extents.Length; i++)
            if (extents[i] < 1)
                diagnostics.Add(new ModelDiagnostic("MG0007", $"The extent {extents[i]} of axis {i} must be at least 1.", SourceMarks.Of(AttributeArguments.Find(attribute, i))));
        return extents.Aggregate(1L, (product, extent) => product * Math.Max(1, extent) is var next && next > int.MaxValue ? int.MaxValue : next) == int.MaxValue
            ? Refuse(attribute, diagnostics)
            : new Shape([.. extents.Select(extent => Math.Max(1, extent))]);
    }

    private static Shape? Refuse(AttributeData attribute, List<ModelDiagnostic> diagnostics)
    {
        diagnostics.Add(new ModelDiagnostic("MG0007", "This input has more than 2³¹ elements.", SourceMarks.Of(attribute)));
        return null;
    }
}
