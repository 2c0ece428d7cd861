using System.ComponentModel;
using ModelGen.Kernels;
using ModelGen.Numerics;

namespace ModelGen;

/// <summary>What the generated trainers on a GPU of models with a loss share: the mean over the batch, and <see cref="ITrainer"/>.</summary>
public abstract partial class CompiledGpuLossTrainer : CompiledGpuTrainer, ITrainer
{
    private const int ForwardCommands = 0, BackwardCommands = 1, EvaluateCommands = 2, StepCommands = 3;

    /// <inheritdoc cref="CompiledGpuTrainer(GpuDevice, Type, GpuModelLayout, ParameterSet, Optimizer, int)"/>
    protected CompiledGpuLossTrainer(
        GpuDevice device, Type kernels, GpuModelLayout layout, ParameterSet model, Optimizer optimizer, int batchSize)
        : base(device, kernels, layout, model, optimizer, batchSize)
    {
        try
        {
            for (var i = 0; i < queue.Length; i++) queue[i].Loss = ReadBack(HeaderSpan.Slice(StepHeader.Loss, 1));
        }
        catch
        {
            DisposeQueue();
            base.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public abstract float Forward(Batch batch);

    /// <inheritdoc/>
    public abstract float Evaluate(Batch batch);

    /// <inheritdoc/>
    public float Step(Batch batch)
    {
        Start(batch);
        return Loss;
    }

    /// <summary>
    /// Starts a step of training on one batch and does not wait for it: the next batch can be given while the device is at
    /// work on this one. <see cref="Loss"/> waits.
    /// </summary>
    /// <exception cref="ArgumentException">The columns do not fit, or there are more samples than the trainer is for.</exception>
    public abstract void Start(Batch batch);

    /// <summary>The mean loss of the last batch that was given with a target, before its step; waits for it.</summary>
    /// <exception cref="InvalidOperationException">There was no batch.</exception>
    public float Loss => queue[last].Loss!.Wait<float>()[0];

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There was no <c>Forward</c> since the last call.</exception>
    public void Backward()
    {
        BeginBackward(GradientOrigin.Loss);
        Commands(BackwardCommands).Run();
        EndBackward();
    }

    /// <summary>Frees the device's memory. The model has the parameters of the last <see cref="CompiledGpuTrainer.Synchronize"/>.</summary>
    public override void Dispose()
    {
        DisposeQueue();
        base.Dispose();
    }

    /// <summary>
    /// shareᵢ = weightᵢ / Σ weights, the same for all <paramref name="positions"/> of a sample, times
    /// <see cref="CompiledGpuTrainer.LossScale"/>.
    /// </summary>
    /// <exception cref="ArgumentException">There is not one weight per sample, one is negative or NaN, or all are 0.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void KeepShares(ReadOnlySpan<float> weights, int offset, int positions)
    {
        var shares = Column(offset, Count * positions);
        if (!weights.IsEmpty) Check(weights.Length, 1, nameof(weights));
        LossShares.Fill(shares, weights, positions, LossScale);
    }

    /// <summary>The loss of the batch that was kept, and all that <see cref="Backward"/> needs.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected float RunForward()
    {
        BeginBatch();
        Commands(ForwardCommands).Run();
        EndForward(GradientOrigin.Loss);
        queue[last].Loss!.Start();
        return Loss;
    }

    /// <summary>The loss of the batch that was kept, as predictions have it.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected float RunEvaluate()
    {
        BeginBatch();
        Commands(EvaluateCommands).Run();
        queue[last].Loss!.Start();
        return Loss;
    }

    /// <summary>Starts all three passes of the batch that was kept, in one list of launches.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void StartStep()
    {
        BeginStep();
        Commands(StepCommands + (Optimizer.ClipNorm is null ? 0 : 1)).Run();
        ReadBackStep();
        EndUpdate();
    }

    /// <summary>Writes down the launches of the forward pass of <paramref name="n"/> samples; returns where losses and shares are.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected abstract (GpuSpan Losses, GpuSpan Shares) RecordForward(GpuCommands commands, int n);

    /// <summary>Writes down the launches of the backward pass.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected abstract void RecordBackward(GpuCommands commands, int n);

    /// <summary>Writes down the launches of the loss as predictions have it; returns where losses and shares are.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected abstract (GpuSpan Losses, GpuSpan Shares) RecordEvaluate(GpuCommands commands, int n);

    private protected override void Write(GpuCommands commands, int what)
    {
        var isStep = what is StepCommands or StepCommands + 1;
        if (what == EvaluateCommands) WriteLoss(commands, RecordEvaluate(commands, Count), training: 0);
        if (what == ForwardCommands || isStep) WriteLoss(commands, RecordForward(commands, Count), training: 1);
        if (what == BackwardCommands || isStep)
        {
            RecordBackward(commands, Count);
            WritePenalties(commands);
        }
        base.Write(commands, isStep ? UpdateCommands : what);
    }

    private void WriteLoss(GpuCommands commands, (GpuSpan Losses, GpuSpan Shares) samples, int training)
    {
        commands.Launch(
            LossProgram, nameof(LossKernels.MeanLoss), 1, LossKernels.Threads,
            samples.Losses, samples.Shares, HeaderSpan, training, samples.Losses.Length);
        foreach (var penalty in Sizes.Penalties)
            commands.Launch(
                LossProgram, nameof(LossKernels.AddPenalty), 1, LossKernels.Threads,
                Parameter(penalty.Offset, penalty.Length), HeaderSpan, penalty.L1, penalty.L2, training, penalty.Length);
    }
}
