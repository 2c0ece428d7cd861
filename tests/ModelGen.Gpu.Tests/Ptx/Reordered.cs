using ILGPU;

namespace ModelGen.Tests.Ptx;

/// <summary>Five kernels of which ILGPU moves an access to shared memory past a barrier when it compiles at O2.</summary>
internal static class Reordered
{
    public static void PlainLoad(ArrayView<float> x, ArrayView<float> y, int n)
    {
        var s = SharedMemory.Allocate<float>(256);
        int t = Group.IdxX;
        float sum = 0, last = 0;
        for (var i = 0; i < n; i++)
        {
            s[t] = x[i * 256 + t];
            Group.Barrier();
            sum += s[t ^ 1];
            last = s[t ^ 2];
            Group.Barrier();
        }
        y[t] = sum + last;
    }

    public static void Matrix(ArrayView<uint> x, ArrayView<float> y, int n)
    {
        var s = SharedMemory.Allocate<uint>(512);
        int t = Group.IdxX;
        float c0 = 0, c1 = 0, c2 = 0, c3 = 0;
        for (var i = 0; i < n; i++)
        {
            s[t] = x[i * 32 + t];
            Group.Barrier();
            var a = Gpu.LoadMatrix4(ref s[t * 4]);
            var c = Gpu.MmaBf16(a.X, a.Y, a.Z, a.W, a.X, a.Y, c0, c1, c2, c3);
            c0 = c.X; c1 = c.Y; c2 = c.Z; c3 = c.W;
            Group.Barrier();
        }
        y[t] = c0 + c1 + c2 + c3;
    }

    public static void MatrixOnly(ArrayView<uint> x, ArrayView<uint> y, int n)
    {
        var s = SharedMemory.Allocate<uint>(512);
        int t = Group.IdxX;
        uint last = 0;
        for (var i = 0; i < n; i++)
        {
            s[t] = x[i * 32 + t];
            Group.Barrier();
            last = Gpu.LoadMatrix4(ref s[t * 4]).X;
            Group.Barrier();
        }
        y[t] = last;
    }

    public static void CopyWait(ArrayView<float> x, ArrayView<float> y, int n)
    {
        var s = SharedMemory.Allocate<float>(256);
        int t = Group.IdxX;
        float sum = 0;
        for (var i = 0; i < n; i++)
        {
            Gpu.CopyAsync16(ref s[t * 4], ref x[i * 256 + t * 4], 1);
            Gpu.CopyCommit();
            Gpu.CopyWait0();
            Group.Barrier();
            sum += s[t ^ 1];
            Group.Barrier();
        }
        y[t] = sum;
    }

    public static void VectorLast(ArrayView<float> x, ArrayView<float> y, int n)
    {
        var s = SharedMemory.Allocate<float>(256);
        int t = Group.IdxX;
        Float4 last = default;
        for (var i = 0; i < n; i++)
        {
            s[t] = x[i * 256 + t];
            Group.Barrier();
            last = Gpu.LoadShared4(ref s[(t ^ 1) * 4 & 255]);
            Group.Barrier();
        }
        y[t] = last.X + last.Y + last.Z + last.W;
    }
}
