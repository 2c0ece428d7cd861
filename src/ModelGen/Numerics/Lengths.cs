using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ModelGen.Numerics;

/// <summary>
/// How long the spans of generated members must be. The messages are put together elsewhere, so that a small prediction is
/// nothing but its arithmetic.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Lengths
{
    /// <summary>The samples of a span.</summary>
    /// <param name="length">The span's length.</param>
    /// <param name="perSample">Values of a sample.</param>
    /// <param name="name">The parameter.</param>
    /// <exception cref="ArgumentException">These are no whole samples.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Samples(int length, int perSample, string name)
    {
        var samples = (uint)length / (uint)perSample;
        if (samples * (uint)perSample != (uint)length) ThrowNotWhole(length, perSample, name);
        return samples;
    }

    /// <summary>Checks that a span holds so many samples.</summary>
    /// <param name="length">The span's length.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="perSample">Values of a sample.</param>
    /// <param name="name">The parameter.</param>
    /// <exception cref="ArgumentException">It has another length.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(int length, nuint samples, int perSample, string name)
    {
        if ((nuint)(uint)length != samples * (uint)perSample) ThrowOther(length, samples, perSample, name);
    }

    [DoesNotReturn, StackTraceHidden]
    private static void ThrowNotWhole(int length, int perSample, string name) =>
        throw new ArgumentException($"Expected a multiple of {perSample} values, got {length}.", name);

    [DoesNotReturn, StackTraceHidden]
    private static void ThrowOther(int length, nuint samples, int perSample, string name) =>
        throw new ArgumentException($"Expected {samples} × {perSample} values for {samples} samples, got {length}.", name);
}
