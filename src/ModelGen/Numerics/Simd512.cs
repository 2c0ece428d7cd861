using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ModelGen.Numerics;

#pragma warning disable CS1591 // every member is explained at ISimd

/// <summary>Sixteen floats, one AVX-512 register.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Simd512(Vector512<float> value) : ISimd<Simd512>
{
    private readonly Vector512<float> value = value;

    internal Vector512<float> Value => value;

    public static nuint Length => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Load(ref float source, nuint offset) => new(Vector512.LoadUnsafe(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 LoadFirst(ref float source, nuint offset, int count)
    {
        if (count >= 16) return Load(ref source, offset);
        var lower = Simd256.LoadFirst(ref source, offset, count);
        var upper = Simd256.LoadFirst(ref source, offset + 8, count - 8);
        return new(Vector512.Create(lower.Value, upper.Value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Load(ref BFloat16 source, nuint offset)
    {
        var halves = Vector256.LoadUnsafe(ref Unsafe.As<BFloat16, ushort>(ref source), offset).ToVector512Unsafe();
        return new((Vector512.WidenLower(halves) << 16).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 LoadFirst(ref BFloat16 source, nuint offset, int count)
    {
        if (count >= 16) return Load(ref source, offset);
        var lower = Simd256.LoadFirst(ref source, offset, count);
        var upper = Simd256.LoadFirst(ref source, offset + 8, count - 8);
        return new(Vector512.Create(lower.Value, upper.Value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Load(ref sbyte source, nuint offset)
    {
        var bytes = Vector128.LoadUnsafe(ref source, offset);
        return new(Vector512.ConvertToSingle(Avx512F.IsSupported
            ? Avx512F.ConvertToVector512Int32(bytes)
            : Vector512.WidenLower(Vector256.WidenLower(bytes.ToVector256Unsafe()).ToVector512Unsafe())));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 LoadBytes(ref byte source, nuint offset)
    {
        var bytes = Vector128.LoadUnsafe(ref source, offset).ToVector256Unsafe();
        return new(Vector512.ConvertToSingle(Vector512.WidenLower(Vector256.WidenLower(bytes).ToVector512Unsafe()).AsInt32()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Broadcast(ref float source, nuint offset) => Create(Unsafe.Add(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Broadcast(ref BFloat16 source, nuint offset) => Create(Unsafe.Add(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Create(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, nuint offset) => value.StoreUnsafe(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFirst(ref float destination, nuint offset, int count)
    {
        if (count >= 16)
        {
            Store(ref destination, offset);
            return;
        }
        new Simd256(value.GetLower()).StoreFirst(ref destination, offset, count);
        new Simd256(value.GetUpper()).StoreFirst(ref destination, offset + 8, count - 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref BFloat16 destination, nuint offset)
    {
        var rounded = Rounded(value);
        var halves = Avx512F.IsSupported ? Avx512F.ConvertToVector256UInt16(rounded) : Vector256.Narrow(rounded.GetLower(), rounded.GetUpper());
        halves.StoreUnsafe(ref Unsafe.As<BFloat16, ushort>(ref destination), offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFirst(ref BFloat16 destination, nuint offset, int count)
    {
        if (count >= 16)
        {
            Store(ref destination, offset);
            return;
        }
        new Simd256(value.GetLower()).StoreFirst(ref destination, offset, count);
        new Simd256(value.GetUpper()).StoreFirst(ref destination, offset + 8, count - 8);
    }

    // The sixteen bits that remain of each lane, in the lower half of it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Rounded(Vector512<float> value)
    {
        var bits = value.AsUInt32();
        var even = bits + Vector512.Create(BFloat16.HalfMinusOne) + ((bits >> 16) & Vector512<uint>.One);
        return Vector512.ConditionalSelect(
            Vector512.Equals(value, value).AsUInt32(), even, bits | Vector512.Create(BFloat16.QuietBit)) >> 16;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Simd512 value, ref float destination, nuint offset) => value.value.StoreUnsafe(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Simd512 value, ref float destination, nuint offset, int count) => value.StoreFirst(ref destination, offset, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Simd512 value, ref BFloat16 destination, nuint offset) => value.Store(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Simd512 value, ref BFloat16 destination, nuint offset, int count) => value.StoreFirst(ref destination, offset, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreBytes(ref byte destination, nuint offset)
    {
        var ints = Vector512.ConvertToInt32Native(value).AsUInt32();
        var shorts = Vector256.Narrow(ints.GetLower(), ints.GetUpper());
        Vector128.Narrow(shorts.GetLower(), shorts.GetUpper()).StoreUnsafe(ref destination, offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 operator +(Simd512 a, Simd512 b) => new(a.value + b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 operator -(Simd512 a, Simd512 b) => new(a.value - b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 operator *(Simd512 a, Simd512 b) => new(a.value * b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 operator /(Simd512 a, Simd512 b) => new(a.value / b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Negate(Simd512 a) => new(-a.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 MultiplyAdd(Simd512 a, Simd512 b, Simd512 c) =>
        new(Vector512.MultiplyAddEstimate(a.value, b.value, c.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 MultiplyAdd(Simd512 a, Simd512 b, float constant) =>
        new(Vector512.MultiplyAddEstimate(a.value, b.value, Vector512.Create(constant)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Polynomial(Simd512 x, float a, float b, float c, float d, float e, float f)
    {
        var sum = Vector512.MultiplyAddEstimate(Vector512.Create(a), x.value, Vector512.Create(b));
        sum = Vector512.MultiplyAddEstimate(sum, x.value, Vector512.Create(c));
        sum = Vector512.MultiplyAddEstimate(sum, x.value, Vector512.Create(d));
        sum = Vector512.MultiplyAddEstimate(sum, x.value, Vector512.Create(e));
        return new(Vector512.MultiplyAddEstimate(sum, x.value, Vector512.Create(f)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 MultiplyAdd(Simd512 a, ref float b, nuint offset, Simd512 c) =>
        new(Vector512.MultiplyAddEstimate(a.value, Vector512.Create(Unsafe.Add(ref b, offset)), c.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 MultiplyAdd(ref float a, nuint at, ref float b, nuint offset, Simd512 c) =>
        new(Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref a, at), Vector512.Create(Unsafe.Add(ref b, offset)), c.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 MultiplyAdd(Simd512 a, ref BFloat16 b, nuint offset, Simd512 c) =>
        new(Vector512.MultiplyAddEstimate(a.value, Vector512.Create((float)Unsafe.Add(ref b, offset)), c.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Max(Simd512 a, Simd512 b) => new(Vector512.Max(a.value, b.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Min(Simd512 a, Simd512 b) => new(Vector512.Min(a.value, b.value));

    // Of two numbers one of which is NaN, maxps and minps answer with the second.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Max(Simd512 a, float constant) => new(Vector512.MaxNative(Vector512.Create(constant), a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Min(Simd512 a, float constant) => new(Vector512.MinNative(Vector512.Create(constant), a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Abs(Simd512 a) => new(Vector512.Abs(a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Sqrt(Simd512 a) => new(Vector512.Sqrt(a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Round(Simd512 a) => new(Vector512.Round(a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Floor(Simd512 a) => new(Vector512.Floor(a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Scale(Simd512 a, Simd512 n) =>
        Avx512F.IsSupported ? new(Avx512F.Scale(a.value, n.value)) : ScaleTwice(a, n);

    // In two steps, since 2ⁿ itself need not be a float: half of n is added to the exponent of a, the rest multiplies.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Simd512 ScaleTwice(Simd512 a, Simd512 n)
    {
        var whole = Vector512.ConvertToInt32Native(n.value);
        var half = whole >> 1;
        var rest = ((whole - half + Vector512.Create(127)) << 23).AsSingle();
        return new((a.value.AsInt32() + (half << 23)).AsSingle() * rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 WherePositive(Simd512 gate, Simd512 value) =>
        new(Vector512.GreaterThan(gate.value, Vector512<float>.Zero) & value.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 WhereEqual(Simd512 a, Simd512 b, Simd512 value) =>
        new(Vector512.Equals(a.value, b.value) & value.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 WhereGreater(Simd512 a, Simd512 b, Simd512 yes, Simd512 no) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(a.value, b.value), yes.value, no.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Select(Simd512 condition, Simd512 yes, Simd512 no) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(condition.value, Vector512<float>.Zero), no.value, yes.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Greater(Simd512 a, Simd512 b) =>
        new(Vector512.GreaterThan(a.value, b.value) & Vector512<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 GreaterOrEqual(Simd512 a, Simd512 b) =>
        new(Vector512.GreaterThanOrEqual(a.value, b.value) & Vector512<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Less(Simd512 a, Simd512 b) =>
        new(Vector512.LessThan(a.value, b.value) & Vector512<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 LessOrEqual(Simd512 a, Simd512 b) =>
        new(Vector512.LessThanOrEqual(a.value, b.value) & Vector512<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Equal(Simd512 a, Simd512 b) =>
        new(Vector512.Equals(a.value, b.value) & Vector512<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 NotEqual(Simd512 a, Simd512 b) =>
        new(Vector512.AndNot(Vector512<float>.One, Vector512.Equals(a.value, b.value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 SwapPairs(Simd512 a) =>
        new(Vector512.Shuffle(a.value, Vector512.Create(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Simd512 a) => Simd256.Sum(new Simd256(a.value.GetLower() + a.value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Simd512 a) =>
        Simd256.Max(new Simd256(Vector256.Max(a.value.GetLower(), a.value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Min(Simd512 a) =>
        Simd256.Min(new Simd256(Vector256.Min(a.value.GetLower(), a.value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 CreateIntegers(uint value) => new(Vector512.Create(value).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 CountFrom(uint first) =>
        new((Vector512.Create(first) + Vector512<uint>.Indices).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 AddIntegers(Simd512 a, Simd512 b) =>
        new((a.value.AsUInt32() + b.value.AsUInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 SubtractIntegers(Simd512 a, Simd512 b) =>
        new((a.value.AsUInt32() - b.value.AsUInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 MultiplyIntegers(Simd512 a, Simd512 b) =>
        new((a.value.AsUInt32() * b.value.AsUInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Xor(Simd512 a, Simd512 b) => new(a.value ^ b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 And(Simd512 a, Simd512 b) => new(a.value & b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 ShiftLeft(Simd512 a, int bits) => new((a.value.AsUInt32() << bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 ShiftRight(Simd512 a, int bits) => new((a.value.AsUInt32() >> bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 ShiftRightSigned(Simd512 a, int bits) => new((a.value.AsInt32() >> bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 ToFloats(Simd512 integers) => new(Vector512.ConvertToSingle(integers.value.AsInt32()));
}
