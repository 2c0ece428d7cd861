using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ModelGen.Numerics;

#pragma warning disable CS1591 // every member is explained at ISimd

// Functions, comparisons, sums and integers; by halves, as register tiles hardly use them.
public readonly partial struct Simd256x2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 Abs(Simd256x2 a) => new(Simd256.Abs(a.First), Simd256.Abs(a.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 Sqrt(Simd256x2 a) => new(Simd256.Sqrt(a.First), Simd256.Sqrt(a.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 Round(Simd256x2 a) => new(Simd256.Round(a.First), Simd256.Round(a.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 Floor(Simd256x2 a) => new(Simd256.Floor(a.First), Simd256.Floor(a.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 Scale(Simd256x2 a, Simd256x2 n) =>
        new(Simd256.Scale(a.First, n.First), Simd256.Scale(a.Second, n.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 WherePositive(Simd256x2 gate, Simd256x2 value) =>
        new(Simd256.WherePositive(gate.First, value.First), Simd256.WherePositive(gate.Second, value.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 WhereEqual(Simd256x2 a, Simd256x2 b, Simd256x2 value) =>
        new(Simd256.WhereEqual(a.First, b.First, value.First), Simd256.WhereEqual(a.Second, b.Second, value.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 WhereGreater(Simd256x2 a, Simd256x2 b, Simd256x2 yes, Simd256x2 no) =>
        new(Simd256.WhereGreater(a.First, b.First, yes.First, no.First), Simd256.WhereGreater(a.Second, b.Second, yes.Second, no.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 Select(Simd256x2 condition, Simd256x2 yes, Simd256x2 no) =>
        new(Simd256.Select(condition.First, yes.First, no.First), Simd256.Select(condition.Second, yes.Second, no.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 Greater(Simd256x2 a, Simd256x2 b) =>
        new(Simd256.Greater(a.First, b.First), Simd256.Greater(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 GreaterOrEqual(Simd256x2 a, Simd256x2 b) =>
        new(Simd256.GreaterOrEqual(a.First, b.First), Simd256.GreaterOrEqual(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 Less(Simd256x2 a, Simd256x2 b) =>
        new(Simd256.Less(a.First, b.First), Simd256.Less(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 LessOrEqual(Simd256x2 a, Simd256x2 b) =>
        new(Simd256.LessOrEqual(a.First, b.First), Simd256.LessOrEqual(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 Equal(Simd256x2 a, Simd256x2 b) =>
        new(Simd256.Equal(a.First, b.First), Simd256.Equal(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 NotEqual(Simd256x2 a, Simd256x2 b) =>
        new(Simd256.NotEqual(a.First, b.First), Simd256.NotEqual(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 SwapPairs(Simd256x2 a) => new(Simd256.SwapPairs(a.First), Simd256.SwapPairs(a.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Simd256x2 a) => Simd256.Sum(a.First + a.Second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Simd256x2 a) => Simd256.Max(Simd256.Max(a.First, a.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Min(Simd256x2 a) => Simd256.Min(Simd256.Min(a.First, a.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 CreateIntegers(uint value) => All(Vector256.Create(value).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 CountFrom(uint first) =>
        new(Simd256.CountFrom(first), Simd256.CountFrom(first + (uint)Simd256.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 AddIntegers(Simd256x2 a, Simd256x2 b) =>
        new(Simd256.AddIntegers(a.First, b.First), Simd256.AddIntegers(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 SubtractIntegers(Simd256x2 a, Simd256x2 b) =>
        new(Simd256.SubtractIntegers(a.First, b.First), Simd256.SubtractIntegers(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 MultiplyIntegers(Simd256x2 a, Simd256x2 b) =>
        new(Simd256.MultiplyIntegers(a.First, b.First), Simd256.MultiplyIntegers(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 Xor(Simd256x2 a, Simd256x2 b) =>
        new(Simd256.Xor(a.First, b.First), Simd256.Xor(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 And(Simd256x2 a, Simd256x2 b) =>
        new(Simd256.And(a.First, b.First), Simd256.And(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 ShiftLeft(Simd256x2 a, int bits) =>
        new(Simd256.ShiftLeft(a.First, bits), Simd256.ShiftLeft(a.Second, bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 ShiftRight(Simd256x2 a, int bits) =>
        new(Simd256.ShiftRight(a.First, bits), Simd256.ShiftRight(a.Second, bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 ShiftRightSigned(Simd256x2 a, int bits) =>
        new(Simd256.ShiftRightSigned(a.First, bits), Simd256.ShiftRightSigned(a.Second, bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 ToFloats(Simd256x2 integers) =>
        new(Simd256.ToFloats(integers.First), Simd256.ToFloats(integers.Second));
}
