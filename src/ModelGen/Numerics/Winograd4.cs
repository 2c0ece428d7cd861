using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ModelGen.Numerics;

/// <summary>
/// F(4×4, 3×3): 36 products instead of 144, at the points 0, ±¾, ±3/2 and ∞. With 0, ±1, ±2 and ∞, as in Lavin and Gray,
/// its largest error would be four times as large; of 36 pairs of points tried these are among the best (Barabasz et al.,
/// Error analysis and improving the accuracy of Winograd convolution, 2020, on the choice of points).
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Winograd4 : IWinograd
{
    /// <inheritdoc/>
    public static nuint Side => 6;

    /// <inheritdoc/>
    public static nuint Step => 4;

    /// <summary>v = Bᵀ x B for some channels of one tile.</summary>
    [MethodImpl(Jit.Kernel)]
    public static void Transform<T>(ref float x, nuint down, nuint right, ref float v, nuint position, nuint channels, ref float scratch)
        where T : struct, ISimd<T>
    {
        for (nuint c = 0; c < channels; c += T.Length)
        {
            for (nuint j = 0; j < 6; j++)
                Input<T>(ref Unsafe.Add(ref x, j * right + c), down, ref Unsafe.Add(ref scratch, j * T.Length), 6 * T.Length);
            for (nuint i = 0; i < 6; i++)
                Input<T>(ref Unsafe.Add(ref scratch, 6 * i * T.Length), T.Length, ref Unsafe.Add(ref v, 6 * i * position + c), position);
        }
    }

    // Bᵀ = [81/64 0 −45/16 0 1 0; 0 −27/16 −9/4 ¾ 1 0; 0 27/16 −9/4 −¾ 1 0; 0 −27/32 −9/16 3/2 1 0;
    //     0 27/32 −9/16 −3/2 1 0; 0 81/64 0 −45/16 0 1]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Input<T>(ref float x, nuint step, ref float to, nuint stride)
        where T : struct, ISimd<T>
    {
        var (x1, x2) = (T.Load(ref x, step), T.Load(ref x, 2 * step));
        var (x3, x4) = (T.Load(ref x, 3 * step), T.Load(ref x, 4 * step));
        T.MultiplyAdd(T.Load(ref x, 0), T.Create(81f / 64), T.MultiplyAdd(x2, T.Create(-45f / 16), x4)).Store(ref to, 0);
        T.MultiplyAdd(x1, T.Create(81f / 64), T.MultiplyAdd(x3, T.Create(-45f / 16), T.Load(ref x, 5 * step))).Store(ref to, 5 * stride);
        var (even, odd) = (T.MultiplyAdd(x2, T.Create(-9f / 4), x4), T.MultiplyAdd(x1, T.Create(-9f / 4), x3));
        T.MultiplyAdd(odd, T.Create(3f / 4), even).Store(ref to, stride);
        T.MultiplyAdd(odd, T.Create(-3f / 4), even).Store(ref to, 2 * stride);
        (even, odd) = (T.MultiplyAdd(x2, T.Create(-9f / 16), x4), T.MultiplyAdd(x1, T.Create(-9f / 16), x3));
        T.MultiplyAdd(odd, T.Create(3f / 2), even).Store(ref to, 3 * stride);
        T.MultiplyAdd(odd, T.Create(-3f / 2), even).Store(ref to, 4 * stride);
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
        // m A, whose columns are a, b, c and d; row by row.
        Row(ref m, position, out T a0, out T b0, out T c0, out T d0);
        Row(ref Unsafe.Add(ref m, 6 * position), position, out T a1, out T b1, out T c1, out T d1);
        Row(ref Unsafe.Add(ref m, 12 * position), position, out T a2, out T b2, out T c2, out T d2);
        Row(ref Unsafe.Add(ref m, 18 * position), position, out T a3, out T b3, out T c3, out T d3);
        Row(ref Unsafe.Add(ref m, 24 * position), position, out T a4, out T b4, out T c4, out T d4);
        Row(ref Unsafe.Add(ref m, 30 * position), position, out T a5, out T b5, out T c5, out T d5);
        Column(a0, a1, a2, a3, a4, a5, ref y);
        Column(b0, b1, b2, b3, b4, b5, ref Unsafe.Add(ref y, 1 * T.Length));
        Column(c0, c1, c2, c3, c4, c5, ref Unsafe.Add(ref y, 2 * T.Length));
        Column(d0, d1, d2, d3, d4, d5, ref Unsafe.Add(ref y, 3 * T.Length));
    }

    // Aᵀ = [1 1 1 1 1 0; 0 ¾ −¾ 3/2 −3/2 0; 0 9/16 9/16 9/4 9/4 0; 0 27/64 −27/64 27/8 −27/8 1]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<T>(ref float m, nuint step, out T a, out T b, out T c, out T d)
        where T : struct, ISimd<T>
    {
        T m1 = T.Load(ref m, step), m2 = T.Load(ref m, 2 * step), m3 = T.Load(ref m, 3 * step), m4 = T.Load(ref m, 4 * step);
        T even = m1 + m2, odd = m1 - m2, even2 = m3 + m4, odd2 = m3 - m4;
        a = T.Load(ref m, 0) + even + even2;
        b = T.MultiplyAdd(odd2, T.Create(3f / 2), T.Create(3f / 4) * odd);
        c = T.MultiplyAdd(even2, T.Create(9f / 4), T.Create(9f / 16) * even);
        d = T.MultiplyAdd(odd2, T.Create(27f / 8), T.MultiplyAdd(odd, T.Create(27f / 64), T.Load(ref m, 5 * step)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Column<T>(T m0, T m1, T m2, T m3, T m4, T m5, ref float y)
        where T : struct, ISimd<T>
    {
        T even = m1 + m2, odd = m1 - m2, even2 = m3 + m4, odd2 = m3 - m4;
        T.Store(m0 + even + even2, ref y, 0);
        T.Store(T.MultiplyAdd(odd2, T.Create(3f / 2), T.Create(3f / 4) * odd), ref y, 4 * T.Length);
        T.Store(T.MultiplyAdd(even2, T.Create(9f / 4), T.Create(9f / 16) * even), ref y, 8 * T.Length);
        T.Store(T.MultiplyAdd(odd2, T.Create(27f / 8), T.MultiplyAdd(odd, T.Create(27f / 64), m5)), ref y, 12 * T.Length);
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
            var first = T.Create(64f / 81);
            Weights(first * a0, first * b0, first * c0, ref to, position);
            var (a, b, c) = (Near(a0, a2), Near(b0, b2), Near(c0, c2));
            T near = T.Create(-32f / 81), a3 = near * a1, b3 = near * b1, c3 = near * c1;
            Weights(a + a3, b + b3, c + c3, ref Unsafe.Add(ref to, 6 * position), position);
            Weights(a - a3, b - b3, c - c3, ref Unsafe.Add(ref to, 12 * position), position);
            (a, b, c) = (Far(a0, a2), Far(b0, b2), Far(c0, c2));
            var far = T.Create(16f / 81);
            (a3, b3, c3) = (far * a1, far * b1, far * c1);
            Weights(a + a3, b + b3, c + c3, ref Unsafe.Add(ref to, 18 * position), position);
            Weights(a - a3, b - b3, c - c3, ref Unsafe.Add(ref to, 24 * position), position);
            Weights(a2, b2, c2, ref Unsafe.Add(ref to, 30 * position), position);
        }
    }

    // A row of them; G = [64/81 0 0; −128/243 −32/81 −8/27; −128/243 32/81 −8/27; 32/243 16/81 8/27; 32/243 −16/81 8/27; 0 0 1].
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Weights<T>(T a, T b, T c, ref float to, nuint position)
        where T : struct, ISimd<T>
    {
        (T.Create(64f / 81) * a).Store(ref to, 0);
        var (even, odd) = (Near(a, c), T.Create(-32f / 81) * b);
        (even + odd).Store(ref to, position);
        (even - odd).Store(ref to, 2 * position);
        (even, odd) = (Far(a, c), T.Create(16f / 81) * b);
        (even + odd).Store(ref to, 3 * position);
        (even - odd).Store(ref to, 4 * position);
        c.Store(ref to, 5 * position);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Near<T>(T a, T c) where T : struct, ISimd<T> => T.MultiplyAdd(a, T.Create(-128f / 243), T.Create(-8f / 27) * c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Far<T>(T a, T c) where T : struct, ISimd<T> => T.MultiplyAdd(a, T.Create(32f / 243), T.Create(8f / 27) * c);
}
