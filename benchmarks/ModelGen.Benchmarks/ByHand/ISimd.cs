namespace ModelGen.Benchmarks.ByHand;

/// <summary>
/// A group of floats that the processor handles together. Kernels are written once against this interface;
/// <see cref="Simd512"/>, <see cref="Simd256"/> and <see cref="Simd128"/> are one register each,
/// <see cref="Pair{T}"/> puts two groups side by side. The JIT compiles a kernel anew for each of them,
/// and every member becomes one instruction (or one per register).
/// </summary>
public interface ISimd<TSelf> where TSelf : struct, ISimd<TSelf>
{
    /// <summary>How many floats the group holds.</summary>
    static abstract nuint Length { get; }

    static abstract TSelf Load(ref float source, nuint offset);

    /// <summary>The one float at <paramref name="offset"/>, in every lane.</summary>
    static abstract TSelf Broadcast(ref float source, nuint offset);

    static abstract TSelf Create(float value);

    void Store(ref float destination, nuint offset);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>a · b + c, rounded once where the processor can.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>a · b[offset] + c: the broadcast is part of the instruction where the processor allows.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, ref float b, nuint offset, TSelf c);

    static abstract TSelf Max(TSelf a, TSelf b);

    static abstract TSelf Min(TSelf a, TSelf b);

    static abstract TSelf Sqrt(TSelf a);

    /// <summary>The nearest integer, still as a float.</summary>
    static abstract TSelf Round(TSelf a);

    /// <summary>2ⁿ for integers −126 ≤ n ≤ 127.</summary>
    static abstract TSelf PowerOfTwo(TSelf n);

    /// <summary><paramref name="value"/> in the lanes where <paramref name="gate"/> &gt; 0, else 0.</summary>
    static abstract TSelf WherePositive(TSelf gate, TSelf value);

    /// <summary>a &gt; b ? yes : no, lane by lane.</summary>
    static abstract TSelf WhereGreater(TSelf a, TSelf b, TSelf yes, TSelf no);

    /// <summary>Stores lanes that hold integers from 0 to 255 as bytes.</summary>
    void StoreBytes(ref byte destination, nuint offset);

    /// <summary>The sum of all lanes.</summary>
    static abstract float Sum(TSelf a);

    /// <summary>The largest lane.</summary>
    static abstract float Max(TSelf a);
}
