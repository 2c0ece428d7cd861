using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelGen.Numerics;

/// <summary>
/// The upper half of a 32-bit float: sign, 8 bits of exponent, 7 of fraction. It has the range of a float and two to
/// three decimal digits, and half the size: what kernels keep their operands in where memory counts. They compute in
/// floats; only loads and stores convert.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[StructLayout(LayoutKind.Sequential, Size = 2)]
public readonly struct BFloat16
{
    private readonly ushort bits;

    private BFloat16(ushort bits) => this.bits = bits;

    /// <summary>The nearest such number; halves go to the even one, and NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static explicit operator BFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return new((ushort)((float.IsNaN(value) ? bits | QuietBit : bits + HalfMinusOne + (bits >> 16 & 1)) >> 16));
    }

    /// <summary>The same number: every BFloat16 is a float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator float(BFloat16 value) => BitConverter.UInt32BitsToSingle((uint)value.bits << 16);

    /// <summary>What makes a NaN a quiet one, in the half that remains.</summary>
    internal const uint QuietBit = 0x0040_0000;

    /// <summary>Added with the last bit that remains, it carries where the lower half is more than a half, or a half of an odd number.</summary>
    internal const uint HalfMinusOne = 0x7FFF;
}
