using System.ComponentModel;
using System.Runtime.InteropServices;
using ModelGen.Numerics;

namespace ModelGen;

/// <summary>
/// What all generated trainers share: the memory of a step, the checks of its arguments, the mean over the batch, the
/// penalties on parameters, and the call of the optimizer. A generated trainer adds the phases of its own model.
/// </summary>
public abstract class CompiledTrainer : ITrainer, IParallelWork
{
    private const int UpdatePhase = -1;

    private readonly AlignedBlock parameters;
    private readonly Action parametersChanged;
    private readonly TrainerLayout layout;
    private readonly WorkerTeam team;
    private readonly AlignedBlock[] scratch;
    private bool hasForward;

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
        (this.parameters, this.parametersChanged, this.layout, Optimizer) = (parameters, parametersChanged, layout, optimizer);
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

    /// <inheritdoc/>
    public TrainerState State { get; }

    /// <inheritdoc/>
    public abstract ParameterSet Gradients { get; }

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

    /// <inheritdoc/>
    public virtual ReadOnlySpan<float> Output => default;

    /// <inheritdoc/>
    public abstract float Forward(Batch batch);

    /// <inheritdoc/>
    public abstract float Evaluate(Batch batch);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There was no <c>Forward</c> since the last call.</exception>
    public void Backward()
    {
        if (!hasForward)
            throw new InvalidOperationException("Backward needs the activations of a Forward: call Forward first.");
        hasForward = false;
        RunBackward();
        foreach (var penalty in layout.Penalties)
            penalty.AddGradient(parameters, Gradient);
    }

    /// <inheritdoc/>
    public void Update()
    {
        Optimizer.Begin(Gradient, State.Optimizer, 0, layout.TrainableFloats);
        team.Run(this, UpdatePhase);
        parametersChanged();
    }

    /// <inheritdoc/>
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
        var (from, to) = Tiles.Share(layout.TrainableFloats / 16, part, parts);
        Optimizer.Apply(parameters, Gradient, State.Optimizer, 16 * (int)from, 16 * (int)to);
    }

    /// <summary>Part <paramref name="part"/> of <paramref name="parts"/> of a phase.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected abstract void Run(int phase, int part, int parts, ref float scratch);

    /// <summary>Runs the phases of the backward pass.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected abstract void RunBackward();

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

    /// <summary>Says that everything <see cref="Backward()"/> needs is kept.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void EndForward() => hasForward = true;

    /// <summary>Copies a column of reals to the kept memory.</summary>
    /// <exception cref="ArgumentException">The span has not as many samples as the batch.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void Keep(ReadOnlySpan<float> source, ref float destination, int perSample, string name)
    {
        CheckLength(source.Length, perSample, name);
        source.CopyTo(MemoryMarshal.CreateSpan(ref destination, source.Length));
    }

    /// <summary>Copies a column of integers to the kept memory, which must all lie from 0 to <paramref name="limit"/> − 1.</summary>
    /// <exception cref="ArgumentException">The span has not as many samples as the batch, or a value is out of range.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void Keep(ReadOnlySpan<int> source, ref int destination, int perSample, int limit, string name)
    {
        CheckLength(source.Length, perSample, name);
        foreach (var value in source)
            if ((uint)value >= (uint)limit)
                throw new ArgumentException($"Expected integers from 0 to {limit - 1}, got {value}.", name);
        source.CopyTo(MemoryMarshal.CreateSpan(ref destination, source.Length));
    }

    /// <summary>
    /// shareᵢ = weightᵢ / Σ weights, the same for all <paramref name="positions"/> of a sample, so that Σ share · loss
    /// is the weighted mean.
    /// </summary>
    /// <exception cref="ArgumentException">There is not one weight per sample, one is negative or NaN, or all are 0.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void KeepShares(ReadOnlySpan<float> weights, ref float destination, int positions)
    {
        var shares = MemoryMarshal.CreateSpan(ref destination, Count * positions);
        if (weights.IsEmpty)
        {
            shares.Fill(1f / shares.Length);
            return;
        }
        CheckLength(weights.Length, 1, nameof(weights));
        var total = 0.0;
        foreach (var weight in weights)
            total += weight >= 0 ? weight : throw new ArgumentException($"Expected weights of at least 0, got {weight}.", nameof(weights));
        if (total == 0)
            throw new ArgumentException("Expected at least one weight above 0.", nameof(weights));
        for (var i = 0; i < weights.Length; i++)
            shares.Slice(i * positions, positions).Fill((float)(weights[i] / (total * positions)));
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
        foreach (var penalty in layout.Penalties) total += penalty.Value(parameters);
        return (float)total;
    }

    /// <summary>Checks the length of a column that is not needed.</summary>
    /// <exception cref="ArgumentException">The span has not as many samples as the batch.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void Check(int length, int perSample, string name) => CheckLength(length, perSample, name);

    private void CheckLength(int length, int perSample, string name)
    {
        if (length != Count * perSample)
            throw new ArgumentException($"Expected {Count} × {perSample} values for {Count} samples, got {length}.", name);
    }
}
