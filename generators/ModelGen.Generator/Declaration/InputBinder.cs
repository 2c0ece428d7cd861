using Microsoft.CodeAnalysis;
using ModelGen.Compiler;
using ModelGen.Compiler.Language;

namespace ModelGen.Generator.Declaration;

/// <summary>Reads <c>[Input]</c> and <c>[Target]</c>.</summary>
internal static class InputBinder
{
    public static InputDeclaration Bind(AttributeData attribute, string name, ElementType element, List<ModelDiagnostic> diagnostics)
    {
        var shape = Shape(attribute, diagnostics) ?? Compiler.Shape.Scalar;
        var isTimed = attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "UpTo").Value.Value is int;
        var limit = attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "UpTo").Value.Value as int? ?? 0;
        if (isTimed && (limit < 1 || (long)limit * shape.Length > int.MaxValue))
        {
            diagnostics.Add(new ModelDiagnostic("MG0007", $"UpTo is the largest length of the time axis: at least 1, and not so much that the input has more than 2³¹ elements, but is {limit}.", SourceMarks.Of(AttributeArguments.Find(attribute, "UpTo"))));
            isTimed = false;
        }
        if (isTimed) shape = new Shape([limit, .. shape.ToArray()]);
        return new InputDeclaration(name, shape, element) { IsTimed = isTimed, Mark = SourceMarks.Of(attribute) };
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
