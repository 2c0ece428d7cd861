using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ModelGen.Numerics;

#pragma warning disable CS1591 // every member is explained at ISimd

/// <summary>
/// Two groups side by side, treated as one of twice the length. A tile of six rows keeps the multipliers of every
/// processor busy when its row is as long as the registers allow: <c>Pair&lt;Pair&lt;Simd512&gt;&gt;</c> is 64 columns
/// in 24 of 32 registers, <c>Pair&lt;Simd256&gt;</c> is 16 columns in 12 of 16.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Pair<T>(T first, T second) : ISimd<Pair<T>> where T : struct, ISimd<T>
{
    private readonly T first = first, second = second;

    public static nuint Length => 2 * T.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Load(ref float source, nuint offset) =>
        new(T.Load(ref source, offset), T.Load(ref source, offset + T.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> LoadFirst(ref float source, nuint offset, int count) =>
        new(T.LoadFirst(ref source, offset, count), T.LoadFirst(ref source, offset + T.Length, count - (int)T.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Load(ref BFloat16 source, nuint offset) =>
        new(T.Load(ref source, offset), T.Load(ref source, offset + T.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> LoadFirst(ref BFloat16 source, nuint offset, int count) =>
        new(T.LoadFirst(ref source, offset, count), T.LoadFirst(ref source, offset + T.Length, count - (int)T.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Load(ref sbyte source, nuint offset) =>
        new(T.Load(ref source, offset), T.Load(ref source, offset + T.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> LoadBytes(ref byte source, nuint offset) =>
        new(T.LoadBytes(ref source, offset), T.LoadBytes(ref source, offset + T.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Broadcast(ref float source, nuint offset) => Twice(T.Broadcast(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Broadcast(ref BFloat16 source, nuint offset) => Twice(T.Broadcast(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Create(float value) => Twice(T.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Pair<T> Twice(T value) => new(value, value);   // one register, used by both halves

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, nuint offset)
    {
        first.Store(ref destination, offset);
        second.Store(ref destination, offset + T.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFirst(ref float destination, nuint offset, int count)
    {
        first.StoreFirst(ref destination, offset, count);
        second.StoreFirst(ref destination, offset + T.Length, count - (int)T.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref BFloat16 destination, nuint offset)
    {
        first.Store(ref destination, offset);
        second.Store(ref destination, offset + T.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFirst(ref BFloat16 destination, nuint offset, int count)
    {
        first.StoreFirst(ref destination, offset, count);
        second.StoreFirst(ref destination, offset + T.Length, count - (int)T.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Pair<T> value, ref float destination, nuint offset)
    {
        T.Store(value.first, ref destination, offset);
        T.Store(value.second, ref destination, offset + T.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Pair<T> value, ref float destination, nuint offset, int count)
    {
        T.StoreFirst(value.first, ref destination, offset, count);
        T.StoreFirst(value.second, ref destination, offset + T.Length, count - (int)T.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Pair<T> value, ref BFloat16 destination, nuint offset)
    {
        T.Store(value.first, ref destination, offset);
        T.Store(value.second, ref destination, offset + T.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Pair<T> value, ref BFloat16 destination, nuint offset, int count)
    {
        T.StoreFirst(value.first, ref destination, offset, count);
        T.StoreFirst(value.second, ref destination, offset + T.Length, count - (int)T.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreBytes(ref byte destination, nuint offset)
    {
        first.StoreBytes(ref destination, offset);
        second.StoreBytes(ref destination, offset + T.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> operator +(Pair<T> a, Pair<T> b) => new(a.first + b.first, a.second + b.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> operator -(Pair<T> a, Pair<T> b) => new(a.first - b.first, a.second - b.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> operator *(Pair<T> a, Pair<T> b) => new(a.first * b.first, a.second * b.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> operator /(Pair<T> a, Pair<T> b) => new(a.first / b.first, a.second / b.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Negate(Pair<T> a) => new(T.Negate(a.first), T.Negate(a.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> MultiplyAdd(Pair<T> a, Pair<T> b, Pair<T> c) =>
        new(T.MultiplyAdd(a.first, b.first, c.first), T.MultiplyAdd(a.second, b.second, c.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> MultiplyAdd(Pair<T> a, Pair<T> b, float constant) =>
        new(T.MultiplyAdd(a.first, b.first, constant), T.MultiplyAdd(a.second, b.second, constant));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Polynomial(Pair<T> x, float a, float b, float c, float d, float e, float f) =>
        new(T.Polynomial(x.first, a, b, c, d, e, f), T.Polynomial(x.second, a, b, c, d, e, f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> MultiplyAdd(Pair<T> a, ref float b, nuint offset, Pair<T> c) =>
        MultiplyAdd(a, Broadcast(ref b, offset), c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> MultiplyAdd(ref float a, nuint at, ref float b, nuint offset, Pair<T> c) =>
        MultiplyAdd(Load(ref a, at), Broadcast(ref b, offset), c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> MultiplyAdd(Pair<T> a, ref BFloat16 b, nuint offset, Pair<T> c) =>
        MultiplyAdd(a, Broadcast(ref b, offset), c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Max(Pair<T> a, Pair<T> b) => new(T.Max(a.first, b.first), T.Max(a.second, b.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Min(Pair<T> a, Pair<T> b) => new(T.Min(a.first, b.first), T.Min(a.second, b.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Max(Pair<T> a, float constant) => new(T.Max(a.first, constant), T.Max(a.second, constant));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Min(Pair<T> a, float constant) => new(T.Min(a.first, constant), T.Min(a.second, constant));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Abs(Pair<T> a) => new(T.Abs(a.first), T.Abs(a.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Sqrt(Pair<T> a) => new(T.Sqrt(a.first), T.Sqrt(a.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Round(Pair<T> a) => new(T.Round(a.first), T.Round(a.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Floor(Pair<T> a) => new(T.Floor(a.first), T.Floor(a.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Scale(Pair<T> a, Pair<T> n) => new(T.Scale(a.first, n.first), T.Scale(a.second, n.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> WherePositive(Pair<T> gate, Pair<T> value) =>
        new(T.WherePositive(gate.first, value.first), T.WherePositive(gate.second, value.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> WhereEqual(Pair<T> a, Pair<T> b, Pair<T> value) =>
        new(T.WhereEqual(a.first, b.first, value.first), T.WhereEqual(a.second, b.second, value.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> WhereGreater(Pair<T> a, Pair<T> b, Pair<T> yes, Pair<T> no) => new(
        T.WhereGreater(a.first, b.first, yes.first, no.first),
        T.WhereGreater(a.second, b.second, yes.second, no.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Select(Pair<T> condition, Pair<T> yes, Pair<T> no) =>
        new(T.Select(condition.first, yes.first, no.first), T.Select(condition.second, yes.second, no.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Greater(Pair<T> a, Pair<T> b) =>
        new(T.Greater(a.first, b.first), T.Greater(a.second, b.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> GreaterOrEqual(Pair<T> a, Pair<T> b) =>
        new(T.GreaterOrEqual(a.first, b.first), T.GreaterOrEqual(a.second, b.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Less(Pair<T> a, Pair<T> b) => new(T.Less(a.first, b.first), T.Less(a.second, b.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> LessOrEqual(Pair<T> a, Pair<T> b) =>
        new(T.LessOrEqual(a.first, b.first), T.LessOrEqual(a.second, b.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Equal(Pair<T> a, Pair<T> b) => new(T.Equal(a.first, b.first), T.Equal(a.second, b.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> NotEqual(Pair<T> a, Pair<T> b) =>
        new(T.NotEqual(a.first, b.first), T.NotEqual(a.second, b.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> SwapPairs(Pair<T> a) => new(T.SwapPairs(a.first), T.SwapPairs(a.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Pair<T> a) => T.Sum(a.first + a.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Pair<T> a) => T.Max(T.Max(a.first, a.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Min(Pair<T> a) => T.Min(T.Min(a.first, a.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> CreateIntegers(uint value) => Twice(T.CreateIntegers(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> CountFrom(uint first) => new(T.CountFrom(first), T.CountFrom(first + (uint)T.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> AddIntegers(Pair<T> a, Pair<T> b) =>
        new(T.AddIntegers(a.first, b.first), T.AddIntegers(a.second, b.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> SubtractIntegers(Pair<T> a, Pair<T> b) =>
        new(T.SubtractIntegers(a.first, b.first), T.SubtractIntegers(a.second, b.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> MultiplyIntegers(Pair<T> a, Pair<T> b) =>
        new(T.MultiplyIntegers(a.first, b.first), T.MultiplyIntegers(a.second, b.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Xor(Pair<T> a, Pair<T> b) => new(T.Xor(a.first, b.first), T.Xor(a.second, b.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> And(Pair<T> a, Pair<T> b) => new(T.And(a.first, b.first), T.And(a.second, b.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> ShiftLeft(Pair<T> a, int bits) =>
        new(T.ShiftLeft(a.first, bits), T.ShiftLeft(a.second, bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> ShiftRight(Pair<T> a, int bits) =>
        new(T.ShiftRight(a.first, bits), T.ShiftRight(a.second, bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> ShiftRightSigned(Pair<T> a, int bits) =>
        new(T.ShiftRightSigned(a.first, bits), T.ShiftRightSigned(a.second, bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> ToFloats(Pair<T> integers) => new(T.ToFloats(integers.first), T.ToFloats(integers.second));
}
