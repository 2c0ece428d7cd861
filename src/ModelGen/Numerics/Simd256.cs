using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ModelGen.Numerics;

#pragma warning disable CS1591 // every member is explained at ISimd

/// <summary>Eight floats, one AVX2 register.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Simd256(Vector256<float> value) : ISimd<Simd256>
{
    private readonly Vector256<float> value = value;

    public static nuint Length => 8;

    internal Vector256<float> Value => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Load(ref float source, nuint offset) => new(Vector256.LoadUnsafe(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 LoadFirst(ref float source, nuint offset, int count)
    {
        if (count >= 8) return Load(ref source, offset);
        var lower = Simd128.LoadFirst(ref source, offset, count);
        var upper = Simd128.LoadFirst(ref source, offset + 4, count - 4);
        return new(Vector256.Create(lower.Value, upper.Value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Load(ref BFloat16 source, nuint offset)
    {
        var halves = Vector128.LoadUnsafe(ref Unsafe.As<BFloat16, ushort>(ref source), offset).ToVector256Unsafe();
        return new((Vector256.WidenLower(halves) << 16).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 LoadFirst(ref BFloat16 source, nuint offset, int count)
    {
        if (count >= 8) return Load(ref source, offset);
        var lower = Simd128.LoadFirst(ref source, offset, count);
        var upper = Simd128.LoadFirst(ref source, offset + 4, count - 4);
        return new(Vector256.Create(lower.Value, upper.Value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Load(ref sbyte source, nuint offset)
    {
        var bytes = Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref source, offset)))).AsSByte();
        return new(Vector256.ConvertToSingle(Vector256.WidenLower(Vector128.WidenLower(bytes).ToVector256Unsafe())));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 LoadBytes(ref byte source, nuint offset)
    {
        var bytes = Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, offset))).AsByte();
        return new(Vector256.ConvertToSingle(Vector256.WidenLower(Vector128.WidenLower(bytes).ToVector256Unsafe()).AsInt32()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Broadcast(ref float source, nuint offset) => Create(Unsafe.Add(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Broadcast(ref BFloat16 source, nuint offset) => Create(Unsafe.Add(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Create(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, nuint offset) => value.StoreUnsafe(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFirst(ref float destination, nuint offset, int count)
    {
        if (count >= 8)
        {
            Store(ref destination, offset);
            return;
        }
        new Simd128(value.GetLower()).StoreFirst(ref destination, offset, count);
        new Simd128(value.GetUpper()).StoreFirst(ref destination, offset + 4, count - 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref BFloat16 destination, nuint offset)
    {
        var rounded = Rounded(value);
        Vector128.Narrow(rounded.GetLower(), rounded.GetUpper()).StoreUnsafe(ref Unsafe.As<BFloat16, ushort>(ref destination), offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFirst(ref BFloat16 destination, nuint offset, int count)
    {
        if (count >= 8)
        {
            Store(ref destination, offset);
            return;
        }
        new Simd128(value.GetLower()).StoreFirst(ref destination, offset, count);
        new Simd128(value.GetUpper()).StoreFirst(ref destination, offset + 4, count - 4);
    }

    // The sixteen bits that remain of each lane, in the lower half of it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rounded(Vector256<float> value)
    {
        var bits = value.AsUInt32();
        var even = bits + Vector256.Create(BFloat16.HalfMinusOne) + ((bits >> 16) & Vector256<uint>.One);
        return Vector256.ConditionalSelect(
            Vector256.Equals(value, value).AsUInt32(), even, bits | Vector256.Create(BFloat16.QuietBit)) >> 16;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Simd256 value, ref float destination, nuint offset) => value.value.StoreUnsafe(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Simd256 value, ref float destination, nuint offset, int count) => value.StoreFirst(ref destination, offset, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Simd256 value, ref BFloat16 destination, nuint offset) => value.Store(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Simd256 value, ref BFloat16 destination, nuint offset, int count) => value.StoreFirst(ref destination, offset, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreBytes(ref byte destination, nuint offset)
    {
        var ints = Vector256.ConvertToInt32Native(value).AsUInt32();
        var shorts = Vector128.Narrow(ints.GetLower(), ints.GetUpper());
        var bytes = Vector128.Narrow(shorts, shorts).AsUInt64().ToScalar();
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, offset), bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 operator +(Simd256 a, Simd256 b) => new(a.value + b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 operator -(Simd256 a, Simd256 b) => new(a.value - b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 operator *(Simd256 a, Simd256 b) => new(a.value * b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 operator /(Simd256 a, Simd256 b) => new(a.value / b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Negate(Simd256 a) => new(-a.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 MultiplyAdd(Simd256 a, Simd256 b, Simd256 c) =>
        new(Vector256.MultiplyAddEstimate(a.value, b.value, c.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 MultiplyAdd(Simd256 a, Simd256 b, float constant) =>
        new(Vector256.MultiplyAddEstimate(a.value, b.value, Vector256.Create(constant)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Polynomial(Simd256 x, float a, float b, float c, float d, float e, float f)
    {
        var sum = Vector256.MultiplyAddEstimate(Vector256.Create(a), x.value, Vector256.Create(b));
        sum = Vector256.MultiplyAddEstimate(sum, x.value, Vector256.Create(c));
        sum = Vector256.MultiplyAddEstimate(sum, x.value, Vector256.Create(d));
        sum = Vector256.MultiplyAddEstimate(sum, x.value, Vector256.Create(e));
        return new(Vector256.MultiplyAddEstimate(sum, x.value, Vector256.Create(f)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 MultiplyAdd(Simd256 a, ref float b, nuint offset, Simd256 c) =>
        new(Vector256.MultiplyAddEstimate(a.value, Vector256.Create(Unsafe.Add(ref b, offset)), c.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 MultiplyAdd(ref float a, nuint at, ref float b, nuint offset, Simd256 c) =>
        new(Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref a, at), Vector256.Create(Unsafe.Add(ref b, offset)), c.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 MultiplyAdd(Simd256 a, ref BFloat16 b, nuint offset, Simd256 c) =>
        new(Vector256.MultiplyAddEstimate(a.value, Vector256.Create((float)Unsafe.Add(ref b, offset)), c.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Max(Simd256 a, Simd256 b) =>
        new(Vector256.ConditionalSelect(Vector256.Equals(a.value, a.value), Vector256.MaxNative(a.value, b.value), a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Min(Simd256 a, Simd256 b) =>
        new(Vector256.ConditionalSelect(Vector256.Equals(a.value, a.value), Vector256.MinNative(a.value, b.value), a.value));

    // Of two numbers one of which is NaN, maxps and minps answer with the second.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Max(Simd256 a, float constant) => new(Vector256.MaxNative(Vector256.Create(constant), a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Min(Simd256 a, float constant) => new(Vector256.MinNative(Vector256.Create(constant), a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Abs(Simd256 a) => new(Vector256.Abs(a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Sqrt(Simd256 a) => new(Vector256.Sqrt(a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Round(Simd256 a) => new(Vector256.Round(a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Floor(Simd256 a) => new(Vector256.Floor(a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Scale(Simd256 a, Simd256 n) =>
        Avx512F.VL.IsSupported ? new(Avx512F.VL.Scale(a.value, n.value)) : ScaleTwice(a, n);

    // In two steps, since 2ⁿ itself need not be a float: half of n is added to the exponent of a, the rest multiplies.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Simd256 ScaleTwice(Simd256 a, Simd256 n)
    {
        var whole = Vector256.ConvertToInt32Native(n.value);
        var half = whole >> 1;
        var rest = ((whole - half + Vector256.Create(127)) << 23).AsSingle();
        return new((a.value.AsInt32() + (half << 23)).AsSingle() * rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 WherePositive(Simd256 gate, Simd256 value) =>
        new(Vector256.GreaterThan(gate.value, Vector256<float>.Zero) & value.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 WhereEqual(Simd256 a, Simd256 b, Simd256 value) =>
        new(Vector256.Equals(a.value, b.value) & value.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 WhereGreater(Simd256 a, Simd256 b, Simd256 yes, Simd256 no) =>
        new(Vector256.ConditionalSelect(Vector256.GreaterThan(a.value, b.value), yes.value, no.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Select(Simd256 condition, Simd256 yes, Simd256 no) =>
        new(Vector256.ConditionalSelect(Vector256.Equals(condition.value, Vector256<float>.Zero), no.value, yes.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Greater(Simd256 a, Simd256 b) =>
        new(Vector256.GreaterThan(a.value, b.value) & Vector256<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 GreaterOrEqual(Simd256 a, Simd256 b) =>
        new(Vector256.GreaterThanOrEqual(a.value, b.value) & Vector256<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Less(Simd256 a, Simd256 b) =>
        new(Vector256.LessThan(a.value, b.value) & Vector256<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 LessOrEqual(Simd256 a, Simd256 b) =>
        new(Vector256.LessThanOrEqual(a.value, b.value) & Vector256<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Equal(Simd256 a, Simd256 b) =>
        new(Vector256.Equals(a.value, b.value) & Vector256<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 NotEqual(Simd256 a, Simd256 b) =>
        new(Vector256.AndNot(Vector256<float>.One, Vector256.Equals(a.value, b.value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 SwapPairs(Simd256 a) =>
        new(Vector256.Shuffle(a.value, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Simd256 a) => Simd128.Sum(new Simd128(a.value.GetLower() + a.value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Simd256 a) =>
        Simd128.Max(new Simd128(Vector128.Max(a.value.GetLower(), a.value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Min(Simd256 a) =>
        Simd128.Min(new Simd128(Vector128.Min(a.value.GetLower(), a.value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 CreateIntegers(uint value) => new(Vector256.Create(value).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 CountFrom(uint first) =>
        new((Vector256.Create(first) + Vector256<uint>.Indices).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 AddIntegers(Simd256 a, Simd256 b) =>
        new((a.value.AsUInt32() + b.value.AsUInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 SubtractIntegers(Simd256 a, Simd256 b) =>
        new((a.value.AsUInt32() - b.value.AsUInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 MultiplyIntegers(Simd256 a, Simd256 b) =>
        new((a.value.AsUInt32() * b.value.AsUInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Xor(Simd256 a, Simd256 b) => new(a.value ^ b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 And(Simd256 a, Simd256 b) => new(a.value & b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 ShiftLeft(Simd256 a, int bits) => new((a.value.AsUInt32() << bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 ShiftRight(Simd256 a, int bits) => new((a.value.AsUInt32() >> bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 ShiftRightSigned(Simd256 a, int bits) => new((a.value.AsInt32() >> bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 ToFloats(Simd256 integers) => new(Vector256.ConvertToSingle(integers.value.AsInt32()));
}
