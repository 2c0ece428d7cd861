using ModelGen.Numerics;

namespace ModelGen;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, 2019): each step first shrinks the parameters by
/// 1 − rate · decay, and the moments see the gradient of the loss alone.
/// </summary>
public sealed class AdamW : Optimizer
{
    /// <summary>A rule with the given constants.</summary>
    /// <param name="learningRate">A number or a schedule; null is 0.001.</param>
    /// <param name="beta1">How much of the running mean stays, 0 to below 1.</param>
    /// <param name="beta2">How much of the running mean of squares stays, 0 to below 1.</param>
    /// <param name="epsilon">What is added to the root, above 0.</param>
    /// <param name="weightDecay">How much a parameter shrinks, times the learning rate.</param>
    /// <exception cref="ArgumentOutOfRangeException">A constant is out of its range.</exception>
    public AdamW(
        LearningRate? learningRate = null, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f,
        float weightDecay = 0.01f)
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

    /// <summary>How much a parameter shrinks, times the learning rate.</summary>
    public float WeightDecay { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> SlotNames => Adam.Moments;

    private protected override StepFactors Prepare(float rate, ulong step) =>
        Adam.Correct(rate, Beta1, Beta2, step) with { Keep = 1 - rate * WeightDecay };

    private protected override void Apply<T>(in UpdatePass pass) =>
        Adam.Apply<T>(pass, Beta1, Beta2, Epsilon, decay: 0, pass.Factors.Keep);
}
