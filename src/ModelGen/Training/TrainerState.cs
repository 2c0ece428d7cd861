namespace ModelGen;

/// <summary>
/// What the next step of a trainer depends on besides the parameters and the batch: saving and restoring both makes
/// an interrupted training go on bit by bit as if it had not been interrupted.
/// </summary>
/// <param name="optimizer">The optimizer's own memory, such as moments, in the layout of the parameters.</param>
public sealed class TrainerState(OptimizerState optimizer)
{
    /// <summary>Updates done so far, as the optimizer counts them. Dropout masks are functions of it.</summary>
    public ulong Step => Optimizer.Step;

    /// <summary>
    /// The seed of the dropout masks, which depend on nothing but it, the step, the number of the batch within the step
    /// and their position.
    /// </summary>
    public uint Seed { get; set; }

    /// <summary>The optimizer's own memory.</summary>
    public OptimizerState Optimizer { get; } = optimizer;
}
