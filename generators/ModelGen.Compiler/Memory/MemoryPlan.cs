namespace ModelGen.Compiler.Memory;

/// <summary>How a prediction trades memory for time.</summary>
/// <param name="ChunkSamples">The most samples that go through the kernels together; null for what is fastest.</param>
/// <param name="InPlace">Whether a result may take the place of an operand that is used for the last time.</param>
public sealed record MemoryPlan(int? ChunkSamples = null, bool InPlace = false)
{
    /// <summary>The convolutions that do without Winograd's algorithm, and so without transformed weights.</summary>
    public IReadOnlyList<string> Direct { get; init; } = [];

    /// <summary>The results that are computed a second time where they are used late, instead of kept until then.</summary>
    public IReadOnlyList<string> MadeAgain { get; init; } = [];

    /// <summary>The fastest first, the smallest last. Six rows are one register tile of a product.</summary>
    public static readonly IReadOnlyList<MemoryPlan> All = [new(), new(InPlace: true), new(6, InPlace: true), new(1, InPlace: true)];
}
