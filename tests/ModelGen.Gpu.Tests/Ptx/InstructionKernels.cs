using ILGPU;

namespace ModelGen.Tests.Ptx;

/// <summary>The instructions of <see cref="Gpu"/> in kernels of one thread group, for their text and for their values.</summary>
internal static class InstructionKernels
{
    /// <summary>y = 2 · x, by way of shared memory, four at a time.</summary>
    [Threads(32)]
    public static void Vectors(ArrayView<float> x, ArrayView<float> y)
    {
        var shared = SharedMemory.Allocate<float>(128);
        var i = Group.IdxX * 4;
        var v = Gpu.Load4(ref x[i]);
        Gpu.StoreShared4(ref shared[i], v.X + v.X, v.Y + v.Y, v.Z + v.Z, v.W + v.W);
        Gpu.Barrier();
        var w = Gpu.LoadShared4(ref shared[127 - i - 3]);
        Gpu.Store4(ref y[127 - i - 3], w.X, w.Y, w.Z, w.W);
    }

    /// <summary>The first 4n of 128 floats and zeros, then the first n of 32 and zeros.</summary>
    [Threads(32)]
    public static void Copies(ArrayView<float> x, ArrayView<float> y, int n)
    {
        var shared = SharedMemory.Allocate<float>(160);
        int t = Group.IdxX, isInside = t < n ? 1 : 0;
        Gpu.CopyAsync16(ref shared[t * 4], ref x[t * 4], isInside);
        Gpu.CopyCommit();
        Gpu.CopyAsync4(ref shared[128 + t], ref x[t], isInside);
        Gpu.CopyCommit();
        Gpu.CopyWait1();
        Gpu.Barrier();
        for (var i = 0; i < 4; i++) y[i * 32 + t] = shared[i * 32 + t];
        Gpu.CopyWait0();
        Gpu.Barrier();
        y[128 + t] = shared[128 + t];
    }

    /// <summary>c (16 × 8) = a (16 × 8) · b (8 × 8)</summary>
    [Threads(32)]
    public static void Tf32(ArrayView<float> a, ArrayView<float> b, ArrayView<float> c)
    {
        int g = Group.IdxX >> 2, t = Group.IdxX & 3;
        var d = Gpu.MmaTf32(
            Gpu.ToTf32(a[g * 8 + t]), Gpu.ToTf32(a[(g + 8) * 8 + t]),
            Gpu.ToTf32(a[g * 8 + t + 4]), Gpu.ToTf32(a[(g + 8) * 8 + t + 4]),
            Gpu.ToTf32(b[t * 8 + g]), Gpu.ToTf32(b[(t + 4) * 8 + g]), 0, 0, 0, 0);
        c[g * 8 + t * 2] = d.X;
        c[g * 8 + t * 2 + 1] = d.Y;
        c[(g + 8) * 8 + t * 2] = d.Z;
        c[(g + 8) * 8 + t * 2 + 1] = d.W;
    }

    /// <summary>c (16 × 8) = a (16 × 16) · b (16 × 8): a by rows from shared memory, b (16 × 16, its left half) transposed.</summary>
    [Threads(32)]
    public static void Bf16(ArrayView<float> a, ArrayView<float> b, ArrayView<float> c)
    {
        var shared = SharedMemory.Allocate<uint>(256);
        int lane = Group.IdxX, g = lane >> 2, t = lane & 3;
        for (var i = lane; i < 128; i += 32)
        {
            shared[i] = Gpu.PackBf16(a[2 * i], a[2 * i + 1]);
            shared[128 + i] = Gpu.PackBf16(b[2 * i], b[2 * i + 1]);
        }
        Gpu.Barrier();
        var row = (lane & 15) * 8 + (lane >> 4) * 4;
        var left = Gpu.LoadMatrix4(ref shared[row]);
        var right = Gpu.LoadMatrixTransposed4(ref shared[128 + row]);
        var d = Gpu.MmaBf16(left.X, left.Y, left.Z, left.W, right.X, right.Y, 0, 0, 0, 0);
        c[g * 8 + t * 2] = d.X;
        c[g * 8 + t * 2 + 1] = d.Y;
        c[(g + 8) * 8 + t * 2] = d.Z;
        c[(g + 8) * 8 + t * 2 + 1] = d.W;
    }
}
