using System.ComponentModel;
using System.Runtime.InteropServices;
using ModelGen.Numerics;

namespace ModelGen;

/// <summary>What the generated trainers of models with a loss share: the mean over the batch, and <see cref="ITrainer"/>.</summary>
/// <inheritdoc cref="CompiledTrainer(AlignedBlock, Action, TrainerLayout, Optimizer, int, int)"/>
public abstract class CompiledLossTrainer(
    AlignedBlock parameters, Action parametersChanged, TrainerLayout layout, Optimizer optimizer, int batchSize, int threads)
    : CompiledTrainer(parameters, parametersChanged, layout, optimizer, batchSize, threads), ITrainer
{
    /// <inheritdoc/>
    public abstract float Forward(Batch batch);

    /// <inheritdoc/>
    public abstract float Evaluate(Batch batch);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There was no <c>Forward</c> since the last call.</exception>
    public void Backward()
    {
        BeginBackward(GradientOrigin.Loss);
        RunBackward();
        EndBackward();
    }

    /// <summary>Runs the phases of the backward pass.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected abstract void RunBackward();

    /// <summary>
    /// shareᵢ = weightᵢ / Σ weights, the same for all <paramref name="positions"/> of a sample, so that Σ share · loss
    /// is the weighted mean; times <see cref="CompiledTrainer.LossScale"/>.
    /// </summary>
    /// <exception cref="ArgumentException">There is not one weight per sample, one is negative or NaN, or all are 0.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void KeepShares(ReadOnlySpan<float> weights, ref float destination, int positions)
    {
        var shares = MemoryMarshal.CreateSpan(ref destination, Count * positions);
        if (!weights.IsEmpty) Check(weights.Length, 1, nameof(weights));
        LossShares.Fill(shares, weights, positions, LossScale);
    }

    /// <summary>Σ share · loss over the batch, in order, plus the penalties on the parameters.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected float MeanLoss(ref float losses, ref float shares, int positions)
    {
        var length = Count * positions;
        ReadOnlySpan<float> loss = MemoryMarshal.CreateReadOnlySpan(ref losses, length);
        ReadOnlySpan<float> share = MemoryMarshal.CreateReadOnlySpan(ref shares, length);
        var total = 0.0;
        for (var i = 0; i < length; i++) total += (double)share[i] * loss[i];
        foreach (var penalty in Sizes.Penalties) total += LossScale * penalty.Value(ParameterBlock);
        return (float)total;
    }
}
