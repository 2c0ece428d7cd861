using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ModelGen.Numerics;

/// <summary>
/// Random numbers without memory: number i of a stream is a function of its key and i alone, so that it does not matter
/// which thread, vector width or device asks for it. 32-bit integer operations only.
/// </summary>
/// <remarks>
/// The key is mixed by pcg4d (Jarzynski and Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020); the counter by
/// the three multiplications of triple32 (Wellons, "hash-prospector", 2018: the least biased of its size), between
/// which the words of the key are added, so that two keys are never shifted copies of each other.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct CounterRandom
{
    private readonly uint key0, key1, key2;

    /// <summary>One of 2⁹⁶ streams.</summary>
    public CounterRandom(uint a, uint b, uint c)
    {
        uint x = a * 1664525 + 1013904223, y = b * 1664525 + 1013904223, z = c * 1664525 + 1013904223, w = 1013904223;
        (x, y, z, w) = Mix(x, y, z, w);
        (x, y, z, _) = Mix(x ^ (x >> 16), y ^ (y >> 16), z ^ (z >> 16), w ^ (w >> 16));
        (key0, key1, key2) = (x, y, z);
    }

    private static (uint, uint, uint, uint) Mix(uint x, uint y, uint z, uint w)
    {
        x += y * w;
        y += z * x;
        z += x * y;
        w += y * z;
        return (x, y, z, w);
    }

    /// <summary>32 random bits: number <paramref name="index"/> of the stream.</summary>
    public uint Bits(uint index)
    {
        var x = index + key0;
        x ^= x >> 17;
        x = x * 0xED5AD4BB + key1;
        x ^= x >> 11;
        x = x * 0xAC4C1B51 + key2;
        x ^= x >> 15;
        x *= 0x31848BAB;
        return x ^ (x >> 14);
    }

    /// <summary><see cref="Bits(uint)"/> of a group of indices.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Bits<T>(T index) where T : struct, ISimd<T>
    {
        var x = T.AddIntegers(index, T.CreateIntegers(key0));
        x = T.Xor(x, T.ShiftRight(x, 17));
        x = T.AddIntegers(T.MultiplyIntegers(x, T.CreateIntegers(0xED5AD4BB)), T.CreateIntegers(key1));
        x = T.Xor(x, T.ShiftRight(x, 11));
        x = T.AddIntegers(T.MultiplyIntegers(x, T.CreateIntegers(0xAC4C1B51)), T.CreateIntegers(key2));
        x = T.Xor(x, T.ShiftRight(x, 15));
        x = T.MultiplyIntegers(x, T.CreateIntegers(0x31848BAB));
        return T.Xor(x, T.ShiftRight(x, 14));
    }

    /// <summary>A number from 0 to below 1, a multiple of 2⁻²⁴.</summary>
    public float Uniform(uint index) => (Bits(index) >> 8) * (1f / (1 << 24));

    /// <summary><see cref="Uniform(uint)"/> of a group of indices.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Uniform<T>(T index) where T : struct, ISimd<T> =>
        T.ToFloats(T.ShiftRight(Bits(index), 8)) * T.Create(1f / (1 << 24));

    /// <summary>
    /// Elements of a dropout mask: 0 with probability <paramref name="rate"/>, else 1 / (1 − rate). Each depends on
    /// nothing but its index, the seed, the step and the stream (one for each dropout layer).
    /// </summary>
    /// <param name="mask">Where to write.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="seed">The seed of the training.</param>
    /// <param name="step">The number of the step.</param>
    /// <param name="stream">The number of the layer.</param>
    /// <param name="firstElement">The index of the first element in the batch's whole mask, below 2³².</param>
    /// <param name="rate">The share that is dropped, 0 to below 1.</param>
    [MethodImpl(Jit.Kernel)]
    public static void FillDropoutMask<T>(
        ref float mask, nuint count, uint seed, uint step, uint stream, nuint firstElement, float rate)
        where T : struct, ISimd<T>
    {
        var random = new CounterRandom(seed, step, stream);
        T dropped = T.Create(rate), kept = T.Create(1 / (1 - rate));
        for (nuint i = 0; i < count; i += T.Length)
        {
            var uniform = random.Uniform(T.CountFrom((uint)(firstElement + i)));
            var element = T.GreaterOrEqual(uniform, dropped) * kept;
            if (i + T.Length <= count) element.Store(ref mask, i);
            else element.StoreFirst(ref mask, i, (int)(count - i));
        }
    }
}
