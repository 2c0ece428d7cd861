using System.ComponentModel;
using System.Runtime.Intrinsics;
using ModelGen.Numerics;

namespace ModelGen;

/// <summary>
/// A rule that moves parameters down their gradient. Its settings may be changed between steps; what it remembers of
/// one model is an <see cref="OptimizerState"/>, so one optimizer may serve several trainers. The rules are PyTorch's,
/// to the letter.
/// </summary>
public abstract class Optimizer
{
    private LearningRate learningRate;
    private float? clipNorm, clipValue;
    private Constraint[] constraints = [];

    private protected Optimizer(LearningRate learningRate)
    {
        ArgumentNullException.ThrowIfNull(learningRate);
        this.learningRate = learningRate;
    }

    /// <summary>How far to go in one step: a number, or a schedule over the number of the step.</summary>
    public LearningRate LearningRate
    {
        get => learningRate;
        set => learningRate = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>
    /// If set, the gradient of all parameters together is scaled down to this Euclidean norm where it is longer
    /// (Pascanu et al., 2013; PyTorch's <c>clip_grad_norm_</c>). Default: no bound.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive number.</exception>
    public float? ClipNorm
    {
        get => clipNorm;
        set => clipNorm = value is null ? null : Positive(value.Value, nameof(ClipNorm));
    }

    /// <summary>If set, each element of the gradient is kept within ± this number, after <see cref="ClipNorm"/>. Default: no bound.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive number.</exception>
    public float? ClipValue
    {
        get => clipValue;
        set => clipValue = value is null ? null : Positive(value.Value, nameof(ClipValue));
    }

    /// <summary>
    /// What the parameters must fulfil, made so after every step, in this order; none by default. It is the trainer that
    /// applies them.
    /// </summary>
    public IReadOnlyList<Constraint> Constraints
    {
        get => constraints;
        set => constraints = [.. value ?? throw new ArgumentNullException(nameof(value))];
    }

    /// <summary>How many blocks the optimizer remembers.</summary>
    public int SlotCount => SlotNames.Count;

    /// <summary>What it remembers, as it is called in files.</summary>
    public abstract IReadOnlyList<string> SlotNames { get; }

    /// <summary>A state for a block of <paramref name="length"/> parameters, before its first step.</summary>
    public OptimizerState CreateState(int length)
    {
        var state = new OptimizerState(length, SlotNames);
        Initialize(state);
        return state;
    }

    /// <summary>One whole step on the range [from, to): <see cref="Begin"/>, then <see cref="Apply"/>.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Update(AlignedBlock parameters, AlignedBlock gradient, OptimizerState state, int from, int to)
    {
        Begin(gradient, state, from, to);
        Apply(parameters, gradient, state, from, to);
    }

    /// <summary>Begins a step: counts it, and works out what all its parts share, such as the gradient's norm.</summary>
    /// <param name="gradient">The gradient block.</param>
    /// <param name="state">The memory of this optimizer for this block.</param>
    /// <param name="from">The first trainable float.</param>
    /// <param name="to">The end of the trainable floats.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Begin(AlignedBlock gradient, OptimizerState state, int from, int to)
    {
        CheckRange(gradient, gradient, state, from, to);
        var clipScale = 1f;
        if (ClipNorm is { } bound)
            clipScale = (float)Math.Min(1, bound / (GradientNorm.Of(gradient, from, to) + 1e-6));
        state.Factors = Prepare(RateOf(state), ++state.Step) with { ClipScale = clipScale };
    }

    /// <summary>
    /// Moves the parameters in [from, to) and clears their gradient. The parts of a step may be done by several
    /// threads at once, cut at multiples of 16 floats; the result does not depend on where.
    /// </summary>
    /// <exception cref="ArgumentException">The blocks are not of one length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is outside the block, or not cut at multiples of 16.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Apply(AlignedBlock parameters, AlignedBlock gradient, OptimizerState state, int from, int to)
    {
        CheckRange(parameters, gradient, state, from, to);
        if (from == to) return;
        var pass = new UpdatePass(parameters, gradient, state, (nuint)from, (nuint)to, ClipValue ?? float.PositiveInfinity);
        if (Vector512.IsHardwareAccelerated) Apply<Simd512>(pass);
        else if (Vector256.IsHardwareAccelerated) Apply<Simd256>(pass);
        else Apply<Simd128>(pass);
    }

    /// <summary>Counts a step that a device does, and works out the numbers that it needs.</summary>
    internal StepFactors BeginOnDevice(OptimizerState state) => state.Factors = Prepare(RateOf(state), ++state.Step);

    /// <summary>The learning rate of the next step.</summary>
    internal float RateOf(OptimizerState state) => LearningRate.At(state.Step) * state.RateScale;

    /// <summary>What a state holds before the first step, if not zeros.</summary>
    private protected virtual void Initialize(OptimizerState state)
    {
    }

    /// <summary>The numbers that all parts of step <paramref name="step"/> (from 1) share.</summary>
    private protected abstract StepFactors Prepare(float rate, ulong step);

    private protected abstract void Apply<T>(in UpdatePass pass) where T : struct, ISimd<T>;

    private protected static float Positive(float value, string name) => float.IsFinite(value) && value > 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is a finite number above 0.");

    private protected static float AtLeastZero(float value, string name) => float.IsFinite(value) && value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is a finite number of at least 0.");

    private protected static float BelowOne(float value, string name) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is at least 0 and below 1.");

    private static void CheckRange(AlignedBlock parameters, AlignedBlock gradient, OptimizerState state, int from, int to)
    {
        if (gradient.Length != parameters.Length || state.Length != parameters.Length)
            throw new ArgumentException(
                $"Parameters, gradient and state have {parameters.Length}, {gradient.Length} and {state.Length} floats.");
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, parameters.Length);
        if (from % 16 != 0 || (to % 16 != 0 && to != parameters.Length))
            throw new ArgumentOutOfRangeException(nameof(from), $"The range {from} to {to} is not cut at multiples of 16.");
    }
}
