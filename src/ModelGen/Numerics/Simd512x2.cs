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
public readonly partial struct Simd512x2(Vector512<float> first, Vector512<float> second) : ISimd<Simd512x2>
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
    public static Simd512x2 MultiplyAdd(ref float a, nuint at, ref float b, nuint offset, Simd512x2 c)
    {
        var factor = Vector512.Create(Unsafe.Add(ref b, offset));
        return new(
            Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref a, at), factor, c.first),
            Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref a, at + 16), factor, c.second));
    }

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
}
