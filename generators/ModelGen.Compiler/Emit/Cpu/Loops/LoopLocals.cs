namespace ModelGen.Compiler.Emit;

/// <summary>Names for the locals of one method that differ from its parameters and from each other.</summary>
public sealed class LoopLocals
{
    private readonly HashSet<string> taken;

    public LoopLocals(KernelNames names) =>
        taken = [.. names.Inputs, .. names.Outputs, "count", "from", "to", "seed", "step", "first"];

    /// <summary>All names in use.</summary>
    public IEnumerable<string> Taken => taken;

    /// <summary><paramref name="wanted"/>, or with a number behind it if that is taken.</summary>
    public string Take(string wanted)
    {
        var name = wanted;
        for (var ordinal = 2; !taken.Add(name); ordinal++) name = wanted + ordinal;
        return name;
    }
}
