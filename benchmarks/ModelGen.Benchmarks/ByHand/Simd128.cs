using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ModelGen.Benchmarks.ByHand;

/// <summary>Four floats, one SSE or NEON register.</summary>
public readonly struct Simd128(Vector128<float> value) : ISimd<Simd128>
{
    private readonly Vector128<float> value = value;

    public static nuint Length => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Load(ref float source, nuint offset) => new(Vector128.LoadUnsafe(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Broadcast(ref float source, nuint offset) => Create(Unsafe.Add(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Create(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, nuint offset) => value.StoreUnsafe(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 operator +(Simd128 a, Simd128 b) => new(a.value + b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 operator -(Simd128 a, Simd128 b) => new(a.value - b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 operator *(Simd128 a, Simd128 b) => new(a.value * b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 operator /(Simd128 a, Simd128 b) => new(a.value / b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 MultiplyAdd(Simd128 a, Simd128 b, Simd128 c) =>
        new(Vector128.MultiplyAddEstimate(a.value, b.value, c.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 MultiplyAdd(Simd128 a, ref float b, nuint offset, Simd128 c) =>
        MultiplyAdd(a, Broadcast(ref b, offset), c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Max(Simd128 a, Simd128 b) => new(Vector128.Max(a.value, b.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Min(Simd128 a, Simd128 b) => new(Vector128.Min(a.value, b.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Sqrt(Simd128 a) => new(Vector128.Sqrt(a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Round(Simd128 a) => new(Vector128.Round(a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 PowerOfTwo(Simd128 n) =>
        new(((Vector128.ConvertToInt32(n.value) + Vector128.Create(127)) << 23).AsSingle());   // the exponent bits

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 WherePositive(Simd128 gate, Simd128 value) =>
        new(Vector128.GreaterThan(gate.value, Vector128<float>.Zero) & value.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 WhereGreater(Simd128 a, Simd128 b, Simd128 yes, Simd128 no) =>
        new(Vector128.ConditionalSelect(Vector128.GreaterThan(a.value, b.value), yes.value, no.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreBytes(ref byte destination, nuint offset)
    {
        var ints = Vector128.ConvertToInt32(value).AsUInt32();
        var shorts = Vector128.Narrow(ints, ints);
        var bytes = Vector128.Narrow(shorts, shorts).AsUInt32().ToScalar();
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, offset), bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Simd128 a) => Vector128.Sum(a.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Simd128 a) =>
        MathF.Max(MathF.Max(a.value[0], a.value[1]), MathF.Max(a.value[2], a.value[3]));
}
