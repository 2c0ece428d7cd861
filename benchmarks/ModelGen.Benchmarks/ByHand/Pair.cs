using System.Runtime.CompilerServices;

namespace ModelGen.Benchmarks.ByHand;

/// <summary>
/// Two groups side by side, treated as one of twice the length. A tile of six rows keeps the multipliers of every
/// processor busy when its row is as long as the registers allow: <c>Pair&lt;Pair&lt;Simd512&gt;&gt;</c> is 64 columns
/// in 24 of 32 registers, <c>Pair&lt;Simd256&gt;</c> is 16 columns in 12 of 16.
/// </summary>
public readonly struct Pair<T>(T first, T second) : ISimd<Pair<T>> where T : struct, ISimd<T>
{
    private readonly T first = first, second = second;

    public static nuint Length => 2 * T.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Load(ref float source, nuint offset) =>
        new(T.Load(ref source, offset), T.Load(ref source, offset + T.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Broadcast(ref float source, nuint offset) => Twice(T.Broadcast(ref source, offset));

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
    public static Pair<T> operator +(Pair<T> a, Pair<T> b) => new(a.first + b.first, a.second + b.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> operator -(Pair<T> a, Pair<T> b) => new(a.first - b.first, a.second - b.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> operator *(Pair<T> a, Pair<T> b) => new(a.first * b.first, a.second * b.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> operator /(Pair<T> a, Pair<T> b) => new(a.first / b.first, a.second / b.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> MultiplyAdd(Pair<T> a, Pair<T> b, Pair<T> c) =>
        new(T.MultiplyAdd(a.first, b.first, c.first), T.MultiplyAdd(a.second, b.second, c.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> MultiplyAdd(Pair<T> a, ref float b, nuint offset, Pair<T> c) =>
        MultiplyAdd(a, Broadcast(ref b, offset), c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Max(Pair<T> a, Pair<T> b) => new(T.Max(a.first, b.first), T.Max(a.second, b.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Min(Pair<T> a, Pair<T> b) => new(T.Min(a.first, b.first), T.Min(a.second, b.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Sqrt(Pair<T> a) => new(T.Sqrt(a.first), T.Sqrt(a.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Round(Pair<T> a) => new(T.Round(a.first), T.Round(a.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> PowerOfTwo(Pair<T> n) => new(T.PowerOfTwo(n.first), T.PowerOfTwo(n.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> WherePositive(Pair<T> gate, Pair<T> value) =>
        new(T.WherePositive(gate.first, value.first), T.WherePositive(gate.second, value.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> WhereGreater(Pair<T> a, Pair<T> b, Pair<T> yes, Pair<T> no) => new(
        T.WhereGreater(a.first, b.first, yes.first, no.first),
        T.WhereGreater(a.second, b.second, yes.second, no.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreBytes(ref byte destination, nuint offset)
    {
        first.StoreBytes(ref destination, offset);
        second.StoreBytes(ref destination, offset + T.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Pair<T> a) => T.Sum(a.first + a.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Pair<T> a) => T.Max(T.Max(a.first, a.second));
}
