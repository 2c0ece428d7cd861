using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ModelGen.Numerics;

#pragma warning disable CS1591 // every member is explained at ISimd

/// <summary>Four floats, one SSE or NEON register.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Simd128(Vector128<float> value) : ISimd<Simd128>
{
    private readonly Vector128<float> value = value;

    public static nuint Length => 4;

    internal Vector128<float> Value => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Load(ref float source, nuint offset) => new(Vector128.LoadUnsafe(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 LoadFirst(ref float source, nuint offset, int count)
    {
        if (count >= 4) return Load(ref source, offset);
        if (count <= 0) return default;
        ref var first = ref Unsafe.Add(ref source, offset);
        if (count == 1) return new(Vector128.CreateScalar(first));
        var two = Vector128.CreateScalar(Unsafe.ReadUnaligned<long>(ref Unsafe.As<float, byte>(ref first))).AsSingle();
        return new(count == 2 ? two : two.WithElement(2, Unsafe.Add(ref first, 2)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Load(ref BFloat16 source, nuint offset) =>
        Widened(Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<BFloat16, byte>(ref Unsafe.Add(ref source, offset))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 LoadFirst(ref BFloat16 source, nuint offset, int count)
    {
        if (count >= 4) return Load(ref source, offset);
        if (count <= 0) return default;
        ref var first = ref Unsafe.As<BFloat16, ushort>(ref Unsafe.Add(ref source, offset));
        if (count == 1) return Widened(first);
        var two = Unsafe.ReadUnaligned<uint>(ref Unsafe.As<ushort, byte>(ref first));
        return Widened(count == 2 ? two : two | (ulong)Unsafe.Add(ref first, 2) << 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Simd128 Widened(ulong four) =>
        new((Vector128.WidenLower(Vector128.CreateScalar(four).AsUInt16()) << 16).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Load(ref sbyte source, nuint offset)
    {
        var bytes = Vector128.CreateScalar(Unsafe.ReadUnaligned<uint>(ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref source, offset)))).AsSByte();
        return new(Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(bytes))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 LoadBytes(ref byte source, nuint offset)
    {
        var bytes = Vector128.CreateScalar(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, offset))).AsByte();
        return new(Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Broadcast(ref float source, nuint offset) => Create(Unsafe.Add(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Broadcast(ref BFloat16 source, nuint offset) => Create(Unsafe.Add(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Create(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, nuint offset) => value.StoreUnsafe(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFirst(ref float destination, nuint offset, int count)
    {
        if (count >= 4)
        {
            Store(ref destination, offset);
            return;
        }
        if (count <= 0) return;
        ref var first = ref Unsafe.Add(ref destination, offset);
        first = value.ToScalar();
        if (count > 1) Unsafe.Add(ref first, 1) = value.GetElement(1);
        if (count > 2) Unsafe.Add(ref first, 2) = value.GetElement(2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref BFloat16 destination, nuint offset)
    {
        var rounded = Rounded(value);
        var four = Vector128.Narrow(rounded, rounded).AsUInt64().ToScalar();
        Unsafe.WriteUnaligned(ref Unsafe.As<BFloat16, byte>(ref Unsafe.Add(ref destination, offset)), four);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFirst(ref BFloat16 destination, nuint offset, int count)
    {
        if (count >= 4)
        {
            Store(ref destination, offset);
            return;
        }
        ref var first = ref Unsafe.Add(ref destination, offset);
        for (var i = 0; i < count; i++) Unsafe.Add(ref first, i) = (BFloat16)value.GetElement(i);
    }

    // The sixteen bits that remain of each lane, in the lower half of it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Rounded(Vector128<float> value)
    {
        var bits = value.AsUInt32();
        var even = bits + Vector128.Create(BFloat16.HalfMinusOne) + ((bits >> 16) & Vector128<uint>.One);
        return Vector128.ConditionalSelect(
            Vector128.Equals(value, value).AsUInt32(), even, bits | Vector128.Create(BFloat16.QuietBit)) >> 16;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Simd128 value, ref float destination, nuint offset) => value.value.StoreUnsafe(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Simd128 value, ref float destination, nuint offset, int count) => value.StoreFirst(ref destination, offset, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Simd128 value, ref BFloat16 destination, nuint offset) => value.Store(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Simd128 value, ref BFloat16 destination, nuint offset, int count) => value.StoreFirst(ref destination, offset, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreBytes(ref byte destination, nuint offset)
    {
        var ints = Vector128.ConvertToInt32Native(value).AsUInt32();
        var shorts = Vector128.Narrow(ints, ints);
        var bytes = Vector128.Narrow(shorts, shorts).AsUInt32().ToScalar();
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, offset), bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 operator +(Simd128 a, Simd128 b) => new(a.value + b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 operator -(Simd128 a, Simd128 b) => new(a.value - b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 operator *(Simd128 a, Simd128 b) => new(a.value * b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 operator /(Simd128 a, Simd128 b) => new(a.value / b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Negate(Simd128 a) => new(-a.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 MultiplyAdd(Simd128 a, Simd128 b, Simd128 c) =>
        new(Vector128.MultiplyAddEstimate(a.value, b.value, c.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 MultiplyAdd(Simd128 a, Simd128 b, float constant) =>
        new(Vector128.MultiplyAddEstimate(a.value, b.value, Vector128.Create(constant)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Polynomial(Simd128 x, float a, float b, float c, float d, float e, float f)
    {
        var sum = Vector128.MultiplyAddEstimate(Vector128.Create(a), x.value, Vector128.Create(b));
        sum = Vector128.MultiplyAddEstimate(sum, x.value, Vector128.Create(c));
        sum = Vector128.MultiplyAddEstimate(sum, x.value, Vector128.Create(d));
        sum = Vector128.MultiplyAddEstimate(sum, x.value, Vector128.Create(e));
        return new(Vector128.MultiplyAddEstimate(sum, x.value, Vector128.Create(f)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 MultiplyAdd(Simd128 a, ref float b, nuint offset, Simd128 c) =>
        new(Vector128.MultiplyAddEstimate(a.value, Vector128.Create(Unsafe.Add(ref b, offset)), c.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 MultiplyAdd(ref float a, nuint at, ref float b, nuint offset, Simd128 c) =>
        new(Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref a, at), Vector128.Create(Unsafe.Add(ref b, offset)), c.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 MultiplyAdd(Simd128 a, ref BFloat16 b, nuint offset, Simd128 c) =>
        new(Vector128.MultiplyAddEstimate(a.value, Vector128.Create((float)Unsafe.Add(ref b, offset)), c.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Max(Simd128 a, Simd128 b) =>
        new(Vector128.ConditionalSelect(Vector128.Equals(a.value, a.value), Vector128.MaxNative(a.value, b.value), a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Min(Simd128 a, Simd128 b) =>
        new(Vector128.ConditionalSelect(Vector128.Equals(a.value, a.value), Vector128.MinNative(a.value, b.value), a.value));

    // Of two numbers one of which is NaN, maxps and minps answer with the second.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Max(Simd128 a, float constant) => new(Vector128.MaxNative(Vector128.Create(constant), a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Min(Simd128 a, float constant) => new(Vector128.MinNative(Vector128.Create(constant), a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Abs(Simd128 a) => new(Vector128.Abs(a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Sqrt(Simd128 a) => new(Vector128.Sqrt(a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Round(Simd128 a) => new(Vector128.Round(a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Floor(Simd128 a) => new(Vector128.Floor(a.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Scale(Simd128 a, Simd128 n) =>
        Avx512F.VL.IsSupported ? new(Avx512F.VL.Scale(a.value, n.value)) : ScaleTwice(a, n);

    // In two steps, since 2ⁿ itself need not be a float: half of n is added to the exponent of a, the rest multiplies.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Simd128 ScaleTwice(Simd128 a, Simd128 n)
    {
        var whole = Vector128.ConvertToInt32Native(n.value);
        var half = whole >> 1;
        var rest = ((whole - half + Vector128.Create(127)) << 23).AsSingle();
        return new((a.value.AsInt32() + (half << 23)).AsSingle() * rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 WherePositive(Simd128 gate, Simd128 value) =>
        new(Vector128.GreaterThan(gate.value, Vector128<float>.Zero) & value.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 WhereEqual(Simd128 a, Simd128 b, Simd128 value) =>
        new(Vector128.Equals(a.value, b.value) & value.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 WhereGreater(Simd128 a, Simd128 b, Simd128 yes, Simd128 no) =>
        new(Vector128.ConditionalSelect(Vector128.GreaterThan(a.value, b.value), yes.value, no.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Select(Simd128 condition, Simd128 yes, Simd128 no) =>
        new(Vector128.ConditionalSelect(Vector128.Equals(condition.value, Vector128<float>.Zero), no.value, yes.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Greater(Simd128 a, Simd128 b) =>
        new(Vector128.GreaterThan(a.value, b.value) & Vector128<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 GreaterOrEqual(Simd128 a, Simd128 b) =>
        new(Vector128.GreaterThanOrEqual(a.value, b.value) & Vector128<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Less(Simd128 a, Simd128 b) =>
        new(Vector128.LessThan(a.value, b.value) & Vector128<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 LessOrEqual(Simd128 a, Simd128 b) =>
        new(Vector128.LessThanOrEqual(a.value, b.value) & Vector128<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Equal(Simd128 a, Simd128 b) =>
        new(Vector128.Equals(a.value, b.value) & Vector128<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 NotEqual(Simd128 a, Simd128 b) =>
        new(Vector128.AndNot(Vector128<float>.One, Vector128.Equals(a.value, b.value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 SwapPairs(Simd128 a) =>
        new(Vector128.Shuffle(a.value, Vector128.Create(1, 0, 3, 2)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Simd128 a) => a.value[0] + a.value[2] + (a.value[1] + a.value[3]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Simd128 a) =>
        MathF.Max(MathF.Max(a.value[0], a.value[1]), MathF.Max(a.value[2], a.value[3]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Min(Simd128 a) =>
        MathF.Min(MathF.Min(a.value[0], a.value[1]), MathF.Min(a.value[2], a.value[3]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 CreateIntegers(uint value) => new(Vector128.Create(value).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 CountFrom(uint first) =>
        new((Vector128.Create(first) + Vector128<uint>.Indices).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 AddIntegers(Simd128 a, Simd128 b) =>
        new((a.value.AsUInt32() + b.value.AsUInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 SubtractIntegers(Simd128 a, Simd128 b) =>
        new((a.value.AsUInt32() - b.value.AsUInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 MultiplyIntegers(Simd128 a, Simd128 b) =>
        new((a.value.AsUInt32() * b.value.AsUInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Xor(Simd128 a, Simd128 b) => new(a.value ^ b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 And(Simd128 a, Simd128 b) => new(a.value & b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 ShiftLeft(Simd128 a, int bits) => new((a.value.AsUInt32() << bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 ShiftRight(Simd128 a, int bits) => new((a.value.AsUInt32() >> bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 ShiftRightSigned(Simd128 a, int bits) => new((a.value.AsInt32() >> bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 ToFloats(Simd128 integers) => new(Vector128.ConvertToSingle(integers.value.AsInt32()));
}
