using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Compiler;
using ModelGen.Compiler.Language;

namespace ModelGen.Generator.Declaration;

/// <summary>The graph form: a static <c>Forward</c> whose parameters are the inputs.</summary>
internal sealed class ForwardBinder(FunctionBinder functions, List<ModelDiagnostic> diagnostics)
{
    public (string Entry, InputDeclaration[] Inputs) Bind(IMethodSymbol forward)
    {
        var syntax = forward.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() as MethodDeclarationSyntax;
        var place = syntax is null ? Mark.None : SourceMarks.Of(syntax.Identifier);
        if (!forward.IsStatic || forward.IsGenericMethod || !IsOutput(forward.ReturnType))
            Report("MG0008", "Forward must be 'static Tensor Forward(…)' without type parameters; several outputs are a tuple.", place);
        if (forward.Parameters.IsEmpty)
            Report("MG0004", "Forward has no input: give it a parameter such as '[Input(28, 28, 1)] Tensor image'.", place);
        States = [.. forward.Parameters.Where(IsState).Select(parameter => State(parameter, forward))];
        var inputs = forward.Parameters.Where(parameter => !IsState(parameter)).Select(Input).ToArray();
        if (inputs.Length == 0 && States.Length > 0)
            Report("MG0004", "Forward has states and no input: give it a parameter such as '[Input(64)] Tensor frame'.", place);
        if (inputs.FirstOrDefault(input => input.IsTimed) is { } first && inputs.FirstOrDefault(input => input.IsTimed && input.Shape[0] != first.Shape[0]) is { } other)
            Report("MG0007", $"'{first.Name}' has up to {first.Shape[0]} positions and '{other.Name}' up to {other.Shape[0]}; the inputs of a model that have a time axis share it.", other.Mark);
        return (functions.IdOf(forward) ?? "", inputs);
    }

    /// <summary>What is remembered between calls.</summary>
    public StateDeclaration[] States { get; private set; } = [];

    private static bool IsState(IParameterSymbol parameter) => KnownSymbols.Attribute(parameter, "StateAttribute") is not null;

    private StateDeclaration State(IParameterSymbol parameter, IMethodSymbol forward)
    {
        var attribute = KnownSymbols.Attribute(parameter, "StateAttribute")!;
        if (!functions.Known.IsTensor(parameter.Type))
            Report("MG0004", $"The state '{parameter.Name}' is a {parameter.Type.Name}; what a model remembers is of type Tensor.", SourceMarks.Of(parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax()));
        if (forward.ReturnType is not INamedTypeSymbol { IsTupleType: true } tuple
            || !tuple.TupleElements.Any(item => item.IsExplicitlyNamedTupleElement && item.Name == parameter.Name)
            || tuple.TupleElements.All(item => forward.Parameters.Any(other => IsState(other) && other.Name == item.Name)))
            Report("MG0107", $"Forward does not return the next value of the state '{parameter.Name}': let it return a tuple of its outputs and states, with an item of that name, such as '(Tensor output, Tensor {parameter.Name})'.", SourceMarks.Of(attribute));
        return new StateDeclaration(parameter.Name, InputBinder.Shape(attribute, diagnostics) ?? Shape.Scalar, parameter.Ordinal) { Mark = SourceMarks.Of(attribute) };
    }

    private InputDeclaration Input(IParameterSymbol parameter)
    {
        var isTensor = functions.Known.IsTensor(parameter.Type);
        var place = SourceMarks.Of(parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax());
        if (!isTensor && !functions.Known.IsIndices(parameter.Type))
            Report("MG0004", $"'{parameter.Name}' is a {parameter.Type.Name}; the inputs of a model are of type Tensor or Indices.", place);
        var element = isTensor ? ElementType.Real : ElementType.Index;
        if (KnownSymbols.Attribute(parameter, "InputAttribute") is { } attribute)
            return InputBinder.Bind(attribute, parameter.Name, element, diagnostics);
        if (KnownSymbols.Attribute(parameter.ContainingType, "InputAttribute") is { } shared && parameter.Ordinal == 0)
            return InputBinder.Bind(shared, parameter.Name, element, diagnostics);
        Report("MG0004", $"The shape of the input '{parameter.Name}' is missing: write '[Input(…)] {parameter.Type.Name} {parameter.Name}' with its extents, without the batch axis.", place);
        return new InputDeclaration(parameter.Name, Shape.Scalar, element) { Mark = place };
    }

    private bool IsOutput(ITypeSymbol type) => functions.Known.IsTensor(type)
        || type is INamedTypeSymbol { IsTupleType: true } tuple && tuple.TupleElements.All(item => functions.Known.IsTensor(item.Type));

    private void Report(string id, string message, Mark mark) => diagnostics.Add(new ModelDiagnostic(id, message, mark));
}
