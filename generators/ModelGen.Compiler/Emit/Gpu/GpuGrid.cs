namespace ModelGen.Compiler.Emit;

/// <summary>How many groups of threads there are along an axis of a grid: ⌈items / per group⌉.</summary>
/// <param name="Items">Things to do, for each sample or in all.</param>
/// <param name="PerSample">Whether for each sample.</param>
/// <param name="PerGroup">How many of them a group does.</param>
public readonly record struct GroupCount(int Items, bool PerSample, int PerGroup)
{
    /// <summary>One group.</summary>
    public static GroupCount One => new(1, false, 1);

    /// <summary>How many positions of a sample, along a time axis of any length, are one of its items; 0 where it has as many in any case.</summary>
    public int Together { get; init; }

    /// <summary>The number of groups for so many samples.</summary>
    public int For(int samples) => checked((Items * (PerSample ? samples : 1) + PerGroup - 1) / PerGroup);

    /// <summary>The number of groups for n samples, as C#.</summary>
    public override string ToString() => Text("n");

    /// <summary>The number of groups for so many samples, as C#.</summary>
    public string Text(string samples)
    {
        if (!PerSample) return $"{For(1)}";
        if (Together == 1) samples += " * length";
        if (Together > 1) samples += $" * Groups(length, {Together})";
        var items = Items == 1 ? samples : $"{samples} * {Items}";
        return PerGroup == 1 ? items : $"Groups({items}, {PerGroup})";
    }
}

/// <summary>The thread groups of a launch.</summary>
/// <param name="X">Along the first axis, which may have the most.</param>
/// <param name="Threads">Threads of a group.</param>
public sealed record GpuGrid(GroupCount X, int Threads)
{
    /// <summary>Threads of a group where nothing else decides.</summary>
    public const int UsualThreads = 256;

    /// <summary>Along the second axis, up to 65,535.</summary>
    public GroupCount Y { get; init; } = GroupCount.One;

    /// <summary>Along the third axis, up to 65,535.</summary>
    public GroupCount Z { get; init; } = GroupCount.One;

    /// <summary>A thread for each of some items, in the order of <c>Grid.GlobalIndex.X</c>.</summary>
    public static GpuGrid Over(int items, bool perSample) => new(new GroupCount(items, perSample, UsualThreads), UsualThreads);

    /// <summary>The groups for so many samples, as C#.</summary>
    public string Text(string samples)
    {
        var (x, y, z) = (X.Text(samples), Y.Text(samples), Z.Text(samples));
        return Z != GroupCount.One ? $"({x}, {y}, {z})" : Y != GroupCount.One ? $"({x}, {y})" : x;
    }
}
