using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ModelGen.Numerics;

/// <summary>F(3×3, 3×3) backwards, for gradients: tiles of 3 × 3 gradients of outputs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Winograd3Gradient : IWinograd
{
    /// <inheritdoc/>
    public static nuint Side => 3;

    /// <inheritdoc/>
    public static nuint Step => 3;

    /// <summary>m = A dy Aᵀ for some channels of one tile.</summary>
    [MethodImpl(Jit.Kernel)]
    public static void Transform<T>(ref float x, nuint down, nuint right, ref float v, nuint position, nuint channels, ref float scratch)
        where T : struct, ISimd<T>
    {
        for (nuint c = 0; c < channels; c += T.Length)
        {
            for (nuint j = 0; j < 3; j++)
                Spread<T>(ref Unsafe.Add(ref x, j * right + c), down, ref Unsafe.Add(ref scratch, j * T.Length), 3 * T.Length);
            for (nuint i = 0; i < 5; i++)
                Spread<T>(ref Unsafe.Add(ref scratch, 3 * i * T.Length), T.Length, ref Unsafe.Add(ref v, 5 * i * position + c), position);
        }
    }

    // A = [1 0 0; 1 ¾ 9/16; 1 −¾ 9/16; 1 2 4; 0 0 1]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread<T>(ref float x, nuint step, ref float to, nuint stride)
        where T : struct, ISimd<T>
    {
        var (a, b, c) = (T.Load(ref x, 0), T.Load(ref x, step), T.Load(ref x, 2 * step));
        var even = T.MultiplyAdd(c, T.Create(9f / 16), a);
        a.Store(ref to, 0);
        T.MultiplyAdd(b, T.Create(3f / 4), even).Store(ref to, stride);
        T.MultiplyAdd(b, T.Create(-3f / 4), even).Store(ref to, 2 * stride);
        T.MultiplyAdd(c, T.Create(4), T.MultiplyAdd(b, T.Create(2), a)).Store(ref to, 3 * stride);
        c.Store(ref to, 4 * stride);
    }

    /// <summary>
    /// dx = B m Bᵀ for one vector of channels of one tile, as 5 × 5 vectors one after another, row by row: what the tile
    /// hands back to the inputs that it was made of.
    /// </summary>
    /// <param name="m">The first position.</param>
    /// <param name="position">Floats from one position to the next.</param>
    /// <param name="dx">The first vector.</param>
    /// <param name="scratch">Room for a² vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<T>(ref float m, nuint position, ref float dx, ref float scratch)
        where T : struct, ISimd<T>
    {
        for (nuint j = 0; j < 5; j++)
            Back<T>(ref Unsafe.Add(ref m, j * position), 5 * position, ref Unsafe.Add(ref scratch, j * T.Length), 5 * T.Length);
        for (nuint i = 0; i < 5; i++)
            Back<T>(ref Unsafe.Add(ref scratch, 5 * i * T.Length), T.Length, ref Unsafe.Add(ref dx, 5 * i * T.Length), T.Length);
    }

    // B = [9/8 0 0 0 0; −9/16 −3/2 3/2 −9/16 9/8; −2 −5/4 −11/4 0 −9/16; 1 1 1 1 −2; 0 0 0 0 1]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Back<T>(ref float m, nuint step, ref float to, nuint stride)
        where T : struct, ISimd<T>
    {
        var (m0, m1, m2) = (T.Load(ref m, 0), T.Load(ref m, step), T.Load(ref m, 2 * step));
        var (m3, m4) = (T.Load(ref m, 3 * step), T.Load(ref m, 4 * step));
        (T.Create(9f / 8) * m0).Store(ref to, 0);
        T.MultiplyAdd(m2 - m1, T.Create(3f / 2), T.MultiplyAdd(m0 + m3, T.Create(-9f / 16), T.Create(9f / 8) * m4)).Store(ref to, stride);
        T.MultiplyAdd(m0, T.Create(-2), T.MultiplyAdd(m1, T.Create(-5f / 4), T.MultiplyAdd(m2, T.Create(-11f / 4), T.Create(-9f / 16) * m4)))
            .Store(ref to, 2 * stride);
        T.MultiplyAdd(m4, T.Create(-2), m0 + m1 + (m2 + m3)).Store(ref to, 3 * stride);
        m4.Store(ref to, 4 * stride);
    }

    /// <summary>dw = Gᵀ du G for one vector of weights.</summary>
    /// <param name="du">The first position.</param>
    /// <param name="position">Floats from one position to the next.</param>
    /// <param name="dw">The first of 3 × 3 taps.</param>
    /// <param name="tap">Floats from one tap to the next.</param>
    /// <param name="accumulates">Whether it is added to what is there.</param>
    /// <param name="scratch">Room for 15 vectors.</param>
    [MethodImpl(Jit.Kernel)]
    public static void Weights<T>(ref float du, nuint position, ref float dw, nuint tap, bool accumulates, ref float scratch)
        where T : struct, ISimd<T>
    {
        for (nuint j = 0; j < 5; j++)
        {
            var (a, b, c) = Gather<T>(ref Unsafe.Add(ref du, j * position), 5 * position);
            a.Store(ref scratch, j * T.Length);
            b.Store(ref scratch, (5 + j) * T.Length);
            c.Store(ref scratch, (10 + j) * T.Length);
        }
        for (nuint i = 0; i < 3; i++)
        {
            var (a, b, c) = Gather<T>(ref Unsafe.Add(ref scratch, 5 * i * T.Length), T.Length);
            ref var to = ref Unsafe.Add(ref dw, 3 * i * tap);
            if (accumulates)
                (a, b, c) = (a + T.Load(ref to, 0), b + T.Load(ref to, tap), c + T.Load(ref to, 2 * tap));
            a.Store(ref to, 0);
            b.Store(ref to, tap);
            c.Store(ref to, 2 * tap);
        }
    }

    // Gᵀ = [8/9 −32/45 −32/99 8/55 0; 0 −8/15 8/33 16/55 0; 0 −2/5 −2/11 32/55 1]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T First, T Second, T Third) Gather<T>(ref float u, nuint step)
        where T : struct, ISimd<T>
    {
        var (u1, u2, u3) = (T.Load(ref u, step), T.Load(ref u, 2 * step), T.Load(ref u, 3 * step));
        return (
            T.MultiplyAdd(T.Load(ref u, 0), T.Create(8f / 9), Sum(u1, -32f / 45, u2, -32f / 99, u3, 8f / 55)),
            Sum(u1, -8f / 15, u2, 8f / 33, u3, 16f / 55),
            Sum(u1, -2f / 5, u2, -2f / 11, u3, 32f / 55) + T.Load(ref u, 4 * step));

        static T Sum(T a, float p, T b, float q, T c, float r) =>
            T.MultiplyAdd(a, T.Create(p), T.MultiplyAdd(b, T.Create(q), T.Create(r) * c));
    }
}
