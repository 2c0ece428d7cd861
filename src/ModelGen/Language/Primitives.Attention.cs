using System.ComponentModel;

namespace ModelGen;

public static partial class Primitives
{
    /// <summary>
    /// Scaled dot-product attention of (positions, heads, width), or (heads, positions, width), with a bias that broadcasts
    /// to (heads, queries, keys) added to the scaled scores. Fewer heads of keys and values are shared by neighbours.
    /// </summary>
    [Operator]
    public static Tensor Attention(
        Tensor query,
        Tensor key,
        Tensor value,
        Tensor? bias,
        double scale,
        bool causal,
        bool headsFirst,
        bool alibi,
        float dropout) => BuildTime.Only<Tensor>();

    /// <summary>Sines and cosines of t · base^(−2i/width) for positions t below count and pairs of columns i.</summary>
    [Operator]
    public static Tensor Sinusoid(int count, int width, double @base, SinusoidKind kind) => BuildTime.Only<Tensor>();

    /// <summary>Pairs of elements of (positions, …, width) turned by the angles of a table made for them.</summary>
    [Operator]
    public static Tensor Rotate(Tensor x, Tensor table, bool interleaved) => BuildTime.Only<Tensor>();
}

/// <summary>What <see cref="Primitives.Sinusoid"/> lists.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum SinusoidKind
{
    /// <summary>(count, width): sin, cos, sin, cos, ….</summary>
    Positions,

    /// <summary>(2, count, width): for turning neighbours.</summary>
    RotaryPairs,

    /// <summary>(2, count, width): for turning the halves of a row.</summary>
    RotaryHalves,
}
