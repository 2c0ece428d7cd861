using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ModelGen.Numerics;

namespace ModelGen;

/// <summary>
/// A running mean of a model's parameters, which often predicts better than the last of them (Polyak and Juditsky,
/// 1992): average = decay · average + (1 − decay) · parameters after every step; the first step sets average =
/// parameters, as in PyTorch's <c>AveragedModel</c> and in Keras. Running statistics are averaged alike.
/// <c>Fit</c> does all this by <see cref="FitOptions.EmaDecay"/>; in a loop of one's own call <see cref="Update"/> after
/// each step, and <see cref="Swap"/> before and after an evaluation.
/// </summary>
public sealed class ExponentialMovingAverage
{
    private readonly ParameterSet parameters;
    private readonly AlignedBlock average;
    private readonly float decay;

    /// <summary>An average that is empty until the first <see cref="Update"/>.</summary>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="decay">How much of the average stays, 0 to below 1; of about the last 1 / (1 − decay) steps.</param>
    /// <exception cref="ArgumentOutOfRangeException">The decay is out of its range.</exception>
    public ExponentialMovingAverage(ParameterSet parameters, float decay = 0.999f)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (!(decay is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(decay), decay, "The decay of an average is at least 0 and below 1.");
        (this.parameters, this.decay) = (parameters, decay);
        average = new(parameters.Block.Length);
        Average = new(parameters, average);
    }

    /// <summary>The average itself, which can be saved: the model's own parameters while <see cref="Swap"/> is in effect.</summary>
    public ParameterSet Average { get; }

    /// <summary>Steps that were averaged.</summary>
    public ulong Updates { get; internal set; }

    /// <summary>Takes the parameters into the average. Allocates nothing.</summary>
    public void Update()
    {
        if (Updates++ == 0)
            parameters.Block.Span.CopyTo(average.Span);
        else if (Vector512.IsHardwareAccelerated)
            Take<Simd512>();
        else if (Vector256.IsHardwareAccelerated)
            Take<Simd256>();
        else
            Take<Simd128>();
        Average.MarkChanged();
    }

    /// <summary>
    /// Exchanges the model's parameters and their average, so that the model predicts and is saved with the average; a
    /// second call undoes it, bit by bit. Does nothing before the first <see cref="Update"/>.
    /// </summary>
    public void Swap()
    {
        if (Updates == 0)
            return;
        Span<float> own = parameters.Block.Span, other = average.Span;
        for (var i = 0; i < own.Length; i++)
            (own[i], other[i]) = (other[i], own[i]);
        parameters.MarkChanged();
        Average.MarkChanged();
    }

    // average += (1 − decay) · (parameters − average)
    [MethodImpl(Jit.Kernel)]
    private void Take<T>() where T : struct, ISimd<T>
    {
        var take = T.Create((float)(1 - (double)decay));
        ref float from = ref parameters.Block[0], to = ref average[0];
        for (nuint i = 0; i < (nuint)average.Length; i += T.Length)
        {
            var mean = T.Load(ref to, i);
            T.MultiplyAdd(take, T.Load(ref from, i) - mean, mean).Store(ref to, i);
        }
    }
}
