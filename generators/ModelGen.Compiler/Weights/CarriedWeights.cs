using ModelGen.Compiler.Language;

namespace ModelGen.Compiler.Weights;

/// <summary>The weights that a model carries in its assembly, for <c>Pretrained</c>.</summary>
/// <param name="File">The file; null with a mistake.</param>
/// <param name="Tensors">Its tensors in the order in which they are loaded.</param>
/// <param name="Mistake">Why there are none, as an error of the build says it, or what a warning says of them.</param>
public sealed record CarriedWeights(WeightFile? File, IReadOnlyList<MatchedTensor> Tensors, ModelDiagnostic? Mistake)
{
    private const string FingerprintKey = "modelgen.model";

    /// <summary>What a declaration asks for, checked against its parameters; null if it asks for nothing.</summary>
    public static CarriedWeights? Of(ModelDeclaration declaration, WeightFile? file, string fingerprint, IEnumerable<Value> parameters)
    {
        if (declaration.Weights is not { } wanted) return null;
        if (file is null)
            return Refused("MG0301", $"The project has no weights '{wanted.Path}'; add <ModelGenWeights Include=\"{wanted.Path}\" /> to an ItemGroup of it.");
        if (file.Error is not null)
            return Refused("MG0301", $"'{wanted.Path}' {file.Error}.");
        var match = new WeightMatch(file, [.. parameters.Select(parameter => ((Source.Parameter)parameter.Source!).Info)]);
        return match.Problem is { } problem
            ? Refused("MG0302", $"'{wanted.Path}' does not fit '{declaration.Name}': {problem}.")
            : new CarriedWeights(file, match.Tensors, IsOfAnother(file, fingerprint)
                ? new ModelDiagnostic("MG0303", $"'{wanted.Path}' was saved by another '{declaration.Name}' than this one: the shapes fit, what is computed with them differs. Train and save it again.", wanted.Mark, IsHint: true)
                : null);

        CarriedWeights Refused(string id, string message) => new(null, [], new ModelDiagnostic(id, message, wanted.Mark));
    }

    // Files of other frameworks say nothing of the model.
    private static bool IsOfAnother(WeightFile file, string fingerprint) =>
        file.Metadata.Any(entry => entry.Key == FingerprintKey && entry.Value != fingerprint);
}
