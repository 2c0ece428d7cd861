using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Compiler;
using ModelGen.Compiler.Language;

namespace ModelGen.Generator.Declaration;

/// <summary>
/// The stack form: layer attributes, turned into what <c>x.Conv2D(32, 3).MaxPool2D(2)…</c> would be, each call marked
/// at its attribute.
/// </summary>
internal sealed class StackBinder
{
    private const string Input = "input";

    private readonly INamedTypeSymbol type;
    private readonly FunctionBinder functions;
    private readonly List<ModelDiagnostic> diagnostics;
    private readonly AttributeData[] layers;

    public StackBinder(INamedTypeSymbol type, FunctionBinder functions, List<ModelDiagnostic> diagnostics)
    {
        this.type = type;
        this.functions = functions;
        this.diagnostics = diagnostics;
        layers = [.. type.GetAttributes().Where(attribute => IsLayer(attribute.AttributeClass))];
    }

    public bool HasLayers => layers.Length > 0;

    public bool IsBroken { get; private set; }

    public Mark FirstMark => HasLayers ? SourceMarks.Of(layers[0]) : Mark.None;

    public (string Entry, InputDeclaration[] Inputs) Bind()
    {
        CheckOneDeclaration();
        var input = KnownSymbols.Attribute(type, "InputAttribute");
        if (input is null)
            diagnostics.Add(new ModelDiagnostic("MG0004", $"'{type.Name}' has no [Input(…)]; write its extents, without the batch axis, above the layers.", FirstMark));
        Expression value = new Name(Input);
        ITypeSymbol current = functions.Known.Tensor;
        var element = ElementType.Real;
        foreach (var layer in layers)
        {
            var method = Method(layer, current) ?? (ReferenceEquals(layer, layers[0]) ? Method(layer, functions.Known.Indices) : null);
            if (method is null)
                continue;
            if (functions.Known.IsIndices(method.Parameters[0].Type))
                element = ElementType.Index;
            value = Call(layer, method, value);
            current = method.ReturnType;
        }
        // One name for each model: functions are cached for all models of the compilation.
        var entry = new Function(StackId(type), type.Name, null, new[] { Input }, new Return(value) { Mark = FirstMark }) { Mark = SourceMarks.Of(layers[layers.Length - 1]) };
        functions.Add(new BoundFunction(entry, [], IsBroken: false));
        return (entry.Id, input is null ? [] : [InputBinder.Bind(input, Input, element, diagnostics)]);
    }

    private static string StackId(INamedTypeSymbol type) => ModelDeclaration.StackEntry + type.GetDocumentationCommentId();

    private static bool IsLayer(INamedTypeSymbol? attribute)
    {
        for (var type = attribute?.BaseType; type is not null; type = type.BaseType)
            if (KnownSymbols.IsOurs(type, "LayerAttribute"))
                return true;
        return false;
    }

    /// <summary>Several partial declarations have no order.</summary>
    private void CheckOneDeclaration()
    {
        var places = layers.Select(AttributeArguments.Syntax).Select(syntax => syntax?.FirstAncestorOrSelf<TypeDeclarationSyntax>()).ToArray();
        for (var i = 1; i < places.Length; i++)
        {
            if (places[i] == places[0])
                continue;
            diagnostics.Add(new ModelDiagnostic("MG0003", $"The layers of '{type.Name}' stand on several partial declarations, whose order is not defined; write them above one of them.", SourceMarks.Of(layers[i])));
            return;
        }
    }

    private IMethodSymbol? Method(AttributeData layer, ITypeSymbol input)
    {
        if (layer.AttributeClass is not { } attribute || layer.AttributeConstructor is not { } constructor)
        {
            IsBroken = true;
            return null;
        }
        var named = KnownSymbols.Attribute(attribute, "LayerMethodAttribute");
        var owner = named?.ConstructorArguments.FirstOrDefault().Value as INamedTypeSymbol ?? functions.Known.Layers;
        var name = named?.ConstructorArguments.ElementAtOrDefault(1).Value as string ?? Trimmed(attribute.Name);
        var candidates = owner?.GetMembers(name).OfType<IMethodSymbol>().Where(method => method.IsStatic && method.Parameters.Length > 0).ToArray() ?? [];
        var method = candidates.FirstOrDefault(candidate =>
            SymbolEqualityComparer.Default.Equals(candidate.Parameters[0].Type, input) && Takes(candidate, constructor, layer));
        var canTakeIndices = ReferenceEquals(layer, layers[0]) && functions.Known.IsTensor(input);
        if (method is null && !canTakeIndices)
            diagnostics.Add(new ModelDiagnostic("MG0007", candidates.Length == 0
                ? $"There is no method '{owner?.Name}.{name}' that [{Trimmed(attribute.Name)}] stands for."
                : $"No method '{owner?.Name}.{name}' takes a {input.Name} and the arguments of [{Trimmed(attribute.Name)}].", SourceMarks.Of(layer)));
        return method;
    }

    private static string Trimmed(string attribute) =>
        attribute.EndsWith("Attribute", StringComparison.Ordinal) ? attribute.Substring(0, attribute.Length - 9) : attribute;

    private static bool Takes(IMethodSymbol method, IMethodSymbol constructor, AttributeData layer) =>
        constructor.Parameters.All(given => method.Parameters.Skip(1).Any(parameter => parameter.Name == given.Name && SymbolEqualityComparer.Default.Equals(parameter.Type, given.Type)))
        && layer.NamedArguments.All(given => method.Parameters.Any(parameter => SameName(parameter.Name, given.Key)))
        && method.Parameters.Skip(1).All(parameter => parameter.HasExplicitDefaultValue || parameter.IsParams || constructor.Parameters.Any(given => given.Name == parameter.Name));

    private static bool SameName(string parameter, string property) => string.Equals(parameter, property, StringComparison.OrdinalIgnoreCase);

    private Expression Call(AttributeData layer, IMethodSymbol method, Expression value)
    {
        var arguments = new List<Argument> { new(method.Parameters[0].Name, value) };
        foreach (var parameter in method.Parameters.Skip(1))
            arguments.Add(Argument(layer, parameter));
        var mark = SourceMarks.Of(layer);
        if (KnownSymbols.Primitive(method) is { } primitive)
            return new CallPrimitive(primitive, method.Name, KnownSymbols.LayerKind(method) ?? KnownSymbols.DerivedKind(method.Name), arguments.ToArray()) { Mark = mark };
        if (functions.IdOf(method) is { } id)
            return new CallFunction(id, arguments.ToArray()) { Mark = mark };
        diagnostics.Add(new ModelDiagnostic("MG0008", $"The body of {method.ContainingType.Name}.{method.Name} is not available here.", mark));
        return value;
    }

    private Argument Argument(AttributeData layer, IParameterSymbol parameter)
    {
        var named = layer.NamedArguments.FirstOrDefault(argument => SameName(parameter.Name, argument.Key));
        var ordinal = layer.AttributeConstructor!.Parameters.FirstOrDefault(given => given.Name == parameter.Name)?.Ordinal ?? -1;
        if (named.Key is null && ordinal < 0)
            return new Argument(parameter.Name, Default(parameter));
        var value = named.Key is not null ? named.Value : layer.ConstructorArguments[ordinal];
        if (value.Kind == TypedConstantKind.Error)
            IsBroken = true;
        return new Argument(parameter.Name, ConstantBinder.Bind(value) with { Mark = SourceMarks.Of(AttributeArguments.Find(layer, named.Key ?? parameter.Name)) });
    }

    public static Expression Default(IParameterSymbol parameter) =>
        ConstantBinder.Bind(parameter.HasExplicitDefaultValue ? parameter.ExplicitDefaultValue : null, parameter.Type) ?? new Literal(null);
}
