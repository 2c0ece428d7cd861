namespace ModelGen.Benchmarks.Quick;

/// <summary>One thing to time.</summary>
/// <param name="Model">What does it.</param>
/// <param name="Pass">Forward or training step.</param>
/// <param name="Batch">Samples a call.</param>
/// <param name="Executed">Floating-point operations that a call cannot avoid, a multiply-add counted as two.</param>
/// <param name="Nominal">Operations of the textbook's computation.</param>
/// <param name="Run">One call.</param>
internal sealed record Workload(string Model, string Pass, int Batch, double Executed, double Nominal, Action Run)
{
    /// <summary>So many calls, where one takes no longer than to call <see cref="Run"/>; null for <see cref="Run"/> so many times.</summary>
    public Action<int>? Loop { get; init; }

    /// <summary>The same work written by hand, to compare with.</summary>
    public Workload? Reference { get; init; }
}
