using System.ComponentModel;
using System.Runtime.InteropServices;
using ModelGen.Kernels;
using ModelGen.Numerics;

namespace ModelGen;

/// <summary>
/// What generated trainers on a GPU share. Parameters, gradient, what the optimizer remembers and the batch live on the
/// device; a step is one copy there, one list of launches and one float back. The model on the host has the parameters of
/// the last <see cref="Synchronize"/>, whatever happens to the device.
/// </summary>
public abstract partial class CompiledGpuTrainer : CompiledGpuModel, ITrainer
{
    private const int ForwardCommands = 0, BackwardCommands = 1, EvaluateCommands = 2, UpdateCommands = 3, StepCommands = 5;

    private readonly ParameterSet[] slots;
    private readonly GpuProgram lossKernels, updateKernels;
    private ParameterSet? gradients;
    private IReadOnlyList<Constraint> constraints = [];
    private Action[] constrain = [];
    private bool hasForward, hostHasSlots = true;
    private uint backwards;         // since the gradient was last clear

    /// <summary>Allocates everything that training needs, on the device.</summary>
    /// <param name="device">Where to train.</param>
    /// <param name="kernels">The model's kernels.</param>
    /// <param name="layout">The sizes that the compiler planned.</param>
    /// <param name="model">The model's parameters.</param>
    /// <param name="optimizer">The rule of the update.</param>
    /// <param name="batchSize">The largest batch.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is not positive.</exception>
    /// <exception cref="GpuException">The device has not as much memory, or cannot compile the kernels.</exception>
    protected CompiledGpuTrainer(
        GpuDevice device, Type kernels, GpuModelLayout layout, ParameterSet model, Optimizer optimizer, int batchSize)
        : base(device, kernels, layout, model, batchSize, 1 + Slots(optimizer), UpdateKernels.NormGroups)
    {
        Optimizer = optimizer;
        State = new TrainerState(optimizer.CreateState(model.Block.Length));
        slots = [.. State.Optimizer.Slots.Select(slot => new ParameterSet(model, slot))];
        State.Optimizer.BeforeAccess = FetchSlots;
        try
        {
            lossKernels = device.Load(typeof(LossKernels));
            updateKernels = device.Load(typeof(UpdateKernels));
            for (var i = 0; i < queue.Length; i++) queue[i].Loss = ReadBack(HeaderSpan.Slice(StepHeader.Loss, 1));
        }
        catch
        {
            DisposeQueue();
            base.Dispose();
            throw;
        }
    }

    /// <summary>The rule by which <see cref="Update"/> moves the parameters.</summary>
    public Optimizer Optimizer { get; }

    /// <inheritdoc/>
    public TrainerState State { get; }

    /// <inheritdoc/>
    public double LossScale { get; set; } = 1;

    /// <inheritdoc/>
    public ParameterSet Gradients
    {
        get
        {
            gradients ??= new ParameterSet(Model, new AlignedBlock(Model.Block.Length));
            FetchBlock(WorkBlock(0), gradients);
            return gradients;
        }
    }

    /// <inheritdoc/>
    public virtual ReadOnlySpan<float> Output => default;

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

    /// <summary>The mean loss of the last batch that was given to any of the methods, before its step; waits for it.</summary>
    /// <exception cref="InvalidOperationException">There was no batch.</exception>
    public float Loss => queue[last].Loss!.Wait<float>()[0];

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There was no <c>Forward</c> since the last call.</exception>
    public void Backward()
    {
        if (!hasForward) throw new InvalidOperationException("Backward needs the activations of a Forward: call Forward first.");
        Commands(BackwardCommands).Run();
        (hasForward, backwards) = (false, backwards + 1);
    }

    /// <inheritdoc/>
    public void Update()
    {
        BeginUpdate();
        SendHeader();
        Commands(UpdateCommands + (Optimizer.ClipNorm is null ? 0 : 1)).Run();
        EndUpdate();
    }

    /// <inheritdoc/>
    /// <remarks>Parameters that were changed on the host since are newer: these go to the device.</remarks>
    public void Synchronize()
    {
        if (IsModelNewer) SendParameters();
        else FetchParameters();
    }

    /// <summary>Frees the device's memory. The model has the parameters of the last <see cref="Synchronize"/>.</summary>
    public override void Dispose()
    {
        State.Optimizer.BeforeAccess = null;
        DisposeQueue();
        base.Dispose();
    }

    /// <summary>
    /// shareᵢ = weightᵢ / Σ weights, the same for all <paramref name="positions"/> of a sample, times <see cref="LossScale"/>.
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
        hasForward = true;
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
        WriteCounters();
        BeginUpdate();
        Send();
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

    private static int Slots(Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        return optimizer.SlotCount;
    }

    private void BeginBatch()
    {
        hasForward = false;
        WriteCounters();
        Send();
    }

    private void WriteCounters()
    {
        var integers = MemoryMarshal.Cast<float, uint>(Header);
        integers[StepHeader.Seed] = unchecked(State.Seed + backwards * 0x9E3779B9);
        integers[StepHeader.Step] = (uint)State.Step;
        Header[StepHeader.LossScale] = (float)LossScale;
    }

    private void BeginUpdate()
    {
        SendSlots();
        var factors = Optimizer.BeginOnDevice(State.Optimizer);
        Header[StepHeader.Rate] = factors.Rate;
        Header[StepHeader.Scale] = factors.Scale;
        Header[StepHeader.Keep] = factors.Keep;
        Header[StepHeader.ClipScale] = 1;
        Header[StepHeader.ClipValue] = Optimizer.ClipValue ?? float.PositiveInfinity;
        Header[StepHeader.ClipNorm] = Optimizer.ClipNorm ?? float.PositiveInfinity;
    }

    private void EndUpdate()
    {
        (hasForward, backwards) = (false, 0);
        if (!ReferenceEquals(constraints, Optimizer.Constraints))
        {
            constraints = Optimizer.Constraints;
            constrain = Constraint.Bind(constraints, Model);
        }
        if (constrain.Length == 0) return;
        // Constraints are applied where the model is.
        Synchronize();
        foreach (var apply in constrain) apply();
        Model.MarkChanged();
        SendParameters();
    }

    private protected override void Write(GpuCommands commands, int what)
    {
        var isStep = what >= StepCommands;
        if (what == EvaluateCommands) WriteEvaluate(commands);
        if (what == ForwardCommands || isStep) WriteForward(commands);
        if (what == BackwardCommands || isStep) WriteBackward(commands);
        if (what >= UpdateCommands) WriteUpdate(commands);
    }

    private void WriteForward(GpuCommands commands) => WriteLoss(commands, RecordForward(commands, Count), training: 1);

    private void WriteEvaluate(GpuCommands commands) => WriteLoss(commands, RecordEvaluate(commands, Count), training: 0);

    private void WriteLoss(GpuCommands commands, (GpuSpan Losses, GpuSpan Shares) samples, int training)
    {
        commands.Launch(
            lossKernels, nameof(LossKernels.MeanLoss), 1, LossKernels.Threads,
            samples.Losses, samples.Shares, HeaderSpan, training, samples.Losses.Length);
        foreach (var penalty in Sizes.Penalties)
            commands.Launch(
                lossKernels, nameof(LossKernels.AddPenalty), 1, LossKernels.Threads,
                Parameter(penalty.Offset, penalty.Length), HeaderSpan, penalty.L1, penalty.L2, training, penalty.Length);
    }

    private void WriteBackward(GpuCommands commands)
    {
        RecordBackward(commands, Count);
        foreach (var penalty in Sizes.Penalties)
            commands.Launch(
                lossKernels, nameof(LossKernels.AddPenaltyGradient), Groups(penalty.Length, 256), 256,
                Parameter(penalty.Offset, penalty.Length), HeaderSpan, Gradient(penalty.Offset, penalty.Length),
                penalty.L1, penalty.L2, penalty.Length);
    }

    private void WriteUpdate(GpuCommands commands)
    {
        if (Sizes.TrainableFloats == 0) return;
        GpuOptimizer.Record(
            commands, updateKernels, Optimizer, ParameterSpan.Slice(0, Sizes.TrainableFloats), WorkBlock(0).Slice(0, Sizes.TrainableFloats),
            slot => WorkBlock(1 + slot).Slice(0, Sizes.TrainableFloats), HeaderSpan, At(ScratchAt, UpdateKernels.NormGroups));
    }

    // Someone reads or writes what the optimizer remembers: the host has it from now on, until the next step.
    private void FetchSlots()
    {
        if (hostHasSlots) return;
        hostHasSlots = true;
        for (var i = 0; i < slots.Length; i++) FetchBlock(WorkBlock(1 + i), slots[i]);
    }

    private void SendSlots()
    {
        if (!hostHasSlots) return;
        hostHasSlots = false;
        for (var i = 0; i < slots.Length; i++) SendBlock(slots[i], WorkBlock(1 + i));
    }
}
