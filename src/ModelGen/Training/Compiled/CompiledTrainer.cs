using System.ComponentModel;
using System.Runtime.InteropServices;
using ModelGen.Numerics;

namespace ModelGen;

/// <summary>
/// What all generated trainers share: the memory of a step, the checks of its arguments, the penalties on parameters,
/// and the call of the optimizer. A generated trainer adds the phases of its own model; one with a loss derives from
/// <see cref="CompiledLossTrainer"/>.
/// </summary>
public abstract class CompiledTrainer : IDisposable, IParallelWork
{
    private const int UpdatePhase = -1;

    private readonly AlignedBlock parameters;
    private readonly Action parametersChanged;
    private readonly WorkerTeam team;
    private readonly AlignedBlock[] scratch;
    private bool hasForward;
    private IReadOnlyList<Constraint> constraints = [];
    private Action[] constrain = [];
    private uint backwards;         // since the gradient was last clear

    /// <summary>Allocates everything that training needs.</summary>
    /// <param name="parameters">The model's parameter block, changed by <see cref="Update"/>.</param>
    /// <param name="parametersChanged">Called after each change of the parameters.</param>
    /// <param name="layout">The sizes that the compiler planned.</param>
    /// <param name="optimizer">The rule of the update.</param>
    /// <param name="batchSize">The largest batch, N.</param>
    /// <param name="threads">Threads that share the work.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size or the number of threads is not positive.</exception>
    protected CompiledTrainer(
        AlignedBlock parameters, Action parametersChanged, TrainerLayout layout, Optimizer optimizer, int batchSize, int threads)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        (this.parameters, this.parametersChanged, Sizes, Optimizer) = (parameters, parametersChanged, layout, optimizer);
        BatchSize = batchSize;
        team = new WorkerTeam(threads);
        Gradient = new AlignedBlock(parameters.Length);
        Kept = new AlignedBlock(checked(batchSize * layout.FloatsPerSample));
        Shared = new AlignedBlock(layout.SharedFloats);
        scratch = new AlignedBlock[threads];
        foreach (ref var block in scratch.AsSpan()) block = new AlignedBlock(layout.ScratchFloats);
        State = new TrainerState(optimizer.CreateState(parameters.Length));
    }

    /// <summary>The rule by which <see cref="Update"/> moves the parameters.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The largest batch.</summary>
    public int BatchSize { get; }

    /// <inheritdoc cref="ITrainer.State"/>
    public TrainerState State { get; }

    /// <inheritdoc cref="ITrainer.LossScale"/>
    /// <remarks>Of a gradient that is given to <c>Backward</c>, it scales the penalties on parameters alone.</remarks>
    public double LossScale { get; set; } = 1;

    /// <inheritdoc cref="ITrainer.Gradients"/>
    public abstract ParameterSet Gradients { get; }

    /// <summary>
    /// What the last <c>Forward</c> predicted in training mode, count × output length floats; empty for a model of
    /// several outputs, which have properties of their own.
    /// </summary>
    public virtual ReadOnlySpan<float> Output => default;

    /// <summary>The sizes that the compiler planned.</summary>
    private protected TrainerLayout Sizes { get; }

    /// <summary>The gradient block, in the layout of the parameter block.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected AlignedBlock Gradient { get; }

    /// <summary>What is kept of each sample from one phase to a later one.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected AlignedBlock Kept { get; }

    /// <summary>Computed values that there is one of for the whole batch.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected AlignedBlock Shared { get; }

    /// <summary>The samples of the batch at hand.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected int Count { get; private set; }

    /// <summary>Whose derivative <c>Backward</c> starts from after the last <c>Forward</c>.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected GradientOrigin Origin { get; private set; }

    /// <summary>
    /// Decides the dropout masks, together with the step: batches whose gradients are added up in one step have masks of
    /// their own.
    /// </summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected uint MaskSeed => unchecked(State.Seed + backwards * 0x9E3779B9);

    /// <summary>The parameters, for the value of a penalty.</summary>
    private protected AlignedBlock ParameterBlock => parameters;

    /// <inheritdoc cref="ITrainer.Update"/>
    public void Update()
    {
        Optimizer.Begin(Gradient, State.Optimizer, 0, Sizes.TrainableFloats);
        team.Run(this, UpdatePhase);
        Constrain();
        backwards = 0;
        parametersChanged();
    }

    // Bound to the parameters at the first step, and again if the optimizer's list is replaced.
    private void Constrain()
    {
        if (!ReferenceEquals(constraints, Optimizer.Constraints))
        {
            constraints = Optimizer.Constraints;
            constrain = Constraint.Bind(constraints, new ParameterSet(Gradients, parameters));
        }
        foreach (var apply in constrain) apply();
    }

    /// <summary>
    /// Forgets what has been added up since the last <see cref="Update"/>: for a model that only passed a gradient on to
    /// another one, as a discriminator does to its generator.
    /// </summary>
    public void ClearGradients()
    {
        Gradient.Span.Clear();
        backwards = 0;
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        team.Dispose();
        GC.SuppressFinalize(this);
    }

    void IParallelWork.Run(int phase, int part, int parts)
    {
        if (phase != UpdatePhase)
        {
            Run(phase, part, parts, ref scratch[part][0]);
            return;
        }
        // Whole cache lines for each thread; the block is a multiple of them.
        var (from, to) = Tiles.Share(Sizes.TrainableFloats / 16, part, parts);
        Optimizer.Apply(parameters, Gradient, State.Optimizer, 16 * (int)from, 16 * (int)to);
    }

    /// <summary>Part <paramref name="part"/> of <paramref name="parts"/> of a phase.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected abstract void Run(int phase, int part, int parts, ref float scratch);

    /// <summary>Runs a phase on all threads and waits for it.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void RunPhase(int phase) => team.Run(this, phase);

    /// <summary>Begins a batch whose size follows from one of its spans.</summary>
    /// <exception cref="ArgumentException">The span is no multiple of a sample, or the batch is empty or too large.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void Begin(int length, int perSample, string name)
    {
        var count = length / perSample;
        if (count * perSample != length)
            throw new ArgumentException($"Expected a multiple of {perSample} values, got {length}.", name);
        if (count < 1 || count > BatchSize)
            throw new ArgumentException($"Expected 1 to {BatchSize} samples, got {count}.", name);
        Count = count;
        hasForward = false;
    }

    /// <summary>Says that everything that <c>Backward</c> needs is kept.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void EndForward(GradientOrigin origin) => (Origin, hasForward) = (origin, true);

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

    /// <summary>Ends a backward pass: its activations are used up, and the penalties add to the gradient.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void EndBackward()
    {
        hasForward = false;
        backwards++;
        foreach (var penalty in Sizes.Penalties)
            penalty.AddGradient(parameters, Gradient, (float)LossScale);
    }

    /// <summary>Copies a column of reals to the kept memory.</summary>
    /// <exception cref="ArgumentException">The span has not as many samples as the batch.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void Keep(ReadOnlySpan<float> source, ref float destination, int perSample, string name)
    {
        Check(source.Length, perSample, name);
        source.CopyTo(MemoryMarshal.CreateSpan(ref destination, source.Length));
    }

    /// <summary>Copies a column of integers to the kept memory, which must all lie from 0 to <paramref name="limit"/> − 1.</summary>
    /// <exception cref="ArgumentException">The span has not as many samples as the batch, or a value is out of range.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void Keep(ReadOnlySpan<int> source, ref int destination, int perSample, int limit, string name)
    {
        Check(source.Length, perSample, name);
        foreach (var value in source)
            if ((uint)value >= (uint)limit)
                throw new ArgumentException($"Expected integers from 0 to {limit - 1}, got {value}.", name);
        source.CopyTo(MemoryMarshal.CreateSpan(ref destination, source.Length));
    }

    /// <summary>Checks the length of a column.</summary>
    /// <exception cref="ArgumentException">The span has not as many samples as the batch.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void Check(int length, int perSample, string name)
    {
        if (length != Count * perSample)
            throw new ArgumentException($"Expected {Count} × {perSample} values for {Count} samples, got {length}.", name);
    }
}
