namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// Adds a trained vector to each position: (positions, width) → the same. Parameter: <c>weight</c> (positions, width),
    /// which starts normal with standard deviation 0.02, as in GPT-2.
    /// </summary>
    /// <param name="x">(positions, width).</param>
    /// <param name="name">The layer's name; by default <c>positions1</c>, <c>positions2</c>, …</param>
    [LayerKind("positions")]
    public static Tensor LearnedPositions(this Tensor x, string? name = null)
    {
        if (x.Shape.Rank != 2)
            throw new ArgumentException($"LearnedPositions expects (positions, width), but got {x.Shape.Rank} axes.");
        return x + Tensor.Parameter("weight", [x.Shape[0], x.Shape[1]], Initializer.Normal, scale: 0.02f);
    }

    /// <summary>
    /// Adds sin(t · base^(−2i/width)) to element 2i of position t and the cosine to element 2i + 1; Vaswani et al., 2017.
    /// </summary>
    /// <param name="x">(positions, width).</param>
    /// <param name="base">The base of the wavelengths, from 2π to base · 2π; 10,000 by default.</param>
    public static Tensor SinusoidalPositions(this Tensor x, float @base = 10000)
    {
        if (x.Shape.Rank != 2)
            throw new ArgumentException($"SinusoidalPositions expects (positions, width), but got {x.Shape.Rank} axes.");
        return x + Primitives.Sinusoid(x.Shape[0], x.Shape[1], @base, SinusoidKind.Positions);
    }

    /// <summary>
    /// Turns each pair of elements by its position times base^(−2i/width), so that products of queries and keys depend on
    /// their distance; Su et al., 2021. Attention layers do it to queries and keys with <see cref="PositionEncoding.Rotary"/>.
    /// </summary>
    /// <param name="x">(positions, …, width), such as (positions, heads, width); the width is even.</param>
    /// <param name="base">The base of the wavelengths; 10,000 by default.</param>
    /// <param name="interleaved">
    /// Whether neighbours are pairs, as in the paper; else an element of the first half of a row and one of the second.
    /// </param>
    public static Tensor RotaryPositions(this Tensor x, float @base = 10000, bool interleaved = true)
    {
        if (x.Shape.Rank < 2)
            throw new ArgumentException($"RotaryPositions expects positions and rows, but got {x.Shape.Rank} axes.");
        if (x.Shape[^1] % 2 != 0)
            throw new ArgumentException($"RotaryPositions turns pairs of elements: the width must be even, not {x.Shape[^1]}.");
        var kind = interleaved ? SinusoidKind.RotaryPairs : SinusoidKind.RotaryHalves;
        return Primitives.Rotate(x, Primitives.Sinusoid(x.Shape[0], x.Shape[^1], @base, kind), interleaved);
    }
}
