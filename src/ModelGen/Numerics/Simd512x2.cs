using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ModelGen.Numerics;

#pragma warning disable CS1591 // every member is explained at ISimd

/// <summary>
/// Two AVX-512 registers, 32 floats. <see cref="Pair{T}"/> would do the same by methods within methods, of which the
/// JIT stops inlining some hundreds; a register tile has hundreds of operations.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Simd512x2(Vector512<float> first, Vector512<float> second) : ISimd<Simd512x2>
{
    private readonly Vector512<float> first = first, second = second;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Simd512x2(Simd512 first, Simd512 second) : this(first.Value, second.Value)
    {
    }

    internal Simd512 First => new(first);

    internal Simd512 Second => new(second);

    public static nuint Length => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Load(ref float source, nuint offset) =>
        new(Vector512.LoadUnsafe(ref source, offset), Vector512.LoadUnsafe(ref source, offset + 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 LoadFirst(ref float source, nuint offset, int count) =>
        new(Simd512.LoadFirst(ref source, offset, count), Simd512.LoadFirst(ref source, offset + Simd512.Length, count - (int)Simd512.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Load(ref BFloat16 source, nuint offset) =>
        new(Simd512.Load(ref source, offset), Simd512.Load(ref source, offset + Simd512.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 LoadFirst(ref BFloat16 source, nuint offset, int count) =>
        new(Simd512.LoadFirst(ref source, offset, count), Simd512.LoadFirst(ref source, offset + Simd512.Length, count - (int)Simd512.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Load(ref sbyte source, nuint offset) =>
        new(Simd512.Load(ref source, offset), Simd512.Load(ref source, offset + Simd512.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 LoadBytes(ref byte source, nuint offset) =>
        new(Simd512.LoadBytes(ref source, offset), Simd512.LoadBytes(ref source, offset + Simd512.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Broadcast(ref float source, nuint offset) =>
        All(Vector512.Create(Unsafe.Add(ref source, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Broadcast(ref BFloat16 source, nuint offset) =>
        All(Vector512.Create((float)Unsafe.Add(ref source, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Create(float value) => All(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Simd512x2 All(Vector512<float> value) => new(value, value);   // one register for all

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, nuint offset)
    {
        first.StoreUnsafe(ref destination, offset);
        second.StoreUnsafe(ref destination, offset + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFirst(ref float destination, nuint offset, int count)
    {
        First.StoreFirst(ref destination, offset, count);
        Second.StoreFirst(ref destination, offset + Simd512.Length, count - (int)Simd512.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref BFloat16 destination, nuint offset)
    {
        First.Store(ref destination, offset);
        Second.Store(ref destination, offset + Simd512.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFirst(ref BFloat16 destination, nuint offset, int count)
    {
        First.StoreFirst(ref destination, offset, count);
        Second.StoreFirst(ref destination, offset + Simd512.Length, count - (int)Simd512.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Simd512x2 value, ref float destination, nuint offset)
    {
        value.first.StoreUnsafe(ref destination, offset);
        value.second.StoreUnsafe(ref destination, offset + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Simd512x2 value, ref float destination, nuint offset, int count) =>
        value.StoreFirst(ref destination, offset, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Simd512x2 value, ref BFloat16 destination, nuint offset) =>
        value.Store(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Simd512x2 value, ref BFloat16 destination, nuint offset, int count) =>
        value.StoreFirst(ref destination, offset, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreBytes(ref byte destination, nuint offset)
    {
        First.StoreBytes(ref destination, offset);
        Second.StoreBytes(ref destination, offset + Simd512.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 operator +(Simd512x2 a, Simd512x2 b) => new(a.first + b.first, a.second + b.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 operator -(Simd512x2 a, Simd512x2 b) => new(a.first - b.first, a.second - b.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 operator *(Simd512x2 a, Simd512x2 b) => new(a.first * b.first, a.second * b.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 operator /(Simd512x2 a, Simd512x2 b) => new(a.first / b.first, a.second / b.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Negate(Simd512x2 a) => new(-a.first, -a.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 MultiplyAdd(Simd512x2 a, Simd512x2 b, Simd512x2 c) =>
        new(
            Vector512.MultiplyAddEstimate(a.first, b.first, c.first),
            Vector512.MultiplyAddEstimate(a.second, b.second, c.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 MultiplyAdd(Simd512x2 a, Simd512x2 b, float constant) =>
        MultiplyAdd(a, b, Create(constant));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Polynomial(Simd512x2 x, float a, float b, float c, float d, float e, float f) =>
        new(Simd512.Polynomial(x.First, a, b, c, d, e, f), Simd512.Polynomial(x.Second, a, b, c, d, e, f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 MultiplyAdd(Simd512x2 a, ref float b, nuint offset, Simd512x2 c)
    {
        var factor = Vector512.Create(Unsafe.Add(ref b, offset));
        return new(
            Vector512.MultiplyAddEstimate(a.first, factor, c.first),
            Vector512.MultiplyAddEstimate(a.second, factor, c.second));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 MultiplyAdd(Simd512x2 a, ref BFloat16 b, nuint offset, Simd512x2 c)
    {
        var factor = Vector512.Create((float)Unsafe.Add(ref b, offset));
        return new(
            Vector512.MultiplyAddEstimate(a.first, factor, c.first),
            Vector512.MultiplyAddEstimate(a.second, factor, c.second));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Max(Simd512x2 a, Simd512x2 b) =>
        new(Simd512.Max(a.First, b.First), Simd512.Max(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Min(Simd512x2 a, Simd512x2 b) =>
        new(Simd512.Min(a.First, b.First), Simd512.Min(a.Second, b.Second));

    // Of two numbers one of which is NaN, maxps and minps answer with the second.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Max(Simd512x2 a, float constant)
    {
        var other = Vector512.Create(constant);
        return new(Vector512.MaxNative(other, a.first), Vector512.MaxNative(other, a.second));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Min(Simd512x2 a, float constant)
    {
        var other = Vector512.Create(constant);
        return new(Vector512.MinNative(other, a.first), Vector512.MinNative(other, a.second));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Abs(Simd512x2 a) => new(Simd512.Abs(a.First), Simd512.Abs(a.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Sqrt(Simd512x2 a) => new(Simd512.Sqrt(a.First), Simd512.Sqrt(a.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Round(Simd512x2 a) => new(Simd512.Round(a.First), Simd512.Round(a.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Floor(Simd512x2 a) => new(Simd512.Floor(a.First), Simd512.Floor(a.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 PowerOfTwo(Simd512x2 n) => new(Simd512.PowerOfTwo(n.First), Simd512.PowerOfTwo(n.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 Scale(Simd512x2 a, Simd512x2 n) =>
        new(Simd512.Scale(a.First, n.First), Simd512.Scale(a.Second, n.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x2 WherePositive(Simd512x2 gate, Simd512x2 value) =>
        new(Simd512.WherePositive(gate.First, value.First), Simd512.WherePositive(gate.Second, value.Second));

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
