using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Compiler;
using ModelGen.Compiler.Language;

namespace ModelGen.Generator.Declaration;

/// <summary>What a model is trained by: a member of <c>Losses</c>, or its own <c>Loss</c> method.</summary>
internal sealed class LossBinder(INamedTypeSymbol type, AttributeData model, FunctionBinder functions, List<ModelDiagnostic> diagnostics)
{
    public LossDeclaration? Bind()
    {
        var chosen = model.NamedArguments.FirstOrDefault(argument => argument.Key == "Loss").Value;
        var name = chosen.Value is not null && ConstantBinder.Bind(chosen) is EnumMember { Member: not "None" } member ? member.Member : null;
        var own = type.GetMembers("Loss").OfType<IMethodSymbol>().FirstOrDefault(method => method.IsStatic && functions.Known.IsTensor(method.ReturnType));
        var mark = SourceMarks.Of(AttributeArguments.Find(model, "Loss"));
        if (name is null)
            return own is null ? null : Own(own);
        if (own is not null)
            Report("MG0006", $"'{type.Name}' names the loss {name} and has a Loss method; keep one of the two.", mark);
        return BuiltIn(name, mark);
    }

    private LossDeclaration? BuiltIn(string name, Mark mark)
    {
        if (functions.Known.LossFunctions?.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault(method => method.Parameters.Length >= 2) is not { } method)
        {
            Report("MG0012", $"There is no method LossFunctions.{name}.", mark);
            return null;
        }
        if (functions.IdOf(method) is not { } id)
        {
            Report("MG0008", $"The body of LossFunctions.{name} is not available here.", mark);
            return null;
        }
        var shape = KnownSymbols.Attribute(type, "TargetAttribute") is { } target ? InputBinder.Shape(target, diagnostics) : null;
        var settings = method.Parameters.Skip(2).Select(Setting).ToArray();
        return new LossDeclaration(name, id, new[] { new TargetDeclaration("target", Element(method.Parameters[1]), shape) { Mark = mark } }, settings) { Mark = mark };
    }

    /// <summary><c>LabelSmoothing</c> sets <c>labelSmoothing</c>, <c>HuberDelta</c> sets <c>delta</c>.</summary>
    private Argument Setting(IParameterSymbol parameter)
    {
        var given = model.NamedArguments.FirstOrDefault(argument => argument.Key.EndsWith(parameter.Name, StringComparison.OrdinalIgnoreCase));
        return given.Key is null
            ? new Argument(parameter.Name, StackBinder.Default(parameter))
            : new Argument(parameter.Name, ConstantBinder.Bind(given.Value) with { Mark = SourceMarks.Of(AttributeArguments.Find(model, given.Key)) });
    }

    private LossDeclaration? Own(IMethodSymbol method)
    {
        var mark = (method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() as MethodDeclarationSyntax)?.Identifier is { } identifier ? SourceMarks.Of(identifier) : Mark.None;
        var targets = method.Parameters.SkipWhile(parameter => KnownSymbols.Attribute(parameter, "TargetAttribute") is null).ToArray();
        var outputs = method.Parameters.Length - targets.Length;
        if (outputs == 0 || targets.Any(target => KnownSymbols.Attribute(target, "TargetAttribute") is null) || method.Parameters.Any(parameter => !functions.Known.IsSymbolic(parameter.Type)))
        {
            Report("MG0012", "The parameters of Loss are the outputs of the model, in order, and then its [Target]s; all are of type Tensor or Indices.", mark);
            return null;
        }
        return functions.IdOf(method) is { } id
            ? new LossDeclaration("Loss", id, targets.Select(Target).ToArray(), new Argument[0]) { Mark = mark }
            : null;
    }

    private TargetDeclaration Target(IParameterSymbol parameter)
    {
        var attribute = KnownSymbols.Attribute(parameter, "TargetAttribute")!;
        return new TargetDeclaration(parameter.Name, Element(parameter), InputBinder.Shape(attribute, diagnostics)) { Mark = SourceMarks.Of(attribute) };
    }

    private ElementType Element(IParameterSymbol parameter) => functions.Known.IsIndices(parameter.Type) ? ElementType.Index : ElementType.Real;

    private void Report(string id, string message, Mark mark) => diagnostics.Add(new ModelDiagnostic(id, message, mark));
}
