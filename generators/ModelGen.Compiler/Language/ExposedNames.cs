using ModelGen.Compiler.Emit;

namespace ModelGen.Compiler.Language;

/// <summary>An exposed activation is a property of the trainer, and so is its gradient: the names must be free.</summary>
internal static class ExposedNames
{
    private static readonly string[] Members =
    [
        "BatchSize", "Begin", "BeginBackward", "Backward", "Check", "ClearGradients", "Count", "Dispose", "EndBackward",
        "EndForward", "Equals", "Evaluate", "Finalize", "Forward", "GetHashCode", "GetType", "Gradient", "Gradients", "Keep",
        "KeepShares", "Kept", "Layout", "MaskSeed", "MeanLoss", "MemberwiseClone", "Optimizer", "Origin", "Output", "ReferenceEquals",
        "Run", "RunBackward", "RunPhase", "Shared", "State", "Step", "ToString", "Trainer", "Update", "InputGradient",
    ];

    /// <summary>The first activation whose property would have the name of another member; null if there is none.</summary>
    public static (Value Value, string Name)? FirstTaken(
        IReadOnlyList<(Value Value, string Name)> exposed, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs)
    {
        var taken = new HashSet<string>(Members, StringComparer.Ordinal);
        taken.UnionWith(inputs.Select(name => Names.Pascal(name) + "Gradient"));
        taken.UnionWith(outputs.Select(name => Names.Pascal(name) + "Output"));
        foreach (var (value, name) in exposed)
            if (!taken.Add(Names.Pascal(name)) | !taken.Add(Names.Pascal(name) + "Gradient"))
                return (value, name);
        return null;
    }
}
