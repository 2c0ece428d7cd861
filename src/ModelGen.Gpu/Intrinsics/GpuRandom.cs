using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ModelGen;

/// <summary>The random numbers of <see cref="Numerics.CounterRandom"/>, bit for bit, from the same counters.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class GpuRandom
{
    /// <summary>An element of a dropout mask: 0 with probability <paramref name="rate"/>, else 1 / (1 − rate).</summary>
    /// <param name="seed">The seed of the training.</param>
    /// <param name="step">The number of the step.</param>
    /// <param name="stream">The number of the layer.</param>
    /// <param name="element">The element's number in the batch's whole mask.</param>
    /// <param name="rate">The share that is dropped, 0 to below 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Mask(int seed, int step, int stream, int element, float rate)
    {
        // pcg4d, twice, makes the key …
        uint a = (uint)seed * 1664525 + 1013904223, b = (uint)step * 1664525 + 1013904223;
        uint c = (uint)stream * 1664525 + 1013904223, d = 1013904223;
        a += b * d;
        b += c * a;
        c += a * b;
        d += b * c;
        a ^= a >> 16;
        b ^= b >> 16;
        c ^= c >> 16;
        d ^= d >> 16;
        a += b * d;
        b += c * a;
        c += a * b;
        // … and triple32 mixes the counter.
        var x = (uint)element + a;
        x ^= x >> 17;
        x = x * 0xED5AD4BB + b;
        x ^= x >> 11;
        x = x * 0xAC4C1B51 + c;
        x ^= x >> 15;
        x *= 0x31848BAB;
        x ^= x >> 14;
        return Gpu.ToFloat((int)(x >> 8)) * (1f / (1 << 24)) >= rate ? 1f / (1f - rate) : 0f;
    }
}
