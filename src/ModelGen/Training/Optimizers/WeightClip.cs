using System.Numerics.Tensors;

namespace ModelGen;

/// <summary>
/// Keeps every single weight within bounds, as the critic of a Wasserstein GAN needs (Arjovsky et al., 2017): PyTorch's
/// <c>clamp_</c> after a step. From 0 to infinity, it is Keras' <c>NonNeg</c>.
/// </summary>
public sealed class WeightClip : Constraint
{
    /// <summary>Bounds ± <paramref name="bound"/>.</summary>
    /// <param name="bound">The largest magnitude, at least 0.</param>
    /// <param name="parameters">The names of the parameters, where each <c>*</c> stands for any text; by default all.</param>
    /// <exception cref="ArgumentException">The bound is negative or NaN.</exception>
    public WeightClip(float bound, string parameters = "*")
        : this(-bound, bound, parameters)
    {
    }

    /// <summary>Bounds of two sides.</summary>
    /// <param name="minimum">The smallest weight; negative infinity for none.</param>
    /// <param name="maximum">The largest weight, not below <paramref name="minimum"/>; infinity for none.</param>
    /// <param name="parameters">The names of the parameters, where each <c>*</c> stands for any text; by default all.</param>
    /// <exception cref="ArgumentException">The bounds hold no number.</exception>
    public WeightClip(float minimum, float maximum, string parameters = "*")
        : base(parameters)
    {
        if (!(minimum <= maximum))
            throw new ArgumentException($"There is no weight between {minimum} and {maximum}.");
        (Minimum, Maximum) = (minimum, maximum);
    }

    /// <summary>The smallest weight.</summary>
    public float Minimum { get; }

    /// <summary>The largest weight.</summary>
    public float Maximum { get; }

    private protected override Action Bind(Parameter parameter)
    {
        var memory = parameter.Memory;
        var runs = Runs(parameter.Places());
        return () =>
        {
            foreach (var (start, length) in runs)
            {
                var weights = memory.Span.Slice(start, length);
                TensorPrimitives.Clamp(weights, Minimum, Maximum, weights);
            }
        };
    }

    /// <summary>Places without a gap between them, together: what lies between runs is padding, which must stay 0.</summary>
    private static (int Start, int Length)[] Runs(int[] places)
    {
        Array.Sort(places);
        List<(int Start, int Length)> runs = [];
        foreach (var place in places)
        {
            if (runs.Count > 0 && runs[^1].Start + runs[^1].Length == place)
                runs[^1] = (runs[^1].Start, runs[^1].Length + 1);
            else
                runs.Add((place, 1));
        }
        return [.. runs];
    }
}
