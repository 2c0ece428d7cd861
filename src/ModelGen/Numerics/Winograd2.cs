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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transform<T>(ref float x, nuint down, nuint right, ref float v, nuint position, nuint channels, ref float scratch)
        where T : struct, ISimd<T>
    {
        for (nuint c = 0; c < channels; c += T.Length)
        {
            for (nuint j = 0; j < 4; j++)
            {
                ref var column = ref Unsafe.Add(ref x, j * right + c);
                var (a, b) = (T.Load(ref column, 0), T.Load(ref column, down));
                var (d, e) = (T.Load(ref column, 2 * down), T.Load(ref column, 3 * down));
                ref var to = ref Unsafe.Add(ref scratch, j * T.Length);
                (a - d).Store(ref to, 0);
                (b + d).Store(ref to, 4 * T.Length);
                (d - b).Store(ref to, 8 * T.Length);
                (b - e).Store(ref to, 12 * T.Length);
            }
            for (nuint i = 0; i < 4; i++)
            {
                ref var row = ref Unsafe.Add(ref scratch, 4 * i * T.Length);
                var (a, b) = (T.Load(ref row, 0), T.Load(ref row, T.Length));
                var (d, e) = (T.Load(ref row, 2 * T.Length), T.Load(ref row, 3 * T.Length));
                ref var to = ref Unsafe.Add(ref v, 4 * i * position + c);
                (a - d).Store(ref to, 0);
                (b + d).Store(ref to, position);
                (d - b).Store(ref to, 2 * position);
                (b - e).Store(ref to, 3 * position);
            }
        }
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
        for (nuint i = 0; i < 4; i++)
        {
            ref var row = ref Unsafe.Add(ref m, 4 * i * position);
            var (b, d) = (T.Load(ref row, position), T.Load(ref row, 2 * position));
            (T.Load(ref row, 0) + b + d).Store(ref scratch, 2 * i * T.Length);
            (b - d - T.Load(ref row, 3 * position)).Store(ref scratch, (2 * i + 1) * T.Length);
        }
        for (nuint j = 0; j < 2; j++)
        {
            ref var column = ref Unsafe.Add(ref scratch, j * T.Length);
            var (b, d) = (T.Load(ref column, 2 * T.Length), T.Load(ref column, 4 * T.Length));
            (T.Load(ref column, 0) + b + d).Store(ref y, j * T.Length);
            (b - d - T.Load(ref column, 6 * T.Length)).Store(ref y, (2 + j) * T.Length);
        }
    }

    /// <summary>u = G w Gᵀ for any number of weights.</summary>
    /// <param name="w">The first of 3 × 3 taps; the last, for a kernel turned by 180°.</param>
    /// <param name="tap">Floats from one tap to the next; negative for a kernel turned by 180°.</param>
    /// <param name="u">The first position.</param>
    /// <param name="position">Floats from one position to the next.</param>
    /// <param name="length">How many, in whole vectors.</param>
    // G = [1 0 0; ½ ½ ½; ½ −½ ½; 0 0 1]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weights<T>(ref float w, nint tap, ref float u, nuint position, nuint length)
        where T : struct, ISimd<T>
    {
        Span<float> between = stackalloc float[4 * 3 * 16];
        ref var scratch = ref between[0];
        var half = T.Create(0.5f);
        for (nuint n = 0; n < length; n += T.Length)
        {
            for (nint j = 0; j < 3; j++)
            {
                ref var column = ref Unsafe.Add(ref w, j * tap + (nint)n);
                var (a, b, d) = (T.Load(ref column, 0), T.Load(ref Unsafe.Add(ref column, 3 * tap), 0), T.Load(ref Unsafe.Add(ref column, 6 * tap), 0));
                ref var to = ref Unsafe.Add(ref scratch, (nuint)j * T.Length);
                a.Store(ref to, 0);
                (half * (a + d + b)).Store(ref to, 3 * T.Length);
                (half * (a + d - b)).Store(ref to, 6 * T.Length);
                d.Store(ref to, 9 * T.Length);
            }
            for (nuint i = 0; i < 4; i++)
            {
                ref var row = ref Unsafe.Add(ref scratch, 3 * i * T.Length);
                var (a, b, d) = (T.Load(ref row, 0), T.Load(ref row, T.Length), T.Load(ref row, 2 * T.Length));
                ref var to = ref Unsafe.Add(ref u, 4 * i * position + n);
                a.Store(ref to, 0);
                (half * (a + d + b)).Store(ref to, position);
                (half * (a + d - b)).Store(ref to, 2 * position);
                d.Store(ref to, 3 * position);
            }
        }
    }
}
