using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ModelGen.Benchmarks.ByHand;

/// <summary>Eight floats, one AVX2 register.</summary>
public readonly struct Simd256(Vector256<float> value) : ISimd<Simd256>
{
    private readonly Vector256<float> value = value;

    public static nuint Length => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Load(ref float source, nuint offset) => new(Vector256.LoadUnsafe(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Broadcast(ref float source, nuint offset) => Create(Unsafe.Add(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Create(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, nuint offset) => value.StoreUnsafe(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 operator +(Simd256 a, Simd256 b) => new(a.value + b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 operator -(Simd256 a, Simd256 b) => new(a.value - b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 operator *(Simd256 a, Simd256 b) => new(a.value * b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 operator /(Simd256 a, Simd256 b) => new(a.value / b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 MultiplyAdd(Simd256 a, Simd256 b, Simd256 c) =>
        new(Vector256.MultiplyAddEstimate(a.value, b.value, c.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 MultiplyAdd(Simd256 a, ref float b, nuint offset, Simd256 c) =>
        MultiplyAdd(a, Broadcast(ref b, offset), c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Max(Simd256 a, Simd256 b) => new(Vector256.Max(a.value, b.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Min(Simd256 a, Simd256 b) => new(Vector256.Min(a.value, b.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Sqrt(Simd256 a) => new(Vector256.Sqrt(a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Round(Simd256 a) => new(Vector256.Round(a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 PowerOfTwo(Simd256 n) =>
        new(((Vector256.ConvertToInt32(n.value) + Vector256.Create(127)) << 23).AsSingle());   // the exponent bits

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 WherePositive(Simd256 gate, Simd256 value) =>
        new(Vector256.GreaterThan(gate.value, Vector256<float>.Zero) & value.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 WhereGreater(Simd256 a, Simd256 b, Simd256 yes, Simd256 no) =>
        new(Vector256.ConditionalSelect(Vector256.GreaterThan(a.value, b.value), yes.value, no.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreBytes(ref byte destination, nuint offset)
    {
        var ints = Vector256.ConvertToInt32(value).AsUInt32();
        var shorts = Vector128.Narrow(ints.GetLower(), ints.GetUpper());
        var bytes = Vector128.Narrow(shorts, shorts).AsUInt64().ToScalar();
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, offset), bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Simd256 a) => Vector256.Sum(a.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Simd256 a) =>
        Simd128.Max(new Simd128(Vector128.Max(a.value.GetLower(), a.value.GetUpper())));
}
