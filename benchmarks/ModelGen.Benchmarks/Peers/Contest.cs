namespace ModelGen.Benchmarks.Peers;

/// <summary>One of those who do the work of a row.</summary>
/// <param name="Name">ModelGen, ONNX Runtime or TorchSharp.</param>
/// <param name="Run">One call.</param>
/// <param name="Output">What the last call gave: predictions, or the loss.</param>
internal sealed record Contender(string Name, Action Run, Func<float[]> Output) : IDisposable
{
    /// <summary>So many calls, where one takes no longer than to call <see cref="Run"/>; null for <see cref="Run"/> so many times.</summary>
    public Action<int>? Loop { get; init; }

    /// <summary>What it holds, in the order in which to let go of it.</summary>
    public IReadOnlyList<IDisposable> Owned { get; init; } = [];

    public void Dispose()
    {
        foreach (var owned in Owned) owned.Dispose();
    }
}

/// <summary>Those who do the work of a row on the same weights and inputs, ModelGen first.</summary>
/// <param name="Contenders">In order.</param>
/// <param name="Flops">Operations of a call, by the formulas of the layers; a multiply-add is two.</param>
internal sealed record Contest(IReadOnlyList<Contender> Contenders, double Flops) : IDisposable
{
    /// <summary>Operations that ModelGen's kernels execute; 0 where that is not known.</summary>
    public double Executed { get; init; }

    /// <summary>The largest difference of a contender's output from ModelGen's, relative to the largest output.</summary>
    public double Difference(Contender contender)
    {
        float[] ours = Contenders[0].Output(), theirs = contender.Output();
        if (ours.Length != theirs.Length) return double.PositiveInfinity;
        return ours.Zip(theirs, (a, b) => Math.Abs(a - b)).Max() / Math.Max(float.Epsilon, ours.Max(Math.Abs));
    }

    public void Dispose()
    {
        foreach (var contender in Contenders) contender.Dispose();
    }
}

/// <summary>A row of the table.</summary>
/// <param name="Model">What is run.</param>
/// <param name="Pass">forward, or training step.</param>
/// <param name="Batch">Samples a call.</param>
/// <param name="Threads">How many threads each may use.</param>
/// <param name="Start">Makes the contenders.</param>
internal sealed record PeerRow(string Model, string Pass, int Batch, int Threads, Func<PeerRow, Contest> Start)
{
    /// <summary>All of it, as in "CNN, training step, batch 32, 2 threads".</summary>
    public string Name => $"{Model}, {Pass}, batch {Batch}, {Threads} thread{(Threads > 1 ? "s" : "")}";

    /// <summary>What else there is to know of it.</summary>
    public string Note { get; init; } = "";

    /// <summary>The largest difference of outputs, relative to the largest; more where weights are stored as fewer bits.</summary>
    public double Tolerance { get; init; } = 1e-4;
}
