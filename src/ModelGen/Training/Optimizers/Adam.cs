using System.Runtime.CompilerServices;
using ModelGen.Numerics;

namespace ModelGen;

/// <summary>
/// Adam (Kingma and Ba, 2015): steps along a running mean of the gradient, divided by the root of a running mean of
/// its square, both corrected for their start at 0.
/// </summary>
public sealed class Adam : Optimizer
{
    internal static readonly string[] Moments = ["mean", "variance"];

    /// <summary>A rule with the given constants.</summary>
    /// <param name="learningRate">A number or a schedule; null is 0.001.</param>
    /// <param name="beta1">How much of the running mean stays, 0 to below 1.</param>
    /// <param name="beta2">How much of the running mean of squares stays, 0 to below 1.</param>
    /// <param name="epsilon">What is added to the root, above 0.</param>
    /// <param name="weightDecay">What is added to the gradient for each unit of the parameter (L2).</param>
    /// <exception cref="ArgumentOutOfRangeException">A constant is out of its range.</exception>
    public Adam(
        LearningRate? learningRate = null, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f,
        float weightDecay = 0)
        : base(learningRate ?? 1e-3f)
    {
        Beta1 = BelowOne(beta1, nameof(beta1));
        Beta2 = BelowOne(beta2, nameof(beta2));
        Epsilon = Positive(epsilon, nameof(epsilon));
        WeightDecay = AtLeastZero(weightDecay, nameof(weightDecay));
    }

    /// <summary>How much of the running mean stays.</summary>
    public float Beta1 { get; }

    /// <summary>How much of the running mean of squares stays.</summary>
    public float Beta2 { get; }

    /// <summary>What is added to the root.</summary>
    public float Epsilon { get; }

    /// <summary>What is added to the gradient for each unit of the parameter.</summary>
    public float WeightDecay { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> SlotNames => Moments;

    // rate / (1 − β₁ᵗ) and 1 / (1 − β₂ᵗ)
    private protected override StepFactors Prepare(float rate, ulong step) => Correct(rate, Beta1, Beta2, step);

    internal static StepFactors Correct(float rate, float beta1, float beta2, ulong step) => new(
        (float)(rate / (1 - Math.Pow(beta1, step))), (float)(1 / (1 - Math.Pow(beta2, step))));

    private protected override void Apply<T>(in UpdatePass pass) =>
        Apply<T>(pass, Beta1, Beta2, Epsilon, WeightDecay, keep: 1);

    // w = keep · w, g += decay · w,   m = β₁ m + (1 − β₁) g,   v = β₂ v + (1 − β₂) g²,   w −= rate · m / (√(scale · v) + ε)
    [MethodImpl(Jit.Kernel)]
    internal static void Apply<T>(in UpdatePass pass, float beta1, float beta2, float epsilon, float decay, float keep)
        where T : struct, ISimd<T>
    {
        ref var parameter = ref pass.Parameter;
        ref var mean = ref pass.Slot(0);
        ref var variance = ref pass.Slot(1);
        T keep1 = T.Create(beta1), take1 = T.Create((float)(1 - (double)beta1)), rate = T.Create(pass.Factors.Rate);
        T keep2 = T.Create(beta2), take2 = T.Create((float)(1 - (double)beta2)), unbias = T.Create(pass.Factors.Scale);
        T tiny = T.Create(epsilon), l2 = T.Create(decay), shrink = T.Create(keep);
        for (var i = pass.From; i < pass.To; i += T.Length)
        {
            var w = T.Load(ref parameter, i);
            var g = T.MultiplyAdd(l2, w, pass.TakeGradient<T>(i));
            var m = Underflow.Mean(T.MultiplyAdd(keep1, T.Load(ref mean, i), take1 * g));
            var v = Underflow.Square(T.MultiplyAdd(keep2, T.Load(ref variance, i), take2 * g * g));
            m.Store(ref mean, i);
            v.Store(ref variance, i);
            (shrink * w - rate * m / (T.Sqrt(unbias * v) + tiny)).Store(ref parameter, i);
        }
    }
}
