using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ModelGen.Numerics;

#pragma warning disable CS1591 // every member is explained at ISimd

/// <summary>Four AVX-512 registers, 64 floats; written out for the reason given at <see cref="Simd512x2"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly partial struct Simd512x4(Vector512<float> first, Vector512<float> second, Vector512<float> third, Vector512<float> fourth) : ISimd<Simd512x4>
{
    private readonly Vector512<float> first = first, second = second, third = third, fourth = fourth;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Simd512x4(Simd512x2 lower, Simd512x2 upper) : this(lower.First.Value, lower.Second.Value, upper.First.Value, upper.Second.Value)
    {
    }

    private Simd512x2 Lower => new(first, second);

    private Simd512x2 Upper => new(third, fourth);

    public static nuint Length => 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 Load(ref float source, nuint offset) =>
        new(
            Vector512.LoadUnsafe(ref source, offset),
            Vector512.LoadUnsafe(ref source, offset + 16),
            Vector512.LoadUnsafe(ref source, offset + 32),
            Vector512.LoadUnsafe(ref source, offset + 48));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 LoadFirst(ref float source, nuint offset, int count) =>
        new(Simd512x2.LoadFirst(ref source, offset, count), Simd512x2.LoadFirst(ref source, offset + Simd512x2.Length, count - (int)Simd512x2.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 Load(ref BFloat16 source, nuint offset) =>
        new(Simd512x2.Load(ref source, offset), Simd512x2.Load(ref source, offset + Simd512x2.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 LoadFirst(ref BFloat16 source, nuint offset, int count) =>
        new(Simd512x2.LoadFirst(ref source, offset, count), Simd512x2.LoadFirst(ref source, offset + Simd512x2.Length, count - (int)Simd512x2.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 Load(ref sbyte source, nuint offset) =>
        new(Simd512x2.Load(ref source, offset), Simd512x2.Load(ref source, offset + Simd512x2.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 LoadBytes(ref byte source, nuint offset) =>
        new(Simd512x2.LoadBytes(ref source, offset), Simd512x2.LoadBytes(ref source, offset + Simd512x2.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 Broadcast(ref float source, nuint offset) =>
        All(Vector512.Create(Unsafe.Add(ref source, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 Broadcast(ref BFloat16 source, nuint offset) =>
        All(Vector512.Create((float)Unsafe.Add(ref source, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 Create(float value) => All(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Simd512x4 All(Vector512<float> value) => new(value, value, value, value);   // one register for all

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, nuint offset)
    {
        first.StoreUnsafe(ref destination, offset);
        second.StoreUnsafe(ref destination, offset + 16);
        third.StoreUnsafe(ref destination, offset + 32);
        fourth.StoreUnsafe(ref destination, offset + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFirst(ref float destination, nuint offset, int count)
    {
        Lower.StoreFirst(ref destination, offset, count);
        Upper.StoreFirst(ref destination, offset + Simd512x2.Length, count - (int)Simd512x2.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref BFloat16 destination, nuint offset)
    {
        Lower.Store(ref destination, offset);
        Upper.Store(ref destination, offset + Simd512x2.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFirst(ref BFloat16 destination, nuint offset, int count)
    {
        Lower.StoreFirst(ref destination, offset, count);
        Upper.StoreFirst(ref destination, offset + Simd512x2.Length, count - (int)Simd512x2.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Simd512x4 value, ref float destination, nuint offset)
    {
        value.first.StoreUnsafe(ref destination, offset);
        value.second.StoreUnsafe(ref destination, offset + 16);
        value.third.StoreUnsafe(ref destination, offset + 32);
        value.fourth.StoreUnsafe(ref destination, offset + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Simd512x4 value, ref float destination, nuint offset, int count) =>
        value.StoreFirst(ref destination, offset, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Simd512x4 value, ref BFloat16 destination, nuint offset) =>
        value.Store(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Simd512x4 value, ref BFloat16 destination, nuint offset, int count) =>
        value.StoreFirst(ref destination, offset, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreBytes(ref byte destination, nuint offset)
    {
        Lower.StoreBytes(ref destination, offset);
        Upper.StoreBytes(ref destination, offset + Simd512x2.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 operator +(Simd512x4 a, Simd512x4 b) =>
        new(a.first + b.first, a.second + b.second, a.third + b.third, a.fourth + b.fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 operator -(Simd512x4 a, Simd512x4 b) =>
        new(a.first - b.first, a.second - b.second, a.third - b.third, a.fourth - b.fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 operator *(Simd512x4 a, Simd512x4 b) =>
        new(a.first * b.first, a.second * b.second, a.third * b.third, a.fourth * b.fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 operator /(Simd512x4 a, Simd512x4 b) =>
        new(a.first / b.first, a.second / b.second, a.third / b.third, a.fourth / b.fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 Negate(Simd512x4 a) => new(-a.first, -a.second, -a.third, -a.fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 MultiplyAdd(Simd512x4 a, Simd512x4 b, Simd512x4 c) =>
        new(
            Vector512.MultiplyAddEstimate(a.first, b.first, c.first),
            Vector512.MultiplyAddEstimate(a.second, b.second, c.second),
            Vector512.MultiplyAddEstimate(a.third, b.third, c.third),
            Vector512.MultiplyAddEstimate(a.fourth, b.fourth, c.fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 MultiplyAdd(Simd512x4 a, Simd512x4 b, float constant) =>
        MultiplyAdd(a, b, Create(constant));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 Polynomial(Simd512x4 x, float a, float b, float c, float d, float e, float f) =>
        new(Simd512x2.Polynomial(x.Lower, a, b, c, d, e, f), Simd512x2.Polynomial(x.Upper, a, b, c, d, e, f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 MultiplyAdd(ref float a, nuint at, ref float b, nuint offset, Simd512x4 c)
    {
        var factor = Vector512.Create(Unsafe.Add(ref b, offset));
        return new(
            Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref a, at), factor, c.first),
            Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref a, at + 16), factor, c.second),
            Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref a, at + 32), factor, c.third),
            Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref a, at + 48), factor, c.fourth));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 MultiplyAdd(Simd512x4 a, ref float b, nuint offset, Simd512x4 c)
    {
        var factor = Vector512.Create(Unsafe.Add(ref b, offset));
        return new(
            Vector512.MultiplyAddEstimate(a.first, factor, c.first),
            Vector512.MultiplyAddEstimate(a.second, factor, c.second),
            Vector512.MultiplyAddEstimate(a.third, factor, c.third),
            Vector512.MultiplyAddEstimate(a.fourth, factor, c.fourth));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 MultiplyAdd(Simd512x4 a, ref BFloat16 b, nuint offset, Simd512x4 c)
    {
        var factor = Vector512.Create((float)Unsafe.Add(ref b, offset));
        return new(
            Vector512.MultiplyAddEstimate(a.first, factor, c.first),
            Vector512.MultiplyAddEstimate(a.second, factor, c.second),
            Vector512.MultiplyAddEstimate(a.third, factor, c.third),
            Vector512.MultiplyAddEstimate(a.fourth, factor, c.fourth));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 Max(Simd512x4 a, Simd512x4 b) =>
        new(Simd512x2.Max(a.Lower, b.Lower), Simd512x2.Max(a.Upper, b.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 Min(Simd512x4 a, Simd512x4 b) =>
        new(Simd512x2.Min(a.Lower, b.Lower), Simd512x2.Min(a.Upper, b.Upper));

    // Of two numbers one of which is NaN, maxps and minps answer with the second.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 Max(Simd512x4 a, float constant)
    {
        var other = Vector512.Create(constant);
        return new(
            Vector512.MaxNative(other, a.first),
            Vector512.MaxNative(other, a.second),
            Vector512.MaxNative(other, a.third),
            Vector512.MaxNative(other, a.fourth));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512x4 Min(Simd512x4 a, float constant)
    {
        var other = Vector512.Create(constant);
        return new(
            Vector512.MinNative(other, a.first),
            Vector512.MinNative(other, a.second),
            Vector512.MinNative(other, a.third),
            Vector512.MinNative(other, a.fourth));
    }
}
