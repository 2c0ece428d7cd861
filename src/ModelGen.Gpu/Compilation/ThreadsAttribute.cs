using System.ComponentModel;

namespace ModelGen;

/// <summary>
/// How many threads a group of this kernel has, so that the driver's assembler knows how many registers each may use.
/// </summary>
/// <param name="count">Threads of a group: at most 1,024, and exactly what the kernel is launched with.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Method)]
public sealed class ThreadsAttribute(int count) : Attribute
{
    /// <summary>Threads of a group.</summary>
    public int Count { get; } = count;

    /// <summary>How many groups a multiprocessor should hold at once, at least; 0 leaves it to the assembler.</summary>
    public int GroupsPerProcessor { get; init; }
}
