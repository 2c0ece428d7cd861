using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ModelGen.Numerics;

/// <summary>
/// Fetches weights into the caches before they are wanted. Addresses behind the end of memory are harmless;
/// where .NET has no such instruction nothing happens.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Prefetch
{
    private const int FloatsOfLine = 16;

    // 6 KB: 4 or 8 are nearly as good, 1 is worse than nothing.
    private const int StreamFloats = 1536;

    /// <summary>Fetches cache lines into the second-level cache, in the turn <paramref name="k"/> of a loop.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Lines<TAhead>(ref float start, nuint k) where TAhead : IAhead
    {
        var line = k * (nuint)TAhead.Count * FloatsOfLine;
        if (TAhead.Count > 0) Line(ref start, line);
        if (TAhead.Count > 1) Line(ref start, line + FloatsOfLine);
    }

    /// <summary>Fetches cache lines into the first-level cache, in the turn <paramref name="k"/> of a loop.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NearLines<TAhead>(ref float start, nuint k) where TAhead : IAhead
    {
        var line = k * (nuint)TAhead.Count * FloatsOfLine;
        if (TAhead.Count > 0) NearLine(ref start, line);
        if (TAhead.Count > 1) NearLine(ref start, line + FloatsOfLine);
    }

    /// <summary>Fetches <paramref name="length"/> floats into the second-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Row(ref float start, nuint length)
    {
        for (nuint line = 0; line < length; line += FloatsOfLine) Line(ref start, line);
    }

    /// <summary>
    /// Fetches what a loop over the rows of a panel of T.Length columns reads some turns later: multiplied by a single row,
    /// weights of 8 and 16 bits arrive later than memory could yield them if the processor alone looks ahead.
    /// </summary>
    /// <param name="start">The panel.</param>
    /// <param name="offset">Where the row at hand begins.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Stream<T>(ref BFloat16 start, nuint offset) where T : struct, ISimd<T> => Stream<T, BFloat16>(ref start, offset);

    /// <inheritdoc cref="Stream{T}(ref BFloat16, nuint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Stream<T>(ref sbyte start, nuint offset) where T : struct, ISimd<T> => Stream<T, sbyte>(ref start, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Stream<T, TNumber>(ref TNumber start, nuint offset)
        where T : struct, ISimd<T>
        where TNumber : unmanaged
    {
        ref var row = ref Unsafe.As<TNumber, float>(ref Unsafe.Add(ref start, offset));
        var floats = T.Length * (nuint)Unsafe.SizeOf<TNumber>() / sizeof(float);
        for (nuint line = 0; line < floats; line += FloatsOfLine) NearLine(ref row, StreamFloats + line);
    }

    /// <summary>
    /// Where in a panel of T.Length columns and <paramref name="rows"/> the lines begin that a tile fetches, where tiles
    /// before it have fetched so many for each row. If none are left, they are the last ones again.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Share<T>(nuint linesBefore, nuint rows) where T : struct, ISimd<T> =>
        Math.Min(linesBefore * FloatsOfLine, Math.Max(T.Length, FloatsOfLine) - FloatsOfLine) * rows;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Line(ref float start, nuint offset)
    {
        if (Sse.IsSupported) Sse.Prefetch1((float*)Unsafe.AsPointer(ref start) + offset);
    }

    // Into the first-level cache.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void NearLine(ref float start, nuint offset)
    {
        if (Sse.IsSupported) Sse.Prefetch0((float*)Unsafe.AsPointer(ref start) + offset);
    }
}

#pragma warning disable CS1591 // each type is the number in its name

/// <summary>How many cache lines a tile fetches with each turn of its loop, as a type.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IAhead
{
    static abstract int Count { get; }
}

[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Ahead0 : IAhead { public static int Count => 0; }

[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Ahead1 : IAhead { public static int Count => 1; }

[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Ahead2 : IAhead { public static int Count => 2; }
