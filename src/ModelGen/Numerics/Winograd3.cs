using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ModelGen.Numerics;

/// <summary>F(3×3, 3×3): 25 products instead of 81, at the points 0, ±¾, 2 and ∞, whose error was among the least of those tried.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Winograd3 : IWinograd
{
    /// <inheritdoc/>
    public static nuint Side => 5;

    /// <inheritdoc/>
    public static nuint Step => 3;

    /// <summary>v = Bᵀ x B for some channels of one tile.</summary>
    [MethodImpl(Jit.Kernel)]
    public static void Transform<T>(ref float x, nuint down, nuint right, ref float v, nuint position, nuint channels, ref float scratch)
        where T : struct, ISimd<T>
    {
        for (nuint c = 0; c < channels; c += T.Length)
        {
            for (nuint j = 0; j < 5; j++)
                Input<T>(ref Unsafe.Add(ref x, j * right + c), down, ref Unsafe.Add(ref scratch, j * T.Length), 5 * T.Length);
            for (nuint i = 0; i < 5; i++)
                Input<T>(ref Unsafe.Add(ref scratch, 5 * i * T.Length), T.Length, ref Unsafe.Add(ref v, 5 * i * position + c), position);
        }
    }

    // Bᵀ = [9/8 −9/16 −2 1 0; 0 −3/2 −5/4 1 0; 0 3/2 −11/4 1 0; 0 −9/16 0 1 0; 0 9/8 −9/16 −2 1]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Input<T>(ref float x, nuint step, ref float to, nuint stride)
        where T : struct, ISimd<T>
    {
        var (x1, x2, x3) = (T.Load(ref x, step), T.Load(ref x, 2 * step), T.Load(ref x, 3 * step));
        var odd = T.MultiplyAdd(x1, T.Create(-9f / 16), x3);
        var (near, side) = (T.MultiplyAdd(x2, T.Create(-2), x3), T.MultiplyAdd(x1, T.Create(-2), x2));
        T.MultiplyAdd(T.Load(ref x, 0), T.Create(9f / 8), T.MultiplyAdd(x2, T.Create(-2), odd)).Store(ref to, 0);
        T.MultiplyAdd(side, T.Create(3f / 4), near).Store(ref to, stride);
        T.MultiplyAdd(side, T.Create(-3f / 4), near).Store(ref to, 2 * stride);
        odd.Store(ref to, 3 * stride);
        T.MultiplyAdd(odd, T.Create(-2), T.MultiplyAdd(x2, T.Create(-9f / 16), T.Load(ref x, 4 * step))).Store(ref to, 4 * stride);
    }

    /// <summary>y = Aᵀ m A for one vector of channels of one tile, as m² vectors one after another, row by row.</summary>
    /// <param name="m">The first position.</param>
    /// <param name="position">Floats from one position to the next.</param>
    /// <param name="y">The first vector.</param>
    /// <param name="scratch">Room for a² vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<T>(ref float m, nuint position, ref float y, ref float scratch)
        where T : struct, ISimd<T>
    {
        // m A, whose columns are a, b and c; row by row.
        Row(ref m, position, out T a0, out T b0, out T c0);
        Row(ref Unsafe.Add(ref m, 5 * position), position, out T a1, out T b1, out T c1);
        Row(ref Unsafe.Add(ref m, 10 * position), position, out T a2, out T b2, out T c2);
        Row(ref Unsafe.Add(ref m, 15 * position), position, out T a3, out T b3, out T c3);
        Row(ref Unsafe.Add(ref m, 20 * position), position, out T a4, out T b4, out T c4);
        Column(a0, a1, a2, a3, a4, ref y);
        Column(b0, b1, b2, b3, b4, ref Unsafe.Add(ref y, 1 * T.Length));
        Column(c0, c1, c2, c3, c4, ref Unsafe.Add(ref y, 2 * T.Length));
    }

    // Aᵀ = [1 1 1 1 0; 0 ¾ −¾ 2 0; 0 9/16 9/16 4 1]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<T>(ref float m, nuint step, out T a, out T b, out T c)
        where T : struct, ISimd<T>
    {
        T m1 = T.Load(ref m, step), m2 = T.Load(ref m, 2 * step), m3 = T.Load(ref m, 3 * step), even = m1 + m2;
        a = T.Load(ref m, 0) + even + m3;
        b = T.MultiplyAdd(m3, T.Create(2), T.Create(3f / 4) * (m1 - m2));
        c = T.MultiplyAdd(m3, T.Create(4), T.MultiplyAdd(even, T.Create(9f / 16), T.Load(ref m, 4 * step)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Column<T>(T m0, T m1, T m2, T m3, T m4, ref float y)
        where T : struct, ISimd<T>
    {
        var even = m1 + m2;
        T.Store(m0 + even + m3, ref y, 0);
        T.Store(T.MultiplyAdd(m3, T.Create(2), T.Create(3f / 4) * (m1 - m2)), ref y, 3 * T.Length);
        T.Store(T.MultiplyAdd(m3, T.Create(4), T.MultiplyAdd(even, T.Create(9f / 16), m4)), ref y, 6 * T.Length);
    }

    /// <summary>u = G w Gᵀ for any number of weights.</summary>
    /// <param name="w">The first of 3 × 3 taps; the last, for a kernel turned by 180°.</param>
    /// <param name="tap">Floats from one tap to the next; negative for a kernel turned by 180°.</param>
    /// <param name="u">The first position.</param>
    /// <param name="position">Floats from one position to the next.</param>
    /// <param name="length">How many, in whole vectors.</param>
    [MethodImpl(Jit.Kernel)]
    public static void Weights<T>(ref float w, nint tap, ref float u, nuint position, nuint length)
        where T : struct, ISimd<T>
    {
        for (nuint n = 0; n < length; n += T.Length)
        {
            ref var w0 = ref Unsafe.Add(ref w, n);
            ref var w1 = ref Unsafe.Add(ref w0, 3 * tap);
            ref var w2 = ref Unsafe.Add(ref w1, 3 * tap);
            // The columns of the kernel are a, b and c.
            T a0 = T.Load(ref w0, 0), b0 = T.Load(ref Unsafe.Add(ref w0, tap), 0), c0 = T.Load(ref Unsafe.Add(ref w0, 2 * tap), 0);
            T a1 = T.Load(ref w1, 0), b1 = T.Load(ref Unsafe.Add(ref w1, tap), 0), c1 = T.Load(ref Unsafe.Add(ref w1, 2 * tap), 0);
            T a2 = T.Load(ref w2, 0), b2 = T.Load(ref Unsafe.Add(ref w2, tap), 0), c2 = T.Load(ref Unsafe.Add(ref w2, 2 * tap), 0);
            ref var to = ref Unsafe.Add(ref u, n);
            var factor = T.Create(8f / 9);
            Weights(factor * a0, factor * b0, factor * c0, ref to, position);
            Weights(Right(a0, a1, a2), Right(b0, b1, b2), Right(c0, c1, c2), ref Unsafe.Add(ref to, 5 * position), position);
            Weights(Left(a0, a1, a2), Left(b0, b1, b2), Left(c0, c1, c2), ref Unsafe.Add(ref to, 10 * position), position);
            Weights(Far(a0, a1, a2), Far(b0, b1, b2), Far(c0, c1, c2), ref Unsafe.Add(ref to, 15 * position), position);
            Weights(a2, b2, c2, ref Unsafe.Add(ref to, 20 * position), position);
        }
    }

    // A row of them; G = [8/9 0 0; −32/45 −8/15 −2/5; −32/99 8/33 −2/11; 8/55 16/55 32/55; 0 0 1].
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Weights<T>(T a, T b, T c, ref float to, nuint position)
        where T : struct, ISimd<T>
    {
        (T.Create(8f / 9) * a).Store(ref to, 0);
        Right(a, b, c).Store(ref to, position);
        Left(a, b, c).Store(ref to, 2 * position);
        Far(a, b, c).Store(ref to, 3 * position);
        c.Store(ref to, 4 * position);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Right<T>(T a, T b, T c) where T : struct, ISimd<T> =>
        T.MultiplyAdd(a, T.Create(-32f / 45), T.MultiplyAdd(b, T.Create(-8f / 15), T.Create(-2f / 5) * c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Left<T>(T a, T b, T c) where T : struct, ISimd<T> =>
        T.MultiplyAdd(a, T.Create(-32f / 99), T.MultiplyAdd(b, T.Create(8f / 33), T.Create(-2f / 11) * c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Far<T>(T a, T b, T c) where T : struct, ISimd<T> =>
        T.MultiplyAdd(a, T.Create(8f / 55), T.MultiplyAdd(b, T.Create(16f / 55), T.Create(32f / 55) * c));
}
