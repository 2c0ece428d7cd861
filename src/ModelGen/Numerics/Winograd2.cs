using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ModelGen.Numerics;

/// <summary>F(2×2, 3×3): 16 products instead of 36, as exact as the direct convolution.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Winograd2 : IWinograd
{
    /// <inheritdoc/>
    public static nuint Side => 4;

    /// <inheritdoc/>
    public static nuint Step => 2;

    /// <summary>v = Bᵀ x B for some channels of one tile; Bᵀ = [1 0 −1 0; 0 1 1 0; 0 −1 1 0; 0 1 0 −1].</summary>
    [MethodImpl(Jit.Kernel)]
    public static void Transform<T>(ref float x, nuint down, nuint right, ref float v, nuint position, nuint channels, ref float scratch)
        where T : struct, ISimd<T>
    {
        for (nuint c = 0; c < channels; c += T.Length)
        {
            ref var x0 = ref Unsafe.Add(ref x, c);
            ref var x1 = ref Unsafe.Add(ref x0, down);
            ref var x2 = ref Unsafe.Add(ref x1, down);
            ref var x3 = ref Unsafe.Add(ref x2, down);
            // Bᵀ x, whose columns are a, b, d and e; row by row.
            T a1 = T.Load(ref x1, 0), b1 = T.Load(ref x1, right), d1 = T.Load(ref x1, 2 * right), e1 = T.Load(ref x1, 3 * right);
            T a2 = T.Load(ref x2, 0), b2 = T.Load(ref x2, right), d2 = T.Load(ref x2, 2 * right), e2 = T.Load(ref x2, 3 * right);
            ref var to = ref Unsafe.Add(ref v, c);
            Row(
                T.Load(ref x0, 0) - a2, T.Load(ref x0, right) - b2, T.Load(ref x0, 2 * right) - d2, T.Load(ref x0, 3 * right) - e2,
                ref to, position);
            Row(a1 + a2, b1 + b2, d1 + d2, e1 + e2, ref Unsafe.Add(ref to, 4 * position), position);
            Row(a2 - a1, b2 - b1, d2 - d1, e2 - e1, ref Unsafe.Add(ref to, 8 * position), position);
            Row(
                a1 - T.Load(ref x3, 0), b1 - T.Load(ref x3, right), d1 - T.Load(ref x3, 2 * right), e1 - T.Load(ref x3, 3 * right),
                ref Unsafe.Add(ref to, 12 * position), position);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<T>(T a, T b, T d, T e, ref float to, nuint position)
        where T : struct, ISimd<T>
    {
        T.Store(a - d, ref to, 0);
        T.Store(b + d, ref to, position);
        T.Store(d - b, ref to, 2 * position);
        T.Store(b - e, ref to, 3 * position);
    }

    /// <summary>y = Aᵀ m A for one vector of channels of one tile, as m² vectors one after another, row by row.</summary>
    /// <param name="m">The first position.</param>
    /// <param name="position">Floats from one position to the next.</param>
    /// <param name="y">The first vector.</param>
    /// <param name="scratch">Room for a² vectors.</param>
    // Aᵀ = [1 1 1 0; 0 1 −1 −1]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<T>(ref float m, nuint position, ref float y, ref float scratch)
        where T : struct, ISimd<T>
    {
        // m A, whose columns are l and r; row by row.
        T b = T.Load(ref m, position), d = T.Load(ref m, 2 * position);
        T l0 = T.Load(ref m, 0) + b + d, r0 = b - d - T.Load(ref m, 3 * position);
        (b, d) = (T.Load(ref m, 5 * position), T.Load(ref m, 6 * position));
        T l1 = T.Load(ref m, 4 * position) + b + d, r1 = b - d - T.Load(ref m, 7 * position);
        (b, d) = (T.Load(ref m, 9 * position), T.Load(ref m, 10 * position));
        T l2 = T.Load(ref m, 8 * position) + b + d, r2 = b - d - T.Load(ref m, 11 * position);
        (b, d) = (T.Load(ref m, 13 * position), T.Load(ref m, 14 * position));
        T l3 = T.Load(ref m, 12 * position) + b + d, r3 = b - d - T.Load(ref m, 15 * position);
        T.Store(l0 + l1 + l2, ref y, 0);
        T.Store(r0 + r1 + r2, ref y, T.Length);
        T.Store(l1 - l2 - l3, ref y, 2 * T.Length);
        T.Store(r1 - r2 - r3, ref y, 3 * T.Length);
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
            var half = T.Create(0.5f);
            var (a, b, c) = (a0 + a2, b0 + b2, c0 + c2);
            Weights(a0, b0, c0, ref to, position);
            Weights(half * (a + a1), half * (b + b1), half * (c + c1), ref Unsafe.Add(ref to, 4 * position), position);
            Weights(half * (a - a1), half * (b - b1), half * (c - c1), ref Unsafe.Add(ref to, 8 * position), position);
            Weights(a2, b2, c2, ref Unsafe.Add(ref to, 12 * position), position);
        }
    }

    // A row of them; G = [1 0 0; ½ ½ ½; ½ −½ ½; 0 0 1].
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Weights<T>(T a, T b, T c, ref float to, nuint position)
        where T : struct, ISimd<T>
    {
        var (half, sum) = (T.Create(0.5f), a + c);
        a.Store(ref to, 0);
        (half * (sum + b)).Store(ref to, position);
        (half * (sum - b)).Store(ref to, 2 * position);
        c.Store(ref to, 3 * position);
    }
}
