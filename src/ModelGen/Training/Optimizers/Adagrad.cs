using System.Runtime.CompilerServices;
using ModelGen.Numerics;

namespace ModelGen;

/// <summary>
/// Adagrad (Duchi et al., 2011): s += g², w −= rate · g / (√s + ε): the rate of a parameter falls with all it has moved.
/// </summary>
public sealed class Adagrad : Optimizer
{
    private static readonly string[] Names = ["sum"];

    /// <summary>A rule with the given constants.</summary>
    /// <param name="learningRate">A number or a schedule; null is 0.01.</param>
    /// <param name="epsilon">What is added to the root, above 0.</param>
    /// <param name="initialSum">Where the sum of squares starts.</param>
    /// <param name="weightDecay">What is added to the gradient for each unit of the parameter (L2).</param>
    /// <exception cref="ArgumentOutOfRangeException">A constant is out of its range.</exception>
    public Adagrad(
        LearningRate? learningRate = null, float epsilon = 1e-10f, float initialSum = 0, float weightDecay = 0)
        : base(learningRate ?? 1e-2f)
    {
        Epsilon = Positive(epsilon, nameof(epsilon));
        InitialSum = AtLeastZero(initialSum, nameof(initialSum));
        WeightDecay = AtLeastZero(weightDecay, nameof(weightDecay));
    }

    /// <summary>What is added to the root.</summary>
    public float Epsilon { get; }

    /// <summary>Where the sum of squares starts.</summary>
    public float InitialSum { get; }

    /// <summary>What is added to the gradient for each unit of the parameter.</summary>
    public float WeightDecay { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> SlotNames => Names;

    private protected override void Initialize(OptimizerState state) => state.Slots[0].Span.Fill(InitialSum);

    private protected override StepFactors Prepare(float rate, ulong step) => new(rate);

    // g += decay · w,   s += g²,   w −= rate · g / (√s + ε)
    [MethodImpl(Jit.Kernel)]
    private protected override void Apply<T>(in UpdatePass pass)
    {
        ref var parameter = ref pass.Parameter;
        ref var sum = ref pass.Slot(0);
        T rate = T.Create(pass.Factors.Rate), tiny = T.Create(Epsilon), l2 = T.Create(WeightDecay);
        for (var i = pass.From; i < pass.To; i += T.Length)
        {
            var w = T.Load(ref parameter, i);
            var g = T.MultiplyAdd(l2, w, pass.TakeGradient<T>(i));
            var s = T.MultiplyAdd(g, g, T.Load(ref sum, i));
            s.Store(ref sum, i);
            (w - rate * g / (T.Sqrt(s) + tiny)).Store(ref parameter, i);
        }
    }
}
