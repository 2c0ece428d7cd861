using System.Runtime.CompilerServices;

namespace ModelGen.Benchmarks.ByHand;

/// <summary>The movements of whole matrices that kernels need before they start.</summary>
public static class Matrix
{
    /// <summary>target[c, r] = source[r, c], for the first <paramref name="columns"/> columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(ref float source, int rows, int columns, int stride, ref float target)
    {
        for (var column = 0; column < columns; column++)
        {
            ref var from = ref Unsafe.Add(ref source, column);
            for (var row = 0; row < rows; row++)
            {
                Unsafe.Add(ref target, row) = from;
                from = ref Unsafe.Add(ref from, stride);
            }
            target = ref Unsafe.Add(ref target, rows);
        }
    }

    /// <summary>sum[c] += Σ source[r, c] over all rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddRows<T>(ref float source, nuint rows, nuint columns, ref float sum) where T : struct, ISimd<T>
    {
        for (nuint column = 0; column < columns; column += T.Length)
        {
            var total = T.Load(ref sum, column);
            for (nuint row = 0; row < rows; row++)
                total += T.Load(ref source, row * columns + column);
            total.Store(ref sum, column);
        }
    }
}
