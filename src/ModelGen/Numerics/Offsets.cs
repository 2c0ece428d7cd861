using System.ComponentModel;
using System.Runtime.CompilerServices;

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

    /// <summary>Memory of floats, seen as integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref int Integers(ref float start) => ref Unsafe.As<float, int>(ref start);
}
