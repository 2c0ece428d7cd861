using System.ComponentModel;
using System.Runtime.CompilerServices;
using ILGPU;

namespace ModelGen;

/// <summary>
/// One number of the numbers that threads have; every one of them gets it. The order is always the same, so that the same
/// numbers give the same result. All threads of the warp, or of the group, must come by.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class GpuReduce
{
    // Warps of the groups that whole-group reductions are for.
    private const int Warps = 8, Lanes = 32;

    /// <summary>The sum over the 32 threads of a warp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float WarpSum(float x)
    {
        x += Warp.ShuffleXor(x, 16);
        x += Warp.ShuffleXor(x, 8);
        x += Warp.ShuffleXor(x, 4);
        x += Warp.ShuffleXor(x, 2);
        return x + Warp.ShuffleXor(x, 1);
    }

    /// <summary>The largest of the 32 threads of a warp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float WarpMax(float x)
    {
        x = GpuMath.Max(x, Warp.ShuffleXor(x, 16));
        x = GpuMath.Max(x, Warp.ShuffleXor(x, 8));
        x = GpuMath.Max(x, Warp.ShuffleXor(x, 4));
        x = GpuMath.Max(x, Warp.ShuffleXor(x, 2));
        return GpuMath.Max(x, Warp.ShuffleXor(x, 1));
    }

    /// <summary>The smallest of the 32 threads of a warp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float WarpMin(float x) => -WarpMax(-x);

    /// <summary>The sum over eight neighbouring threads, the first of which has a multiple of eight for its number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float EightSum(float x)
    {
        x += Warp.ShuffleXor(x, 4);
        x += Warp.ShuffleXor(x, 2);
        return x + Warp.ShuffleXor(x, 1);
    }

    /// <summary>The largest of eight neighbouring threads, the first of which has a multiple of eight for its number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float EightMax(float x)
    {
        x = GpuMath.Max(x, Warp.ShuffleXor(x, 4));
        x = GpuMath.Max(x, Warp.ShuffleXor(x, 2));
        return GpuMath.Max(x, Warp.ShuffleXor(x, 1));
    }

    /// <summary>The sum over four neighbouring threads, the first of which has a multiple of four for its number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float FourSum(float x)
    {
        x += Warp.ShuffleXor(x, 2);
        return x + Warp.ShuffleXor(x, 1);
    }

    /// <summary>The largest of four neighbouring threads, the first of which has a multiple of four for its number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float FourMax(float x)
    {
        x = GpuMath.Max(x, Warp.ShuffleXor(x, 2));
        return GpuMath.Max(x, Warp.ShuffleXor(x, 1));
    }

    /// <summary>The sum over the 256 threads of a group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float GroupSum(float x)
    {
        var parts = SharedMemory.Allocate<float>(Warps);
        x = WarpSum(x);
        if (Group.IdxX % Lanes == 0) parts[Group.IdxX / Lanes] = x;
        Gpu.Barrier();
        return parts[0] + parts[1] + (parts[2] + parts[3]) + (parts[4] + parts[5] + (parts[6] + parts[7]));
    }

    /// <summary>The largest of the 256 threads of a group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float GroupMax(float x)
    {
        var parts = SharedMemory.Allocate<float>(Warps);
        x = WarpMax(x);
        if (Group.IdxX % Lanes == 0) parts[Group.IdxX / Lanes] = x;
        Gpu.Barrier();
        return GpuMath.Max(
            GpuMath.Max(GpuMath.Max(parts[0], parts[1]), GpuMath.Max(parts[2], parts[3])),
            GpuMath.Max(GpuMath.Max(parts[4], parts[5]), GpuMath.Max(parts[6], parts[7])));
    }

    /// <summary>The smallest of the 256 threads of a group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float GroupMin(float x) => -GroupMax(-x);
}
