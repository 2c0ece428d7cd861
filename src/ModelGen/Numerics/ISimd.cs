using System.ComponentModel;

namespace ModelGen.Numerics;

/// <summary>
/// A group of floats that the processor handles together. Kernels are written once against this interface;
/// <see cref="Simd512"/>, <see cref="Simd256"/> and <see cref="Simd128"/> are one register each,
/// <see cref="Pair{T}"/> puts two groups side by side. The JIT compiles a kernel anew for each of them,
/// and almost every member becomes one instruction (or one per register).
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ISimd<TSelf> where TSelf : struct, ISimd<TSelf>
{
    /// <summary>How many floats the group holds.</summary>
    static abstract nuint Length { get; }

    /// <summary>The floats from <paramref name="offset"/> on.</summary>
    static abstract TSelf Load(ref float source, nuint offset);

    /// <summary>The first <paramref name="count"/> floats and 0 for the rest; never reads further.</summary>
    static abstract TSelf LoadFirst(ref float source, nuint offset, int count);

    /// <summary>The numbers from <paramref name="offset"/> on, as floats.</summary>
    static abstract TSelf Load(ref BFloat16 source, nuint offset);

    /// <summary>The first <paramref name="count"/> numbers as floats and 0 for the rest; never reads further.</summary>
    static abstract TSelf LoadFirst(ref BFloat16 source, nuint offset, int count);

    /// <summary>The integers from <paramref name="offset"/> on, as floats.</summary>
    static abstract TSelf Load(ref sbyte source, nuint offset);

    /// <summary>As many bytes as the group is long, as floats from 0 to 255.</summary>
    static abstract TSelf LoadBytes(ref byte source, nuint offset);

    /// <summary>The one float at <paramref name="offset"/>, in every lane.</summary>
    static abstract TSelf Broadcast(ref float source, nuint offset);

    /// <summary>The one number at <paramref name="offset"/> as a float, in every lane.</summary>
    static abstract TSelf Broadcast(ref BFloat16 source, nuint offset);

    /// <summary>The same number in every lane.</summary>
    static abstract TSelf Create(float value);

    /// <summary>Writes all lanes from <paramref name="offset"/> on.</summary>
    void Store(ref float destination, nuint offset);

    /// <summary>Writes the first <paramref name="count"/> lanes and nothing behind them.</summary>
    void StoreFirst(ref float destination, nuint offset, int count);

    /// <summary>Rounds all lanes, halves to even, and writes them from <paramref name="offset"/> on.</summary>
    void Store(ref BFloat16 destination, nuint offset);

    /// <summary>Rounds the first <paramref name="count"/> lanes and writes them and nothing behind them.</summary>
    void StoreFirst(ref BFloat16 destination, nuint offset, int count);

    /// <summary>Writes an expression: one that is no variable would have to go through memory to have a member called.</summary>
    static abstract void Store(TSelf value, ref float destination, nuint offset);

    /// <summary>Writes the first lanes of an expression.</summary>
    static abstract void StoreFirst(TSelf value, ref float destination, nuint offset, int count);

    /// <summary>Rounds an expression and writes it.</summary>
    static abstract void Store(TSelf value, ref BFloat16 destination, nuint offset);

    /// <summary>Rounds the first lanes of an expression and writes them.</summary>
    static abstract void StoreFirst(TSelf value, ref BFloat16 destination, nuint offset, int count);

    /// <summary>Writes lanes that hold integers from 0 to 255 as bytes.</summary>
    void StoreBytes(ref byte destination, nuint offset);

    /// <summary>a + b</summary>
    static abstract TSelf operator +(TSelf a, TSelf b);

    /// <summary>a − b</summary>
    static abstract TSelf operator -(TSelf a, TSelf b);

    /// <summary>a · b</summary>
    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>a / b</summary>
    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>−a</summary>
    static abstract TSelf Negate(TSelf a);

    /// <summary>a · b + c, rounded once where the processor can.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>a · b + constant: a step of a polynomial.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, float constant);

    /// <summary>((((a·x + b)·x + c)·x + d)·x + e)·x + f: six terms of a polynomial, in one step for the JIT's inliner.</summary>
    static abstract TSelf Polynomial(TSelf x, float a, float b, float c, float d, float e, float f);

    /// <summary>a · b[offset] + c: the broadcast is part of the instruction where the processor allows.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, ref float b, nuint offset, TSelf c);

    /// <summary>a[at …] · b[offset] + c, in one step for the JIT's inliner.</summary>
    static abstract TSelf MultiplyAdd(ref float a, nuint at, ref float b, nuint offset, TSelf c);

    /// <summary>a · b[offset] + c.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, ref BFloat16 b, nuint offset, TSelf c);

    /// <summary>The larger; NaN if either is NaN.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>The smaller; NaN if either is NaN.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>The larger of a and a number that is not NaN, by one instruction; NaN if a is NaN.</summary>
    static abstract TSelf Max(TSelf a, float constant);

    /// <summary>The smaller of a and a number that is not NaN, by one instruction; NaN if a is NaN.</summary>
    static abstract TSelf Min(TSelf a, float constant);

    /// <summary>|a|</summary>
    static abstract TSelf Abs(TSelf a);

    /// <summary>√a, correctly rounded.</summary>
    static abstract TSelf Sqrt(TSelf a);

    /// <summary>The nearest integer, still as a float; halves go to the even one.</summary>
    static abstract TSelf Round(TSelf a);

    /// <summary>The largest integer that is not above a, still as a float.</summary>
    static abstract TSelf Floor(TSelf a);

    /// <summary>a · 2ⁿ, rounded once, for integers −240 ≤ n ≤ 250 and a between ½ and 2.</summary>
    static abstract TSelf Scale(TSelf a, TSelf n);

    /// <summary><paramref name="value"/> in the lanes where <paramref name="gate"/> &gt; 0, else 0.</summary>
    static abstract TSelf WherePositive(TSelf gate, TSelf value);

    /// <summary><paramref name="value"/> in the lanes where a = b, else 0.</summary>
    static abstract TSelf WhereEqual(TSelf a, TSelf b, TSelf value);

    /// <summary>a &gt; b ? yes : no, lane by lane.</summary>
    static abstract TSelf WhereGreater(TSelf a, TSelf b, TSelf yes, TSelf no);

    /// <summary>condition ≠ 0 ? yes : no, lane by lane.</summary>
    static abstract TSelf Select(TSelf condition, TSelf yes, TSelf no);

    /// <summary>1 where a &gt; b, else 0.</summary>
    static abstract TSelf Greater(TSelf a, TSelf b);

    /// <summary>1 where a ≥ b, else 0.</summary>
    static abstract TSelf GreaterOrEqual(TSelf a, TSelf b);

    /// <summary>1 where a &lt; b, else 0.</summary>
    static abstract TSelf Less(TSelf a, TSelf b);

    /// <summary>1 where a ≤ b, else 0.</summary>
    static abstract TSelf LessOrEqual(TSelf a, TSelf b);

    /// <summary>1 where a = b, else 0.</summary>
    static abstract TSelf Equal(TSelf a, TSelf b);

    /// <summary>1 where a ≠ b (also if either is NaN), else 0.</summary>
    static abstract TSelf NotEqual(TSelf a, TSelf b);

    /// <summary>Lanes 0 and 1 exchanged, 2 and 3, and so on.</summary>
    static abstract TSelf SwapPairs(TSelf a);

    /// <summary>The sum of all lanes, halves added to halves.</summary>
    static abstract float Sum(TSelf a);

    /// <summary>The largest lane.</summary>
    static abstract float Max(TSelf a);

    /// <summary>The smallest lane.</summary>
    static abstract float Min(TSelf a);

    // The lanes as 32-bit integers: for exponents of floats and for the generator of random numbers.

    /// <summary>The same integer in every lane.</summary>
    static abstract TSelf CreateIntegers(uint value);

    /// <summary>The integers first, first + 1, … from lane to lane.</summary>
    static abstract TSelf CountFrom(uint first);

    /// <summary>a + b of integers, modulo 2³².</summary>
    static abstract TSelf AddIntegers(TSelf a, TSelf b);

    /// <summary>a − b of integers, modulo 2³².</summary>
    static abstract TSelf SubtractIntegers(TSelf a, TSelf b);

    /// <summary>a · b of integers, modulo 2³².</summary>
    static abstract TSelf MultiplyIntegers(TSelf a, TSelf b);

    /// <summary>a ⊕ b, bit by bit.</summary>
    static abstract TSelf Xor(TSelf a, TSelf b);

    /// <summary>a ∧ b, bit by bit.</summary>
    static abstract TSelf And(TSelf a, TSelf b);

    /// <summary>Integers shifted left by a constant.</summary>
    static abstract TSelf ShiftLeft(TSelf a, int bits);

    /// <summary>Integers shifted right by a constant, zeros from the left.</summary>
    static abstract TSelf ShiftRight(TSelf a, int bits);

    /// <summary>Signed integers shifted right by a constant: a / 2ᵇ rounded down.</summary>
    static abstract TSelf ShiftRightSigned(TSelf a, int bits);

    /// <summary>Signed integers as floats, rounded to nearest.</summary>
    static abstract TSelf ToFloats(TSelf integers);
}
