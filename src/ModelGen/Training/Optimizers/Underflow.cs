using System.Runtime.CompilerServices;
using ModelGen.Numerics;

namespace ModelGen;

/// <summary>
/// Running means decay. Where gradients are 0, as those of units that never fire and of words that do not occur, they come
/// below 2⁻¹²⁶ after a thousand steps, and arithmetic with such numbers takes a processor several times as long, for a whole
/// vector if a single lane has one. What no step would notice is therefore 0.
/// </summary>
internal static class Underflow
{
    // Times a learning rate that is still a number of full precision; so is a square times what it keeps.
    private const float LeastMean = 1f / (1L << 50) / (1L << 50), LeastSquare = LeastMean / (1 << 25);

    /// <summary>A running mean of gradients or of steps; 0 below 2⁻¹⁰⁰. What is not a number stays so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Mean<T>(T mean) where T : struct, ISimd<T> =>
        T.WhereGreater(T.Create(LeastMean), T.Abs(mean), T.Create(0), mean);

    /// <summary>A running mean of squares; 0 below 2⁻¹²⁵. What is not a number stays so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Square<T>(T square) where T : struct, ISimd<T> =>
        T.WhereGreater(T.Create(LeastSquare), square, T.Create(0), square);
}
