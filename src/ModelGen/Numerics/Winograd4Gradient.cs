using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ModelGen.Numerics;

/// <summary>F(4×4, 3×3) backwards, for the gradient of the weights: tiles of 4 × 4 gradients of outputs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Winograd4Gradient : IWinograd
{
    /// <inheritdoc/>
    public static nuint Side => 4;

    /// <inheritdoc/>
    public static nuint Step => 4;

    /// <summary>m = A dy Aᵀ for some channels of one tile.</summary>
    [MethodImpl(Jit.Kernel)]
    public static void Transform<T>(ref float x, nuint down, nuint right, ref float v, nuint position, nuint channels, ref float scratch)
        where T : struct, ISimd<T>
    {
        for (nuint c = 0; c < channels; c += T.Length)
        {
            for (nuint j = 0; j < 4; j++)
                Spread<T>(ref Unsafe.Add(ref x, j * right + c), down, ref Unsafe.Add(ref scratch, j * T.Length), 4 * T.Length);
            for (nuint i = 0; i < 6; i++)
                Spread<T>(ref Unsafe.Add(ref scratch, 4 * i * T.Length), T.Length, ref Unsafe.Add(ref v, 6 * i * position + c), position);
        }
    }

    // A = [1 0 0 0; 1 ¾ 9/16 27/64; 1 −¾ 9/16 −27/64; 1 3/2 9/4 27/8; 1 −3/2 9/4 −27/8; 0 0 0 1]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread<T>(ref float x, nuint step, ref float to, nuint stride)
        where T : struct, ISimd<T>
    {
        var (a, b) = (T.Load(ref x, 0), T.Load(ref x, step));
        var (c, d) = (T.Load(ref x, 2 * step), T.Load(ref x, 3 * step));
        a.Store(ref to, 0);
        d.Store(ref to, 5 * stride);
        var (even, odd) = (T.MultiplyAdd(c, T.Create(9f / 16), a), T.MultiplyAdd(d, T.Create(27f / 64), T.Create(3f / 4) * b));
        T.Store(even + odd, ref to, stride);
        T.Store(even - odd, ref to, 2 * stride);
        (even, odd) = (T.MultiplyAdd(c, T.Create(9f / 4), a), T.MultiplyAdd(d, T.Create(27f / 8), T.Create(3f / 2) * b));
        T.Store(even + odd, ref to, 3 * stride);
        T.Store(even - odd, ref to, 4 * stride);
    }

    /// <summary>dw = Gᵀ du G for one vector of weights.</summary>
    /// <param name="du">The first position.</param>
    /// <param name="position">Floats from one position to the next.</param>
    /// <param name="dw">The first of 3 × 3 taps.</param>
    /// <param name="tap">Floats from one tap to the next.</param>
    /// <param name="accumulates">Whether it is added to what is there.</param>
    /// <param name="scratch">Room for 18 vectors.</param>
    [MethodImpl(Jit.Kernel)]
    public static void Weights<T>(ref float du, nuint position, ref float dw, nuint tap, bool accumulates, ref float scratch)
        where T : struct, ISimd<T>
    {
        for (nuint j = 0; j < 6; j++)
        {
            var (a, b, c) = Gather<T>(ref Unsafe.Add(ref du, j * position), 6 * position);
            a.Store(ref scratch, j * T.Length);
            b.Store(ref scratch, (6 + j) * T.Length);
            c.Store(ref scratch, (12 + j) * T.Length);
        }
        for (nuint i = 0; i < 3; i++)
        {
            var (a, b, c) = Gather<T>(ref Unsafe.Add(ref scratch, 6 * i * T.Length), T.Length);
            ref var to = ref Unsafe.Add(ref dw, 3 * i * tap);
            if (accumulates)
                (a, b, c) = (a + T.Load(ref to, 0), b + T.Load(ref to, tap), c + T.Load(ref to, 2 * tap));
            a.Store(ref to, 0);
            b.Store(ref to, tap);
            c.Store(ref to, 2 * tap);
        }
    }

    // Gᵀ = [64/81 −128/243 −128/243 32/243 32/243 0; 0 −32/81 32/81 16/81 −16/81 0; 0 −8/27 −8/27 8/27 8/27 1]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T First, T Second, T Third) Gather<T>(ref float u, nuint step)
        where T : struct, ISimd<T>
    {
        var (u1, u2) = (T.Load(ref u, step), T.Load(ref u, 2 * step));
        var (u3, u4) = (T.Load(ref u, 3 * step), T.Load(ref u, 4 * step));
        var (near, far) = (u1 + u2, u3 + u4);
        return (
            T.MultiplyAdd(T.Load(ref u, 0), T.Create(64f / 81), T.MultiplyAdd(far, T.Create(32f / 243), T.Create(-128f / 243) * near)),
            T.MultiplyAdd(u3 - u4, T.Create(16f / 81), T.Create(32f / 81) * (u2 - u1)),
            T.MultiplyAdd(far - near, T.Create(8f / 27), T.Load(ref u, 5 * step)));
    }
}
