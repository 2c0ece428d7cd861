using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelGen.Compiler;
using ModelGen.Compiler.Language;

namespace ModelGen.Generator.Declaration;

internal sealed partial class BodyBinder
{
    private Expression Field(IFieldReferenceOperation reference)
    {
        var field = reference.Field;
        if (field.CorrespondingTupleField is { } item)
            return new Member(Bind(reference.Instance!), item.Name);
        if (field is { IsStatic: true, IsReadOnly: true })
        {
            return functions.IdOf(field) is { } id
                ? new CallFunction(id, [])
                : NotKnown($"The value of '{field.ContainingType.Name}.{field.Name}'", reference.Syntax);
        }
        return field is { IsStatic: false, IsReadOnly: true } && reference.Instance is { } instance
            ? new Member(Bind(instance), field.Name)
            : NotKnown($"The value of the field '{field.Name}'", reference.Syntax);
    }

    private Expression Property(IPropertyReferenceOperation reference)
    {
        var property = reference.Property;
        if (property.GetMethod is { } getter && KnownSymbols.Primitive(getter) is { } primitive)
            return new CallPrimitive(primitive, property.Name, null, Arguments(reference.Instance, reference.Arguments));
        if (reference.Instance is { Type: { } owner } instance)
        {
            if (property.IsIndexer && reference.Arguments is [var position] && (IsList(owner) || owner.SpecialType == SpecialType.System_String))
                return new Compiler.Language.Index(Bind(instance), Bind(position.Value));
            if (owner.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
                return property.Name == "HasValue" ? new BinaryExpression("!=", Bind(instance), new Literal(null)) : Bind(instance);
            if (property.Name is "Length" or "Count" && (IsList(owner) || owner is IArrayTypeSymbol || owner.SpecialType == SpecialType.System_String))
                return new Member(Bind(instance), property.Name);
            if (RecordBinder.IsStored(property))
                return new Member(Bind(instance), property.Name);
        }
        if (property is { IsStatic: true, IsReadOnly: true } && RecordBinder.IsStored(property) && functions.IdOf(property) is { } value)
            return new CallFunction(value, []);
        if (property.GetMethod is { } method && functions.IdOf(method) is { } id)
            return new CallFunction(id, Arguments(reference.Instance, reference.Arguments));
        return NotKnown($"The value of '{property.ContainingType.Name}.{property.Name}'", reference.Syntax);
    }

    private Argument[] Arguments(IOperation? instance, IEnumerable<IArgumentOperation> arguments) => instance is null
        ? Arguments(arguments)
        : [new Argument("this", Bind(instance)), .. Arguments(arguments)];

    private static bool IsList(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "List" or "IReadOnlyList" or "IList" or "IReadOnlyCollection" or "ImmutableArray" or "Span" or "ReadOnlySpan", TypeArguments.Length: 1 };

    private Argument[] Arguments(IEnumerable<IArgumentOperation> arguments)
    {
        var bound = new List<Argument>();
        foreach (var argument in arguments)
        {
            if (argument.Parameter is not { } parameter)
            {
                IsBroken = true;
                continue;
            }
            if (parameter.RefKind is RefKind.Ref or RefKind.Out)
                Report("MG0008", $"The {parameter.RefKind.ToString().ToLowerInvariant()} argument '{parameter.Name}' cannot be evaluated at build time.", argument.Syntax);
            var value = Bind(argument.Value);
            // A default value stands nowhere in the source.
            if (argument.ArgumentKind == ArgumentKind.DefaultValue)
                value = value with { Mark = Mark.None };
            bound.Add(new Argument(parameter.Name, value));
        }
        return [.. bound];
    }

    private Expression Apply(IMethodSymbol method, IOperation[] operands, IOperation whole) =>
        Apply(method, operands.Select((operand, i) => new Argument(method.Parameters[i].Name, Bind(operand))).ToArray(), whole);

    private Expression Apply(IMethodSymbol method, Argument[] arguments, IOperation whole)
    {
        if (KnownSymbols.Primitive(method) is { } primitive)
            return new CallPrimitive(primitive, primitive, null, arguments);
        return functions.IdOf(method) is { } id
            ? new CallFunction(id, arguments)
            : Refuse("MG0008", $"The operator of {method.ContainingType.Name} cannot be evaluated at build time.", whole.Syntax);
    }

    private Expression Reference(IMethodReferenceOperation reference)
    {
        if (reference.Method.MethodKind == MethodKind.LocalFunction)
            return new Name(reference.Method.Name);
        if (KnownSymbols.Primitive(reference.Method) is { } primitive)
        {
            var arguments = reference.Method.Parameters.Select(parameter => new Argument(parameter.Name, new Name(parameter.Name))).ToArray();
            return new Lambda(arguments.Select(argument => argument.Parameter).ToArray(), new Return(new CallPrimitive(primitive, reference.Method.Name, null, arguments)), IsLocalFunction: false);
        }
        return reference.Instance is null && functions.IdOf(reference.Method) is { } id
            ? new FunctionReference(id)
            : Refuse("MG0008", $"The method '{reference.Method.Name}' cannot be evaluated at build time.", reference.Syntax);
    }
}
