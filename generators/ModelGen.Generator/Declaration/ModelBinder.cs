using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Compiler;
using ModelGen.Compiler.Language;
using ModelGen.Compiler.Memory;

namespace ModelGen.Generator.Declaration;

/// <summary>Reads one class with <c>[Model]</c> into a <see cref="ModelDeclaration"/>.</summary>
internal sealed class ModelBinder(INamedTypeSymbol type, AttributeData model, TypeDeclarationSyntax syntax, FunctionBinder functions)
{
    private readonly List<ModelDiagnostic> diagnostics = [];
    private bool isBroken;

    public ModelDeclaration Bind()
    {
        var isPartial = CheckExtensible();
        var layers = new StackBinder(type, functions, diagnostics);
        var forward = type.GetMembers("Forward").OfType<IMethodSymbol>().FirstOrDefault(method => method.IsStatic || !layers.HasLayers);
        if (layers.HasLayers && forward is not null)
            Report("MG0006", $"'{type.Name}' has layer attributes and a Forward method; keep one of the two.", layers.FirstMark);
        var binder = new ForwardBinder(functions, diagnostics);
        var (entry, inputs) = layers.HasLayers ? layers.Bind() : forward is null ? None() : binder.Bind(forward);
        isBroken |= layers.IsBroken;
        var loss = new LossBinder(type, model, functions, diagnostics).Bind();
        var options = Options();
        var (weights, budget) = (Weights(), Budget());
        CheckTargets();
        CheckGradients(options, inputs, loss);
        var program = Link([entry, .. loss is null ? Array.Empty<string>() : [loss.Function]]);
        return new ModelDeclaration(
            type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(),
            Containers().Select(Header).ToArray(),
            type.Name,
            Header(syntax),
            options,
            inputs,
            program,
            entry,
            forward is null ? [] : OutputNames(forward),
            loss,
            diagnostics.Distinct().ToArray())
        {
            Mark = SourceMarks.Of(syntax.Identifier),
            ContainingNames = Containers().Select(container => container.Identifier.ValueText).ToArray(),
            States = binder.States,
            Weights = weights,
            Budget = budget,
            IsStack = layers.HasLayers,
            IsBroken = isBroken,
            IsPartial = isPartial,
            SourceLines = DeclarationText.Lines(syntax, layers.HasLayers ? null : forward),
        };
    }

    /// <summary>What a mistake of the generator itself becomes.</summary>
    public static ModelDeclaration Failed(INamedTypeSymbol type, TypeDeclarationSyntax syntax, Exception exception)
    {
        var mark = SourceMarks.Of(syntax.Identifier);
        var diagnostic = new ModelDiagnostic("MG0015", $"The declaration of '{type.Name}' could not be read: {exception.GetType().Name}: {exception.Message}", mark);
        return new ModelDeclaration("", [], type.Name, "", new ModelOptions(), [], new Program([]), "", [], null, new[] { diagnostic }) { Mark = mark, IsPartial = false };
    }

    private void Report(string id, string message, Mark mark) => diagnostics.Add(new ModelDiagnostic(id, message, mark));

    private bool CheckExtensible()
    {
        var place = SourceMarks.Of(syntax.Identifier);
        if (!IsPartial(syntax))
            Report("MG0001", $"'{type.Name}' must be partial, so that the generated members can be added to it.", place);
        if (type.TypeParameters.Length > 0)
            Report("MG0002", $"'{type.Name}' is generic; a model is compiled for one set of shapes.", place);
        foreach (var container in Containers())
        {
            if (container.TypeParameterList is not null)
                Report("MG0002", $"'{type.Name}' lies in the generic type '{container.Identifier.ValueText}'; a model is compiled for one set of shapes.", place);
            if (!IsPartial(container))
                Report("MG0002", $"'{type.Name}' lies in '{container.Identifier.ValueText}', which must be partial too.", place);
        }
        return diagnostics.Count == 0;
    }

    private static bool IsPartial(TypeDeclarationSyntax declaration) => declaration.Modifiers.Any(SyntaxKind.PartialKeyword);

    private IEnumerable<TypeDeclarationSyntax> Containers() => syntax.Ancestors().OfType<TypeDeclarationSyntax>().Reverse();

    private static string Header(TypeDeclarationSyntax declaration)
    {
        var keyword = declaration is RecordDeclarationSyntax { ClassOrStructKeyword.ValueText: { Length: > 0 } kind } ? "record " + kind : declaration.Keyword.ValueText;
        var modifiers = declaration.Modifiers.Select(modifier => modifier.ValueText).Where(modifier => modifier != "partial");
        return string.Join(" ", modifiers.Append("partial").Append(keyword).Append(declaration.Identifier.Text));
    }

    private (string Entry, InputDeclaration[] Inputs) None()
    {
        Report("MG0005", $"'{type.Name}' has neither layer attributes nor a method 'static Tensor Forward(…)'.", SourceMarks.Of(syntax.Identifier));
        return ("", []);
    }

    private ModelOptions Options()
    {
        string Choice(string name, string otherwise) =>
            model.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value is { Value: not null } value
            && ConstantBinder.Bind(value) is EnumMember member ? member.Member : otherwise;
        bool IsSet(string name) => model.NamedArguments.Any(argument => argument.Key == name && argument.Value.Value is true);
        return new ModelOptions(
            HasGpu ? "Cpu, Gpu" : "Cpu", Choice("Unroll", "Auto"), Choice("Precision", "Standard"), IsSet("OutputGradient"), IsSet("InputGradient"),
            IsSet("Frozen"),
            model.NamedArguments.FirstOrDefault(argument => argument.Key == "Describe").Value.Value as bool? ?? functions.Known.Exports);
    }

    private WeightsDeclaration? Weights()
    {
        if (KnownSymbols.Attribute(type, "WeightsAttribute") is not { } attribute) return null;
        var mark = SourceMarks.Of(AttributeArguments.Find(attribute, 0));
        if (attribute.ConstructorArguments.FirstOrDefault().Value is string { Length: > 0 } path)
            return new WeightsDeclaration(path) { Mark = mark };
        Report("MG0007", "[Weights] names a safetensors file, relative to the project.", mark);
        return null;
    }

    private BudgetDeclaration? Budget()
    {
        if (KnownSymbols.Attribute(type, "BudgetAttribute") is not { } attribute
            || attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "Ram").Value.Value is not string text)
            return null;
        if (ByteCount.Parse(text) is { } bytes)
            return new BudgetDeclaration(bytes) { Mark = SourceMarks.Of(attribute) };
        Report("MG0007", $"Ram is an amount of memory such as \"64 KB\" or \"1.5 MB\", not \"{text}\".", SourceMarks.Of(AttributeArguments.Find(attribute, "Ram")));
        return null;
    }

    private void CheckTargets()
    {
        if (HasGpu && !functions.Known.HasGpu)
            Report("MG0016", "Targets.Gpu needs the package ModelGen.Gpu: add a reference to it.", SourceMarks.Of(AttributeArguments.Find(model, "Targets")));
    }

    private bool HasGpu => model.NamedArguments.FirstOrDefault(argument => argument.Key == "Targets").Value.Value is int targets && (targets & 2) != 0;

    private void CheckGradients(ModelOptions options, InputDeclaration[] inputs, LossDeclaration? loss)
    {
        if (!options.InputGradient) return;
        var mark = SourceMarks.Of(AttributeArguments.Find(model, "InputGradient"));
        if (loss is null && !options.OutputGradient)
            Report("MG0007", "InputGradient is computed by a backward pass; give the model a Loss, or OutputGradient = true.", mark);
        else if (inputs.Length > 0 && inputs.All(input => input.Element != ElementType.Real))
            Report("MG0007", "InputGradient needs an input of real numbers; there is no derivative with respect to indices.", mark);
    }

    private static string[] OutputNames(IMethodSymbol forward) => forward.ReturnType is INamedTypeSymbol { IsTupleType: true } tuple
        ? [.. tuple.TupleElements.Select((item, i) => item.IsExplicitlyNamedTupleElement ? item.Name : i == 0 ? "output" : $"output{i + 1}")]
        : [];

    /// <summary>All functions that the model reaches, with what is wrong in them.</summary>
    private Program Link(IEnumerable<string> entries)
    {
        var reached = functions.Reach(entries.Where(entry => entry.Length > 0)).ToArray();
        diagnostics.AddRange(reached.SelectMany(function => function.Diagnostics));
        isBroken |= reached.Any(function => function.IsBroken);
        return new Program(reached.Select(function => function.Function).ToArray());
    }
}
