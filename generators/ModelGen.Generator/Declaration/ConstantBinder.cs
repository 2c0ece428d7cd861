using System.Globalization;
using Microsoft.CodeAnalysis;
using ModelGen.Compiler.Language;

namespace ModelGen.Generator.Declaration;

/// <summary>Constants as Roslyn knows them.</summary>
internal static class ConstantBinder
{
    /// <summary>Null for constants of types that the declaration language does not have.</summary>
    public static Expression? Bind(object? value, ITypeSymbol? type)
    {
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum } list && value is not null)
            return Member(list, System.Convert.ToInt64(value, CultureInfo.InvariantCulture));
        return value switch
        {
            null or bool or string or int or double => new Literal(value),
            float number => new Literal((double)number),
            char character => new Literal(character.ToString()),
            byte or sbyte or short or ushort => new Literal(System.Convert.ToInt32(value, CultureInfo.InvariantCulture)),
            uint or long or ulong when System.Convert.ToDecimal(value, CultureInfo.InvariantCulture) is >= int.MinValue and <= int.MaxValue and var number => new Literal((int)number),
            _ => null,
        };
    }

    public static Expression Bind(TypedConstant constant) => constant.Kind == TypedConstantKind.Array
        ? constant.IsNull ? new Literal(null) : new ArrayValue(constant.Values.Select(Bind).ToArray())
        : Bind(constant.Value, constant.Type) ?? new Literal(null);

    private static EnumMember Member(INamedTypeSymbol list, long number)
    {
        var name = list.GetMembers().OfType<IFieldSymbol>()
            .FirstOrDefault(field => field.HasConstantValue && System.Convert.ToInt64(field.ConstantValue, CultureInfo.InvariantCulture) == number)?.Name;
        return new EnumMember(list.Name, name ?? number.ToString(CultureInfo.InvariantCulture), unchecked((int)number));
    }
}
