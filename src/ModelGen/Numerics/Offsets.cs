using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelGen.Numerics;

/// <summary>Shorthand of generated code for positions in a block.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Offsets
{
    /// <summary>The element <paramref name="offset"/> places after <paramref name="start"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref T At<T>(ref T start, nuint offset) => ref Unsafe.Add(ref start, offset);

    /// <summary>Memory of floats, seen as bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte Bytes(ref float start) => ref Unsafe.As<float, byte>(ref start);

    /// <summary>Memory of floats, seen as numbers of half the size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref BFloat16 Halves(ref float start) => ref Unsafe.As<float, BFloat16>(ref start);

    /// <summary>Memory of floats, seen as signed bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref sbyte SignedBytes(ref float start) => ref Unsafe.As<float, sbyte>(ref start);

    /// <summary>Memory of signed bytes, seen as floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref float Floats(ref sbyte start) => ref Unsafe.As<sbyte, float>(ref start);

    /// <summary>Memory of floats, seen as integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref int Integers(ref float start) => ref Unsafe.As<float, int>(ref start);

    /// <summary>Memory of integers, seen as floats with the same bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref float Floats(ref int start) => ref Unsafe.As<int, float>(ref start);

    /// <summary>Copies <paramref name="count"/> elements.</summary>
    public static void Copy<T>(ref T source, ref T destination, nuint count) =>
        MemoryMarshal.CreateReadOnlySpan(ref source, (int)count).CopyTo(MemoryMarshal.CreateSpan(ref destination, (int)count));

    /// <summary>Sets <paramref name="count"/> elements to 0.</summary>
    public static void Clear<T>(ref T start, nuint count) => MemoryMarshal.CreateSpan(ref start, (int)count).Clear();
}
