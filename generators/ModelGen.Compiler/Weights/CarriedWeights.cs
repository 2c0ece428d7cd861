using ModelGen.Compiler.Language;

namespace ModelGen.Compiler.Weights;

/// <summary>The weights that a model carries in its assembly, for <c>Pretrained</c>.</summary>
/// <param name="File">The file; null with a mistake.</param>
/// <param name="Tensors">Its tensors in the order in which they are loaded.</param>
/// <param name="Mistake">Why there are none, as an error of the build says it.</param>
public sealed record CarriedWeights(WeightFile? File, IReadOnlyList<MatchedTensor> Tensors, ModelDiagnostic? Mistake)
{
    /// <summary>What a declaration asks for, checked against its parameters; null if it asks for nothing.</summary>
    public static CarriedWeights? Of(ModelDeclaration declaration, WeightFile? file, IEnumerable<Value> parameters)
    {
        if (declaration.Weights is not { } wanted) return null;
        if (file is null)
            return Refused("MG0301", $"The project has no weights '{wanted.Path}'; add <ModelGenWeights Include=\"{wanted.Path}\" /> to an ItemGroup of it.");
        if (file.Error is not null)
            return Refused("MG0301", $"'{wanted.Path}' {file.Error}.");
        var match = new WeightMatch(file, [.. parameters.Select(parameter => ((Source.Parameter)parameter.Source!).Info)]);
        return match.Problem is { } problem
            ? Refused("MG0302", $"'{wanted.Path}' does not fit '{declaration.Name}': {problem}.")
            : new CarriedWeights(file, match.Tensors, null);

        CarriedWeights Refused(string id, string message) => new(null, [], new ModelDiagnostic(id, message, wanted.Mark));
    }
}
