using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ModelGen.Numerics;

#pragma warning disable CS1591 // every member is explained at ISimd

/// <summary>
/// Two AVX2 registers, 16 floats; written out for the reason that <see cref="Simd512x2"/> gives.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly partial struct Simd256x2(Vector256<float> first, Vector256<float> second) : ISimd<Simd256x2>
{
    private readonly Vector256<float> first = first, second = second;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Simd256x2(Simd256 first, Simd256 second) : this(first.Value, second.Value)
    {
    }

    internal Simd256 First => new(first);

    internal Simd256 Second => new(second);

    public static nuint Length => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 Load(ref float source, nuint offset) =>
        new(Vector256.LoadUnsafe(ref source, offset), Vector256.LoadUnsafe(ref source, offset + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 LoadFirst(ref float source, nuint offset, int count) =>
        new(Simd256.LoadFirst(ref source, offset, count), Simd256.LoadFirst(ref source, offset + Simd256.Length, count - (int)Simd256.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 Load(ref BFloat16 source, nuint offset) =>
        new(Simd256.Load(ref source, offset), Simd256.Load(ref source, offset + Simd256.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 LoadFirst(ref BFloat16 source, nuint offset, int count) =>
        new(Simd256.LoadFirst(ref source, offset, count), Simd256.LoadFirst(ref source, offset + Simd256.Length, count - (int)Simd256.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 Load(ref sbyte source, nuint offset) =>
        new(Simd256.Load(ref source, offset), Simd256.Load(ref source, offset + Simd256.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 LoadBytes(ref byte source, nuint offset) =>
        new(Simd256.LoadBytes(ref source, offset), Simd256.LoadBytes(ref source, offset + Simd256.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 Broadcast(ref float source, nuint offset) =>
        All(Vector256.Create(Unsafe.Add(ref source, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 Broadcast(ref BFloat16 source, nuint offset) =>
        All(Vector256.Create((float)Unsafe.Add(ref source, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 Create(float value) => All(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Simd256x2 All(Vector256<float> value) => new(value, value);   // one register for all

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, nuint offset)
    {
        first.StoreUnsafe(ref destination, offset);
        second.StoreUnsafe(ref destination, offset + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFirst(ref float destination, nuint offset, int count)
    {
        First.StoreFirst(ref destination, offset, count);
        Second.StoreFirst(ref destination, offset + Simd256.Length, count - (int)Simd256.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref BFloat16 destination, nuint offset)
    {
        First.Store(ref destination, offset);
        Second.Store(ref destination, offset + Simd256.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFirst(ref BFloat16 destination, nuint offset, int count)
    {
        First.StoreFirst(ref destination, offset, count);
        Second.StoreFirst(ref destination, offset + Simd256.Length, count - (int)Simd256.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Simd256x2 value, ref float destination, nuint offset)
    {
        value.first.StoreUnsafe(ref destination, offset);
        value.second.StoreUnsafe(ref destination, offset + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Simd256x2 value, ref float destination, nuint offset, int count) =>
        value.StoreFirst(ref destination, offset, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Simd256x2 value, ref BFloat16 destination, nuint offset) =>
        value.Store(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Simd256x2 value, ref BFloat16 destination, nuint offset, int count) =>
        value.StoreFirst(ref destination, offset, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreBytes(ref byte destination, nuint offset)
    {
        First.StoreBytes(ref destination, offset);
        Second.StoreBytes(ref destination, offset + Simd256.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 operator +(Simd256x2 a, Simd256x2 b) => new(a.first + b.first, a.second + b.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 operator -(Simd256x2 a, Simd256x2 b) => new(a.first - b.first, a.second - b.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 operator *(Simd256x2 a, Simd256x2 b) => new(a.first * b.first, a.second * b.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 operator /(Simd256x2 a, Simd256x2 b) => new(a.first / b.first, a.second / b.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 Negate(Simd256x2 a) => new(-a.first, -a.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 MultiplyAdd(Simd256x2 a, Simd256x2 b, Simd256x2 c) =>
        new(
            Vector256.MultiplyAddEstimate(a.first, b.first, c.first),
            Vector256.MultiplyAddEstimate(a.second, b.second, c.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 MultiplyAdd(Simd256x2 a, Simd256x2 b, float constant) =>
        MultiplyAdd(a, b, Create(constant));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 Polynomial(Simd256x2 x, float a, float b, float c, float d, float e, float f) =>
        new(Simd256.Polynomial(x.First, a, b, c, d, e, f), Simd256.Polynomial(x.Second, a, b, c, d, e, f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 MultiplyAdd(ref float a, nuint at, ref float b, nuint offset, Simd256x2 c)
    {
        var factor = Vector256.Create(Unsafe.Add(ref b, offset));
        return new(
            Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref a, at), factor, c.first),
            Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref a, at + 8), factor, c.second));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 MultiplyAdd(Simd256x2 a, ref float b, nuint offset, Simd256x2 c)
    {
        var factor = Vector256.Create(Unsafe.Add(ref b, offset));
        return new(
            Vector256.MultiplyAddEstimate(a.first, factor, c.first),
            Vector256.MultiplyAddEstimate(a.second, factor, c.second));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 MultiplyAdd(Simd256x2 a, ref BFloat16 b, nuint offset, Simd256x2 c)
    {
        var factor = Vector256.Create((float)Unsafe.Add(ref b, offset));
        return new(
            Vector256.MultiplyAddEstimate(a.first, factor, c.first),
            Vector256.MultiplyAddEstimate(a.second, factor, c.second));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 Max(Simd256x2 a, Simd256x2 b) =>
        new(Simd256.Max(a.First, b.First), Simd256.Max(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 Min(Simd256x2 a, Simd256x2 b) =>
        new(Simd256.Min(a.First, b.First), Simd256.Min(a.Second, b.Second));

    // Of two numbers one of which is NaN, maxps and minps answer with the second.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 Max(Simd256x2 a, float constant)
    {
        var other = Vector256.Create(constant);
        return new(Vector256.MaxNative(other, a.first), Vector256.MaxNative(other, a.second));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256x2 Min(Simd256x2 a, float constant)
    {
        var other = Vector256.Create(constant);
        return new(Vector256.MinNative(other, a.first), Vector256.MinNative(other, a.second));
    }
}
