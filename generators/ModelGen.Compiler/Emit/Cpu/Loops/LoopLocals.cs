namespace ModelGen.Compiler.Emit;

/// <summary>Names for the locals of one method that differ from its parameters and from each other.</summary>
public sealed class LoopLocals
{
    private static readonly string[] Indices = ["i", "j", "k", "l"];

    private readonly HashSet<string> taken;

    public LoopLocals(KernelNames names) =>
        taken = [.. names.Inputs, .. names.Outputs, "count", "from", "to", "seed", "step", "stream", "first"];

    /// <summary>All names in use.</summary>
    public IEnumerable<string> Taken => taken;

    /// <summary><paramref name="wanted"/>, or with a number behind it if that is taken.</summary>
    public string Take(string wanted)
    {
        var name = wanted;
        for (var ordinal = 2; !taken.Add(name); ordinal++) name = wanted + ordinal;
        return name;
    }

    /// <summary>The index of a loop: <c>sample</c> or <c>row</c> across samples, else the next free of i, j, k, l.</summary>
    public string TakeIndex(Loop loop) => loop.OverSamples
        ? Take(loop.Extent == 1 ? "sample" : "row")
        : Take(Indices.FirstOrDefault(index => !taken.Contains(index)) ?? "m");

    /// <summary>Frees, when disposed, the names taken since: those of a block that ends there.</summary>
    public IDisposable Scope() => new Block(this, [.. taken]);

    private sealed class Block(LoopLocals locals, HashSet<string> before) : IDisposable
    {
        public void Dispose() => locals.taken.IntersectWith(before);
    }
}
