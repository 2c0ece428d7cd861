namespace ModelGen.Compiler.Emit;

/// <summary>The identifiers of a recurrence's methods: those of its operands differ from those of its cell and its loops.</summary>
internal static class RecurrentNames
{
    /// <summary>What the loops call their own.</summary>
    public static IReadOnlyList<string> Locals { get; } =
    [
        "x", "w", "y", "step", "t", "before", "beforeStride", "row", "unit", "rest", "mask", "none", "zeros", "count",
    ];

    /// <summary>The names with those changed that the cell or the loops have taken.</summary>
    public static KernelNames Avoid(KernelNames names, CellProgram program)
    {
        var taken = new HashSet<string>(Locals, StringComparer.Ordinal);
        foreach (var name in program.Steps.Select(step => step.Name).Concat(program.Cell.GateNames))
            foreach (var prefix in new[] { "", "d", "old", "later" })
                taken.Add(Local(prefix, name));
        taken.UnionWith(program.Steps.Select(step => step.Name + "Before"));
        return new KernelNames(names.Method, [.. names.Inputs.Select(Avoid)], [.. names.Outputs.Select(Avoid)]);

        string Avoid(string name) => taken.Contains(name) ? name + "Values" : name;
    }

    /// <summary>A name with a word before it: <c>oldC</c>, <c>laterH</c>.</summary>
    public static string Local(string prefix, string name) =>
        prefix.Length == 0 ? name : prefix + char.ToUpperInvariant(name[0]) + name.Substring(1);
}
