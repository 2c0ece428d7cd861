using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelGen.Compiler;
using ModelGen.Compiler.Language;

namespace ModelGen.Generator.Declaration;

internal sealed partial class BodyBinder
{
    private Expression Call(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.MethodKind == MethodKind.DelegateInvoke)
            return new Invoke(Bind(call.Instance!), InOrder(call));
        if (method.MethodKind == MethodKind.LocalFunction)
            return new Invoke(new Name(method.Name), InOrder(call));
        if (KnownSymbols.Primitive(method) is { } primitive)
        {
            var kind = KnownSymbols.Attribute(method, "LayerKindAttribute")?.ConstructorArguments.FirstOrDefault().Value as string;
            return new CallPrimitive(primitive, method.Name, kind, Arguments(call.Instance, call.Arguments));
        }
        if (Library(call, method) is { } known)
            return known;
        if (functions.IdOf(method) is { } id && !method.IsAbstract && !method.IsVirtual)
            return new CallFunction(id, Arguments(call.Instance, call.Arguments));
        return Unknown(call, method);
    }

    private Expression[] InOrder(IInvocationOperation call) =>
        BindAll(call.Arguments.OrderBy(argument => argument.Parameter?.Ordinal ?? 0).Select(argument => argument.Value));

    private Expression Unknown(IInvocationOperation call, IMethodSymbol method)
    {
        if (Known.IsSymbolic(method.ReturnType) || method.Parameters.Any(parameter => Known.IsSymbolic(parameter.Type)))
            return Refuse("MG0008", $"The body of {method.ContainingType.Name}.{method.Name} is not available here: it is not in this project, and {method.ContainingAssembly?.Name} does not publish it as a layer.", call.Syntax);
        return conditions > 0
            ? NotKnown($"The result of {method.ContainingType.Name}.{method.Name}", call.Syntax)
            : Refuse("MG0008", $"{Constructs.Describe(call)} cannot be evaluated at build time.", call.Syntax);
    }

    /// <summary>The few methods of .NET that declarations may use on what is known.</summary>
    private Expression? Library(IInvocationOperation call, IMethodSymbol method)
    {
        var owner = method.ContainingType;
        var space = owner.ContainingNamespace?.ToDisplayString();
        var intrinsic = (space, owner.Name, method.Name) switch
        {
            ("System", "Math" or "MathF" or "Int32" or "Single" or "Double", var name) when method.IsStatic && Intrinsic.IsMath(name) => name,
            ("System.Collections.Generic", "List", "Add" or "AddRange") => "List." + method.Name,
            ("System.Collections.Generic", "List", "ToArray") => "ToArray",
            ("System.Linq", "Enumerable", "ToArray" or "ToList") => "ToArray",
            ("System.Linq", "Enumerable", "Reverse" or "Range") => method.Name,
            ("System", "String", "ToLowerInvariant" or "ToUpperInvariant") => method.Name,
            (_, _, "ToString") when method.Parameters.IsEmpty && call.Instance is not null => "ToString",
            _ => null,
        };
        return intrinsic is null
            ? null
            : new CallIntrinsic(intrinsic, Arguments(call.Instance, call.Arguments));
    }

    private Expression Creation(IObjectCreationOperation creation)
    {
        if (creation.Constructor is not { } constructor || creation.Type is not INamedTypeSymbol created)
            return Invalid();
        if (IsList(created))
        {
            var items = creation.Arguments.Where(argument => argument.Value.Type?.SpecialType != SpecialType.System_Int32).Select(argument => (Expression)new Spread(Bind(argument.Value)));
            var added = creation.Initializer?.Initializers.OfType<IInvocationOperation>().Select(add => Bind(add.Arguments[0].Value)) ?? [];
            return new ArrayValue(items.Concat(added).ToArray());
        }
        if (!RecordBinder.IsData(created) || functions.IdOf(constructor) is not { } id)
            return Refuse("MG0008", $"{Constructs.Describe(creation)} cannot be evaluated at build time; records of constants can.", creation.Syntax);
        Expression made = new CallFunction(id, Arguments(creation.Arguments)) { Mark = SourceMarks.Of(creation.Syntax) };
        return creation.Initializer is null ? made : new WithProperties(made, Initializers(creation.Initializer));
    }

    private Argument[] Initializers(IObjectOrCollectionInitializerOperation initializer)
    {
        var properties = new List<Argument>();
        foreach (var operation in initializer.Initializers)
        {
            if (operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation target, Value: var value })
                properties.Add(new Argument(target.Property.Name, Bind(value)));
            else
                Report("MG0008", $"{Constructs.Describe(operation)} cannot be evaluated at build time.", operation.Syntax);
        }
        return [.. properties];
    }

    /// <summary>A layer refuses an argument: the message, and the parameter if the exception names it.</summary>
    private Expression Thrown(IOperation exception)
    {
        if (exception is IConversionOperation conversion)
            return Thrown(conversion.Operand);
        if (exception is not IObjectCreationOperation creation)
            return Refuse("MG0008", "Only new exceptions can be thrown at build time.", exception.Syntax);
        var arguments = Arguments(creation.Arguments);
        var message = arguments.FirstOrDefault(argument => argument.Parameter == "message")?.Value;
        var parameter = arguments.FirstOrDefault(argument => argument.Parameter == "paramName")?.Value;
        return new Throw(message ?? new Literal($"{creation.Type?.Name} is thrown."), parameter);
    }
}
