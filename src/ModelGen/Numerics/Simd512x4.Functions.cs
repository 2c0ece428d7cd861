using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ModelGen.Numerics;

#pragma warning disable CS1591 // every member is explained at ISimd

// Functions, comparisons, sums and integers; by halves, as register tiles hardly use them.
public readonly partial struct Simd512x4
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 Abs(Simd512x4 a) => new(Simd512x2.Abs(a.Lower), Simd512x2.Abs(a.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 Sqrt(Simd512x4 a) => new(Simd512x2.Sqrt(a.Lower), Simd512x2.Sqrt(a.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 Round(Simd512x4 a) => new(Simd512x2.Round(a.Lower), Simd512x2.Round(a.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 Floor(Simd512x4 a) => new(Simd512x2.Floor(a.Lower), Simd512x2.Floor(a.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 Scale(Simd512x4 a, Simd512x4 n) =>
        new(Simd512x2.Scale(a.Lower, n.Lower), Simd512x2.Scale(a.Upper, n.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 WherePositive(Simd512x4 gate, Simd512x4 value) =>
        new(Simd512x2.WherePositive(gate.Lower, value.Lower), Simd512x2.WherePositive(gate.Upper, value.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 WhereEqual(Simd512x4 a, Simd512x4 b, Simd512x4 value) =>
        new(Simd512x2.WhereEqual(a.Lower, b.Lower, value.Lower), Simd512x2.WhereEqual(a.Upper, b.Upper, value.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 WhereGreater(Simd512x4 a, Simd512x4 b, Simd512x4 yes, Simd512x4 no) =>
        new(Simd512x2.WhereGreater(a.Lower, b.Lower, yes.Lower, no.Lower), Simd512x2.WhereGreater(a.Upper, b.Upper, yes.Upper, no.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 Select(Simd512x4 condition, Simd512x4 yes, Simd512x4 no) =>
        new(Simd512x2.Select(condition.Lower, yes.Lower, no.Lower), Simd512x2.Select(condition.Upper, yes.Upper, no.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 Greater(Simd512x4 a, Simd512x4 b) =>
        new(Simd512x2.Greater(a.Lower, b.Lower), Simd512x2.Greater(a.Upper, b.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 GreaterOrEqual(Simd512x4 a, Simd512x4 b) =>
        new(Simd512x2.GreaterOrEqual(a.Lower, b.Lower), Simd512x2.GreaterOrEqual(a.Upper, b.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 Less(Simd512x4 a, Simd512x4 b) =>
        new(Simd512x2.Less(a.Lower, b.Lower), Simd512x2.Less(a.Upper, b.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 LessOrEqual(Simd512x4 a, Simd512x4 b) =>
        new(Simd512x2.LessOrEqual(a.Lower, b.Lower), Simd512x2.LessOrEqual(a.Upper, b.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 Equal(Simd512x4 a, Simd512x4 b) =>
        new(Simd512x2.Equal(a.Lower, b.Lower), Simd512x2.Equal(a.Upper, b.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 NotEqual(Simd512x4 a, Simd512x4 b) =>
        new(Simd512x2.NotEqual(a.Lower, b.Lower), Simd512x2.NotEqual(a.Upper, b.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 SwapPairs(Simd512x4 a) => new(Simd512x2.SwapPairs(a.Lower), Simd512x2.SwapPairs(a.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Simd512x4 a) => Simd512x2.Sum(a.Lower + a.Upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Simd512x4 a) => Simd512x2.Max(Simd512x2.Max(a.Lower, a.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Min(Simd512x4 a) => Simd512x2.Min(Simd512x2.Min(a.Lower, a.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 CreateIntegers(uint value) => All(Vector512.Create(value).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 CountFrom(uint first) =>
        new(Simd512x2.CountFrom(first), Simd512x2.CountFrom(first + (uint)Simd512x2.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 AddIntegers(Simd512x4 a, Simd512x4 b) =>
        new(Simd512x2.AddIntegers(a.Lower, b.Lower), Simd512x2.AddIntegers(a.Upper, b.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 SubtractIntegers(Simd512x4 a, Simd512x4 b) =>
        new(Simd512x2.SubtractIntegers(a.Lower, b.Lower), Simd512x2.SubtractIntegers(a.Upper, b.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 MultiplyIntegers(Simd512x4 a, Simd512x4 b) =>
        new(Simd512x2.MultiplyIntegers(a.Lower, b.Lower), Simd512x2.MultiplyIntegers(a.Upper, b.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 Xor(Simd512x4 a, Simd512x4 b) =>
        new(Simd512x2.Xor(a.Lower, b.Lower), Simd512x2.Xor(a.Upper, b.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 And(Simd512x4 a, Simd512x4 b) =>
        new(Simd512x2.And(a.Lower, b.Lower), Simd512x2.And(a.Upper, b.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 ShiftLeft(Simd512x4 a, int bits) =>
        new(Simd512x2.ShiftLeft(a.Lower, bits), Simd512x2.ShiftLeft(a.Upper, bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 ShiftRight(Simd512x4 a, int bits) =>
        new(Simd512x2.ShiftRight(a.Lower, bits), Simd512x2.ShiftRight(a.Upper, bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 ShiftRightSigned(Simd512x4 a, int bits) =>
        new(Simd512x2.ShiftRightSigned(a.Lower, bits), Simd512x2.ShiftRightSigned(a.Upper, bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 ToFloats(Simd512x4 integers) =>
        new(Simd512x2.ToFloats(integers.Lower), Simd512x2.ToFloats(integers.Upper));
}
