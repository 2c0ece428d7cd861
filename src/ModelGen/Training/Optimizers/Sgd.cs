using System.Runtime.CompilerServices;
using ModelGen.Numerics;

namespace ModelGen;

/// <summary>
/// Stochastic gradient descent: w −= rate · g, with momentum m = momentum · m + g and w −= rate · m, or Nesterov's
/// w −= rate · (g + momentum · m) (Sutskever et al., 2013). As in PyTorch, the first step sets m = g.
/// </summary>
public sealed class Sgd : Optimizer
{
    private static readonly string[] WithMomentum = ["momentum"];

    /// <summary>A rule with the given constants.</summary>
    /// <param name="learningRate">A number or a schedule.</param>
    /// <param name="momentum">How much of the last step's direction stays, 0 to below 1.</param>
    /// <param name="nesterov">Whether to look ahead along the momentum; needs momentum.</param>
    /// <param name="weightDecay">What is added to the gradient for each unit of the parameter (L2).</param>
    /// <exception cref="ArgumentOutOfRangeException">A constant is out of its range.</exception>
    /// <exception cref="ArgumentException">Nesterov's rule without momentum.</exception>
    public Sgd(LearningRate learningRate, float momentum = 0, bool nesterov = false, float weightDecay = 0)
        : base(learningRate)
    {
        Momentum = BelowOne(momentum, nameof(momentum));
        WeightDecay = AtLeastZero(weightDecay, nameof(weightDecay));
        if (nesterov && momentum == 0)
            throw new ArgumentException("Nesterov's rule needs a momentum above 0.", nameof(nesterov));
        Nesterov = nesterov;
    }

    /// <summary>How much of the last step's direction stays.</summary>
    public float Momentum { get; }

    /// <summary>Whether to look ahead along the momentum.</summary>
    public bool Nesterov { get; }

    /// <summary>What is added to the gradient for each unit of the parameter.</summary>
    public float WeightDecay { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> SlotNames => Momentum == 0 ? [] : WithMomentum;

    private protected override StepFactors Prepare(float rate, ulong step) => new(rate);

    private protected override void Apply<T>(in UpdatePass pass)
    {
        if (Momentum == 0) ApplyPlain<T>(pass);
        else ApplyMomentum<T>(pass);
    }

    // w −= rate · (g + decay · w)
    [MethodImpl(Jit.Kernel)]
    private void ApplyPlain<T>(in UpdatePass pass) where T : struct, ISimd<T>
    {
        ref var parameter = ref pass.Parameter;
        T rate = T.Create(-pass.Factors.Rate), decay = T.Create(WeightDecay);
        for (var i = pass.From; i < pass.To; i += T.Length)
        {
            var w = T.Load(ref parameter, i);
            var g = T.MultiplyAdd(decay, w, pass.TakeGradient<T>(i));
            T.MultiplyAdd(rate, g, w).Store(ref parameter, i);
        }
    }

    // m = momentum · m + g + decay · w,   w −= rate · m   (Nesterov: rate · (g + momentum · m))
    [MethodImpl(Jit.Kernel)]
    private void ApplyMomentum<T>(in UpdatePass pass) where T : struct, ISimd<T>
    {
        ref var parameter = ref pass.Parameter;
        ref var velocity = ref pass.Slot(0);
        T rate = T.Create(-pass.Factors.Rate), decay = T.Create(WeightDecay), momentum = T.Create(Momentum);
        for (var i = pass.From; i < pass.To; i += T.Length)
        {
            var w = T.Load(ref parameter, i);
            var g = T.MultiplyAdd(decay, w, pass.TakeGradient<T>(i));
            var m = Underflow.Mean(T.MultiplyAdd(momentum, T.Load(ref velocity, i), g));
            m.Store(ref velocity, i);
            T.MultiplyAdd(rate, Nesterov ? T.MultiplyAdd(momentum, m, g) : m, w).Store(ref parameter, i);
        }
    }
}
