namespace ModelGen.Compiler.Weights;

/// <summary>A tensor of a file that is, or is added to, a parameter.</summary>
/// <param name="Parameter">The parameter's name.</param>
/// <param name="Tensor">The tensor.</param>
/// <param name="Adds">Whether its values are added to those of an earlier one.</param>
public sealed record MatchedTensor(string Parameter, WeightTensor Tensor, bool Adds);

/// <summary>
/// Which tensor of a file becomes which parameter, by the rules of <c>ParameterSet.Load</c> without a map: by name, in
/// the shape of files; <c>num_batches_tracked</c> is ignored, and a <c>bias_hh</c> without a parameter of its own is
/// added to <c>bias_ih</c>.
/// </summary>
public sealed class WeightMatch
{
    private const string TrackedBatches = "num_batches_tracked", InputBias = ".bias_ih", HiddenBias = ".bias_hh";
    private const int ReportedProblems = 5;

    private readonly List<MatchedTensor> tensors = [];
    private readonly List<string> problems = [];

    public WeightMatch(WeightFile file, IReadOnlyList<ParameterInfo> parameters)
    {
        var byName = parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        foreach (var tensor in file.Tensors)
            if (byName.TryGetValue(tensor.Name, out var parameter)) Add(tensor, parameter, adds: false);
            else if (byName.TryGetValue(tensor.Name.Replace(HiddenBias, InputBias), out parameter)) Add(tensor, parameter, adds: true);
            else if (!tensor.Name.EndsWith(TrackedBatches, StringComparison.Ordinal))
                problems.Add($"'{tensor.Name}' {Text(tensor.Shape)} is no parameter of the model");
        var given = new HashSet<string>(file.Tensors.Select(tensor => tensor.Name), StringComparer.Ordinal);
        problems.AddRange(parameters.Where(parameter => !given.Contains(parameter.Name))
            .Select(parameter => $"'{parameter.Name}' {Text(FileShape(parameter))} is missing"));
        // What is added comes behind what it is added to.
        tensors = [.. tensors.OrderBy(tensor => tensor.Adds)];
    }

    public IReadOnlyList<MatchedTensor> Tensors => tensors;

    /// <summary>What does not fit, as one clause; null if everything does.</summary>
    public string? Problem => problems.Count == 0 ? null
        : string.Join("; ", problems.Take(ReportedProblems)) + (problems.Count > ReportedProblems ? $"; and {problems.Count - ReportedProblems} more" : "");

    private void Add(WeightTensor tensor, ParameterInfo parameter, bool adds)
    {
        var expected = FileShape(parameter);
        if (tensor.Element is not ("F32" or "F64" or "F16" or "BF16"))
            problems.Add($"'{tensor.Name}' is {tensor.Element}, expected F32, F64, F16 or BF16");
        else if (!tensor.Shape.SequenceEqual(expected))
            problems.Add($"'{tensor.Name}' is {Text(tensor.Shape)}, expected {Text(expected)}");
        else
            tensors.Add(new MatchedTensor(parameter.Name, tensor, adds));
    }

    private static int[] FileShape(ParameterInfo parameter) => [.. parameter.FrameworkAxes.Select(axis => parameter.Shape[axis])];

    private static string Text(IEnumerable<int> shape) => $"({string.Join(", ", shape)})";
}
