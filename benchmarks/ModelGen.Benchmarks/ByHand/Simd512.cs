using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ModelGen.Benchmarks.ByHand;

/// <summary>Sixteen floats, one AVX-512 register.</summary>
public readonly struct Simd512(Vector512<float> value) : ISimd<Simd512>
{
    private readonly Vector512<float> value = value;

    public static nuint Length => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Load(ref float source, nuint offset) => new(Vector512.LoadUnsafe(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Broadcast(ref float source, nuint offset) => Create(Unsafe.Add(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Create(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, nuint offset) => value.StoreUnsafe(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 operator +(Simd512 a, Simd512 b) => new(a.value + b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 operator -(Simd512 a, Simd512 b) => new(a.value - b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 operator *(Simd512 a, Simd512 b) => new(a.value * b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 operator /(Simd512 a, Simd512 b) => new(a.value / b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 MultiplyAdd(Simd512 a, Simd512 b, Simd512 c) =>
        new(Vector512.MultiplyAddEstimate(a.value, b.value, c.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 MultiplyAdd(Simd512 a, ref float b, nuint offset, Simd512 c) =>
        new(Vector512.MultiplyAddEstimate(a.value, Vector512.Create(Unsafe.Add(ref b, offset)), c.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Max(Simd512 a, Simd512 b) => new(Vector512.Max(a.value, b.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Min(Simd512 a, Simd512 b) => new(Vector512.Min(a.value, b.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Sqrt(Simd512 a) => new(Vector512.Sqrt(a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Round(Simd512 a) => new(Vector512.Round(a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 PowerOfTwo(Simd512 n) =>
        new(((Vector512.ConvertToInt32(n.value) + Vector512.Create(127)) << 23).AsSingle());   // the exponent bits

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 WherePositive(Simd512 gate, Simd512 value) =>
        new(Vector512.GreaterThan(gate.value, Vector512<float>.Zero) & value.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 WhereGreater(Simd512 a, Simd512 b, Simd512 yes, Simd512 no) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(a.value, b.value), yes.value, no.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreBytes(ref byte destination, nuint offset)
    {
        var ints = Vector512.ConvertToInt32(value).AsUInt32();
        var shorts = Vector256.Narrow(ints.GetLower(), ints.GetUpper());
        Vector128.Narrow(shorts.GetLower(), shorts.GetUpper()).StoreUnsafe(ref destination, offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Simd512 a) => Vector512.Sum(a.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Simd512 a) =>
        Simd256.Max(new Simd256(Vector256.Max(a.value.GetLower(), a.value.GetUpper())));
}
