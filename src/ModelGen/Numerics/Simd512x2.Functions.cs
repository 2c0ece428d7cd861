using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ModelGen.Numerics;

#pragma warning disable CS1591 // every member is explained at ISimd

// Functions, comparisons, sums and integers; by halves, as register tiles hardly use them.
public readonly partial struct Simd512x2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Abs(Simd512x2 a) => new(Simd512.Abs(a.First), Simd512.Abs(a.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Sqrt(Simd512x2 a) => new(Simd512.Sqrt(a.First), Simd512.Sqrt(a.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Round(Simd512x2 a) => new(Simd512.Round(a.First), Simd512.Round(a.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Floor(Simd512x2 a) => new(Simd512.Floor(a.First), Simd512.Floor(a.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Scale(Simd512x2 a, Simd512x2 n) =>
        new(Simd512.Scale(a.First, n.First), Simd512.Scale(a.Second, n.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 WherePositive(Simd512x2 gate, Simd512x2 value) =>
        new(Simd512.WherePositive(gate.First, value.First), Simd512.WherePositive(gate.Second, value.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 WhereEqual(Simd512x2 a, Simd512x2 b, Simd512x2 value) =>
        new(Simd512.WhereEqual(a.First, b.First, value.First), Simd512.WhereEqual(a.Second, b.Second, value.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 WhereGreater(Simd512x2 a, Simd512x2 b, Simd512x2 yes, Simd512x2 no) =>
        new(Simd512.WhereGreater(a.First, b.First, yes.First, no.First), Simd512.WhereGreater(a.Second, b.Second, yes.Second, no.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Select(Simd512x2 condition, Simd512x2 yes, Simd512x2 no) =>
        new(Simd512.Select(condition.First, yes.First, no.First), Simd512.Select(condition.Second, yes.Second, no.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Greater(Simd512x2 a, Simd512x2 b) =>
        new(Simd512.Greater(a.First, b.First), Simd512.Greater(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 GreaterOrEqual(Simd512x2 a, Simd512x2 b) =>
        new(Simd512.GreaterOrEqual(a.First, b.First), Simd512.GreaterOrEqual(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Less(Simd512x2 a, Simd512x2 b) =>
        new(Simd512.Less(a.First, b.First), Simd512.Less(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 LessOrEqual(Simd512x2 a, Simd512x2 b) =>
        new(Simd512.LessOrEqual(a.First, b.First), Simd512.LessOrEqual(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Equal(Simd512x2 a, Simd512x2 b) =>
        new(Simd512.Equal(a.First, b.First), Simd512.Equal(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 NotEqual(Simd512x2 a, Simd512x2 b) =>
        new(Simd512.NotEqual(a.First, b.First), Simd512.NotEqual(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 SwapPairs(Simd512x2 a) => new(Simd512.SwapPairs(a.First), Simd512.SwapPairs(a.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Simd512x2 a) => Simd512.Sum(a.First + a.Second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Simd512x2 a) => Simd512.Max(Simd512.Max(a.First, a.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Min(Simd512x2 a) => Simd512.Min(Simd512.Min(a.First, a.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 CreateIntegers(uint value) => All(Vector512.Create(value).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 CountFrom(uint first) =>
        new(Simd512.CountFrom(first), Simd512.CountFrom(first + (uint)Simd512.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 AddIntegers(Simd512x2 a, Simd512x2 b) =>
        new(Simd512.AddIntegers(a.First, b.First), Simd512.AddIntegers(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 SubtractIntegers(Simd512x2 a, Simd512x2 b) =>
        new(Simd512.SubtractIntegers(a.First, b.First), Simd512.SubtractIntegers(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 MultiplyIntegers(Simd512x2 a, Simd512x2 b) =>
        new(Simd512.MultiplyIntegers(a.First, b.First), Simd512.MultiplyIntegers(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Xor(Simd512x2 a, Simd512x2 b) =>
        new(Simd512.Xor(a.First, b.First), Simd512.Xor(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 And(Simd512x2 a, Simd512x2 b) =>
        new(Simd512.And(a.First, b.First), Simd512.And(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 ShiftLeft(Simd512x2 a, int bits) =>
        new(Simd512.ShiftLeft(a.First, bits), Simd512.ShiftLeft(a.Second, bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 ShiftRight(Simd512x2 a, int bits) =>
        new(Simd512.ShiftRight(a.First, bits), Simd512.ShiftRight(a.Second, bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 ShiftRightSigned(Simd512x2 a, int bits) =>
        new(Simd512.ShiftRightSigned(a.First, bits), Simd512.ShiftRightSigned(a.Second, bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 ToFloats(Simd512x2 integers) =>
        new(Simd512.ToFloats(integers.First), Simd512.ToFloats(integers.Second));
}
