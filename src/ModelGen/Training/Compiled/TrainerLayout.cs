using System.ComponentModel;
using ModelGen.Numerics;

namespace ModelGen;

/// <summary>The sizes that the compiler planned for a trainer.</summary>
/// <param name="TrainableFloats">The floats of the parameter block that the optimizer moves; running statistics lie behind.</param>
/// <param name="FloatsPerSample">Floats kept for each sample of the batch.</param>
/// <param name="SharedFloats">Floats of values that there is one of for the whole batch.</param>
/// <param name="ScratchFloats">Floats of working memory for each thread.</param>
/// <param name="Penalties">L1 and L2 penalties.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record TrainerLayout(
    int TrainableFloats, int FloatsPerSample, int SharedFloats, int ScratchFloats, params ParameterPenalty[] Penalties);

/// <summary>Adds l1 · Σ|w| + l2 · Σw² over a part of the parameter block to the loss, as Keras does.</summary>
/// <param name="Offset">The first float.</param>
/// <param name="Length">The number of floats; padding is 0 and costs nothing.</param>
/// <param name="L1">The weight of Σ|w|.</param>
/// <param name="L2">The weight of Σw².</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record ParameterPenalty(int Offset, int Length, float L1, float L2)
{
    /// <summary>The penalty itself.</summary>
    public double Value(AlignedBlock parameters)
    {
        double absolute = 0, squared = 0;
        foreach (var w in parameters.Span.Slice(Offset, Length))
        {
            absolute += Math.Abs(w);
            squared += (double)w * w;
        }
        return L1 * absolute + L2 * squared;
    }

    /// <summary>gradient += scale · (l1 · sign(w) + 2 · l2 · w)</summary>
    public void AddGradient(AlignedBlock parameters, AlignedBlock gradient, float scale = 1)
    {
        var w = parameters.Span.Slice(Offset, Length);
        var g = gradient.Span.Slice(Offset, Length);
        for (var i = 0; i < w.Length; i++)
            g[i] += scale * (L1 * Math.Sign(w[i]) + 2 * L2 * w[i]);
    }
}
