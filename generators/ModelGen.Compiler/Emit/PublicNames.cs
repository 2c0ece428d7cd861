namespace ModelGen.Compiler.Emit;

/// <summary>
/// The parameters of the generated members: <c>input</c>, <c>output</c> and <c>target</c> where there is one of a kind,
/// else the names of the declaration, each told from the others and from what the members call their own.
/// </summary>
public static class PublicNames
{
    private static readonly string[] Reserved =
    [
        "batch", "capacity", "count", "first", "index", "length", "loss", "memory", "model", "n", "output", "parameters",
        "piece", "preparedVersion", "preparing", "s", "shared", "spare", "state", "weights",
    ];

    public static IReadOnlyList<string> Inputs(IReadOnlyList<string> declared) => Distinct(declared, "Input", "input", Reserved);

    public static IReadOnlyList<string> Outputs(IReadOnlyList<string> declared, IReadOnlyList<string> inputs) =>
        Distinct(declared, "Output", "output", [.. Reserved, .. Inputs(inputs)]);

    public static IReadOnlyList<string> Targets(IReadOnlyList<string> declared, IReadOnlyList<string> inputs) =>
        Distinct(declared, "Target", "target", [.. Reserved, .. Inputs(inputs)]);

    /// <summary>The derivatives with respect to the outputs, as <c>Backward</c> takes them.</summary>
    public static IReadOnlyList<string> OutputGradients(IReadOnlyList<string> declared) =>
        declared.Count == 1 ? ["outputGradient"] : Distinct([.. declared.Select(name => name + "Gradient")], "", "", []);

    private static IReadOnlyList<string> Distinct(IReadOnlyList<string> declared, string role, string single, IEnumerable<string> reserved)
    {
        var taken = new HashSet<string>(reserved, StringComparer.Ordinal);
        if (declared.Count == 1) return [taken.Contains(single) && single != "output" ? single + "Values" : single];
        var names = new Names([.. taken]);
        return [.. declared.Select(name =>
        {
            var camel = Names.Camel(name);
            return names.Unique(taken.Contains(camel) ? camel + role : camel);
        })];
    }
}
