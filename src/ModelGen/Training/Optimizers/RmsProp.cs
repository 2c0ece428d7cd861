using System.Runtime.CompilerServices;
using ModelGen.Numerics;

namespace ModelGen;

/// <summary>
/// RMSProp (Hinton, Coursera lecture 6e, 2012): s = α s + (1 − α) g², and the step is g / (√s + ε), with momentum
/// b = momentum · b + g / (√s + ε), w −= rate · b. Centred, the mean gradient's square is taken off s (Graves, 2013).
/// </summary>
public sealed class RmsProp : Optimizer
{
    private readonly string[] slotNames;

    /// <summary>A rule with the given constants.</summary>
    /// <param name="learningRate">A number or a schedule; null is 0.01.</param>
    /// <param name="alpha">How much of the running mean of squares stays, 0 to below 1.</param>
    /// <param name="epsilon">What is added to the root, above 0.</param>
    /// <param name="momentum">How much of the last step's direction stays, 0 to below 1.</param>
    /// <param name="centered">Whether to divide by the deviation rather than by the root mean square.</param>
    /// <param name="weightDecay">What is added to the gradient for each unit of the parameter (L2).</param>
    /// <exception cref="ArgumentOutOfRangeException">A constant is out of its range.</exception>
    public RmsProp(
        LearningRate? learningRate = null, float alpha = 0.99f, float epsilon = 1e-8f, float momentum = 0,
        bool centered = false, float weightDecay = 0)
        : base(learningRate ?? 1e-2f)
    {
        Alpha = BelowOne(alpha, nameof(alpha));
        Epsilon = Positive(epsilon, nameof(epsilon));
        Momentum = BelowOne(momentum, nameof(momentum));
        Centered = centered;
        WeightDecay = AtLeastZero(weightDecay, nameof(weightDecay));
        slotNames = ["square", .. centered ? ["mean"] : (string[])[], .. momentum > 0 ? ["momentum"] : (string[])[]];
    }

    /// <summary>How much of the running mean of squares stays.</summary>
    public float Alpha { get; }

    /// <summary>What is added to the root.</summary>
    public float Epsilon { get; }

    /// <summary>How much of the last step's direction stays.</summary>
    public float Momentum { get; }

    /// <summary>Whether to divide by the deviation rather than by the root mean square.</summary>
    public bool Centered { get; }

    /// <summary>What is added to the gradient for each unit of the parameter.</summary>
    public float WeightDecay { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> SlotNames => slotNames;

    private protected override StepFactors Prepare(float rate, ulong step) => new(rate);

    // g += decay · w,   s = α s + (1 − α) g²,   c = α c + (1 − α) g,   b = momentum · b + g / (√(s − c²) + ε),   w −= rate · b
    [MethodImpl(Jit.Kernel)]
    private protected override void Apply<T>(in UpdatePass pass)
    {
        ref var parameter = ref pass.Parameter;
        ref var square = ref pass.Slot(0);
        ref var mean = ref pass.Slot(Centered ? 1 : 0);
        ref var direction = ref pass.Slot(slotNames.Length - 1);
        T keep = T.Create(Alpha), take = T.Create((float)(1 - (double)Alpha)), momentum = T.Create(Momentum);
        T rate = T.Create(-pass.Factors.Rate), tiny = T.Create(Epsilon), l2 = T.Create(WeightDecay);
        for (var i = pass.From; i < pass.To; i += T.Length)
        {
            var w = T.Load(ref parameter, i);
            var g = T.MultiplyAdd(l2, w, pass.TakeGradient<T>(i));
            var s = Underflow.Square(T.MultiplyAdd(keep, T.Load(ref square, i), take * g * g));
            s.Store(ref square, i);
            if (Centered)
            {
                var c = Underflow.Mean(T.MultiplyAdd(keep, T.Load(ref mean, i), take * g));
                c.Store(ref mean, i);
                s -= c * c;
            }
            var b = g / (T.Sqrt(s) + tiny);
            if (Momentum > 0)
            {
                b = Underflow.Mean(T.MultiplyAdd(momentum, T.Load(ref direction, i), b));
                b.Store(ref direction, i);
            }
            T.MultiplyAdd(rate, b, w).Store(ref parameter, i);
        }
    }
}
