namespace ModelGen;

/// <summary>
/// A small generator whose numbers are the same on every platform and in every version: Steele, Lea and Flood, "Fast
/// splittable pseudorandom number generators", OOPSLA 2014.
/// </summary>
internal struct SplitMix64(ulong seed)
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private ulong state = seed;

    /// <summary>A generator for one of many independent purposes, such as one epoch's order.</summary>
    public static SplitMix64 For(ulong seed, ulong purpose) =>
        new(new SplitMix64(seed).Next() ^ new SplitMix64(purpose ^ 0x5851F42D4C957F2D).Next());

    public ulong Next()
    {
        var z = state += GoldenGamma;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number below <paramref name="bound"/>, all equally likely (Lemire 2019: multiply and reject).</summary>
    public int Below(int bound)
    {
        var rejected = unchecked((uint)-bound) % (uint)bound;
        while (true)
        {
            var product = (Next() >> 32) * (uint)bound;
            if ((uint)product >= rejected)
                return (int)(product >> 32);
        }
    }

    /// <summary>A number from 0 up to, but not including, 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number between two others.</summary>
    public double Between(double low, double high) => low + (high - low) * Fraction();

    /// <summary>Puts the items into random order (Fisher and Yates).</summary>
    public void Shuffle(Span<int> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
