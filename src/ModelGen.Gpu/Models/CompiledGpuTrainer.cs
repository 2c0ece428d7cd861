using System.ComponentModel;
using System.Runtime.InteropServices;
using ModelGen.Kernels;
using ModelGen.Numerics;

namespace ModelGen;

/// <summary>
/// What generated trainers on a GPU share. Parameters, gradient, what the optimizer remembers and the batch live on the
/// device; a step is one copy there, one list of launches and one float back. The model on the host has the parameters of
/// the last <see cref="Synchronize"/>, whatever happens to the device. One with a loss derives from
/// <see cref="CompiledGpuLossTrainer"/>.
/// </summary>
public abstract partial class CompiledGpuTrainer : CompiledGpuModel
{
    // Commands of a loss have lower numbers.
    private protected const int UpdateCommands = 10;
    private const int OutputCommands = 12, OutputGradientCommands = 13, ClearCommands = 14;

    private readonly GpuProgram updateKernels, stateKernels;
    private ParameterSet? gradients;
    private bool hasForward;
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
            LossProgram = device.Load(typeof(LossKernels));
            updateKernels = device.Load(typeof(UpdateKernels));
            stateKernels = device.Load(typeof(StateKernels));
        }
        catch
        {
            base.Dispose();
            throw;
        }
    }

    /// <summary>The rule by which <see cref="Update"/> moves the parameters.</summary>
    public Optimizer Optimizer { get; }

    /// <inheritdoc cref="ITrainer.State"/>
    public TrainerState State { get; }

    /// <inheritdoc cref="ITrainer.LossScale"/>
    /// <remarks>Of a gradient that is given to <c>Backward</c>, it scales the penalties on parameters alone.</remarks>
    public double LossScale { get; set; } = 1;

    /// <inheritdoc cref="ITrainer.Gradients"/>
    public ParameterSet Gradients
    {
        get
        {
            gradients ??= new ParameterSet(Model, new AlignedBlock(Model.Block.Length));
            FetchBlock(WorkBlock(0), gradients);
            return gradients;
        }
    }

    /// <summary>
    /// What the last <c>Forward</c> predicted in training mode, count × output length floats; empty for a model of
    /// several outputs, which have properties of their own.
    /// </summary>
    public virtual ReadOnlySpan<float> Output => default;

    /// <summary>Whose derivative <c>Backward</c> starts from after the last <c>Forward</c>.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected GradientOrigin Origin { get; private set; }

    private protected GpuProgram LossProgram { get; }

    /// <summary>
    /// Forgets what has been added up since the last <see cref="Update"/>: for a model that only passed a gradient on to
    /// another one, as a discriminator does to its generator.
    /// </summary>
    public void ClearGradients()
    {
        Commands(ClearCommands).Run();
        backwards = 0;
    }

    /// <inheritdoc cref="ITrainer.Synchronize"/>
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
        base.Dispose();
    }

    /// <summary>The predictions of the batch that was kept, and all that the derivatives from outside need.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void RunOutputs()
    {
        BeginBatch();
        Commands(OutputCommands).Run();
        EndForward(GradientOrigin.Output);
    }

    /// <summary>Checks that a <c>Forward</c> of the right kind came before.</summary>
    /// <exception cref="InvalidOperationException">There was none since the last <c>Backward</c>.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void BeginBackward(GradientOrigin origin)
    {
        if (!hasForward || Origin != origin)
            throw new InvalidOperationException(origin == GradientOrigin.Loss
                ? "Backward needs the activations of a Forward with a target: call Forward first."
                : "Backward(outputGradient) needs the activations of a Forward without a target: call Forward first.");
    }

    /// <summary>Sends derivatives from outside to the device, behind the inputs that are there.</summary>
    /// <exception cref="ArgumentException">The span has not as many samples as the batch.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void SendGradient(ReadOnlySpan<float> gradient, int offset, int perSample, string name)
    {
        Check(gradient.Length, perSample, name);
        Upload(Sent(offset, gradient.Length), gradient);
    }

    /// <summary>Runs the backward pass from the derivatives that were sent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void RunOutputGradient()
    {
        Commands(OutputGradientCommands).Run();
        EndBackward();
    }

    /// <summary>Writes down the launches of predictions in training mode.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected virtual void RecordOutputs(GpuCommands commands, int n)
    {
    }

    /// <summary>Writes down the launches of the backward pass from derivatives of the outputs.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected virtual void RecordOutputGradient(GpuCommands commands, int n)
    {
    }

    private static int Slots(Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        return optimizer.SlotCount;
    }

    private protected void BeginBatch()
    {
        hasForward = false;
        WriteCounters();
        Send();
    }

    private protected void EndForward(GradientOrigin origin) => (Origin, hasForward) = (origin, true);

    private protected void EndBackward() => (hasForward, backwards) = (false, backwards + 1);

    // The batch and the numbers of the update go together.
    private protected void BeginStep()
    {
        WriteCounters();
        BeginUpdate();
        Send();
        Origin = GradientOrigin.Loss;
    }

    private void WriteCounters()
    {
        var integers = MemoryMarshal.Cast<float, uint>(Header);
        integers[StepHeader.Seed] = unchecked(State.Seed + backwards * 0x9E3779B9);
        integers[StepHeader.Step] = (uint)State.Step;
        Header[StepHeader.LossScale] = (float)LossScale;
    }

    private protected override void Write(GpuCommands commands, int what)
    {
        switch (what)
        {
            case OutputCommands:
                RecordOutputs(commands, Count);
                break;
            case OutputGradientCommands:
                RecordOutputGradient(commands, Count);
                WritePenalties(commands);
                break;
            case UpdateCommands or UpdateCommands + 1:
                WriteUpdate(commands);
                break;
            case ClearCommands:
                if (Sizes.ParameterFloats == 0) break;
                var gradient = WorkBlock(0);
                commands.Launch(stateKernels, nameof(StateKernels.Clear), Groups(gradient.Length, StateKernels.Threads), StateKernels.Threads, gradient, gradient.Length);
                break;
        }
    }

    // What penalties on parameters add to the gradient.
    private protected void WritePenalties(GpuCommands commands)
    {
        foreach (var penalty in Sizes.Penalties)
            commands.Launch(
                LossProgram, nameof(LossKernels.AddPenaltyGradient), Groups(penalty.Length, 256), 256,
                Parameter(penalty.Offset, penalty.Length), HeaderSpan, Gradient(penalty.Offset, penalty.Length),
                penalty.L1, penalty.L2, penalty.Length);
    }
}
