using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ModelGen.Numerics;

/// <summary>
/// Fetches weights into the second-level cache before they are wanted. Addresses behind the end of memory are harmless;
/// where .NET has no such instruction nothing happens.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Prefetch
{
    private const int FloatsOfLine = 16;

    /// <summary>Fetches cache lines, in the turn <paramref name="k"/> of a loop.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Lines<TAhead>(ref float start, nuint k) where TAhead : IAhead
    {
        var line = k * (nuint)TAhead.Count * FloatsOfLine;
        if (TAhead.Count > 0) Line(ref start, line);
        if (TAhead.Count > 1) Line(ref start, line + FloatsOfLine);
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
