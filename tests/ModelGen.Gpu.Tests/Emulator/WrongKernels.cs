using ILGPU;

namespace ModelGen.Tests.Emulator;

/// <summary>Kernels with mistakes that a GPU would not report.</summary>
internal static class WrongKernels
{
    /// <summary>y = x reversed, read before it is written: a barrier is missing.</summary>
    public static void ReverseWithoutBarrier(ArrayView<float> x, ArrayView<float> y)
    {
        var shared = SharedMemory.Allocate<float>(64);
        shared[Group.IdxX] = x[Group.IdxX];
        y[Group.IdxX] = shared[63 - Group.IdxX];
    }

    /// <summary>The sum so far, over threads and blocks that all write it.</summary>
    public static void SumWithoutAtomics(ArrayView<float> x, ArrayView<float> y) => y[0] = y[0] * 0.5f + x[Grid.GlobalIndex.X];

    /// <summary>Reads shared memory that nobody wrote.</summary>
    public static void ReadUnwritten(ArrayView<float> y)
    {
        var shared = SharedMemory.Allocate<float>(32);
        if (Group.IdxX != 5) shared[Group.IdxX] = 1;
        Group.Barrier();
        y[Grid.GlobalIndex.X] = shared[Group.IdxX];
        Group.Barrier();
        shared[5] = 1;
    }

    /// <summary>A barrier for the first `count` threads only.</summary>
    public static void BarrierForSome(ArrayView<float> y, int count)
    {
        if (Group.IdxX < count)
        {
            Group.Barrier();
            y[Group.IdxX] = 1;
        }
    }

    /// <summary>Two barriers, one for each half of the threads.</summary>
    public static void BarrierForEach(ArrayView<float> y)
    {
        if (Group.IdxX < 32) Meet(y, 1);
        else Meet(y, 2);
    }

    /// <summary>An exchange for the first `count` threads only.</summary>
    public static void ExchangeForSome(ArrayView<float> y, int count)
    {
        if (Group.IdxX < count) y[Group.IdxX] = Warp.ShuffleXor(y[Group.IdxX], 1);
    }

    /// <summary>An exchange with a lane that is `distance` further.</summary>
    public static void ExchangeFar(ArrayView<float> y, int distance) =>
        y[Group.IdxX] = Warp.Shuffle(y[Group.IdxX], Warp.LaneIdx + distance);

    /// <summary>y[i + shift] = 1.</summary>
    public static void Write(ArrayView<float> y, int shift) => y[Grid.GlobalIndex.X + shift] = 1;

    /// <summary>As <see cref="Write"/>, after a barrier, in shared memory.</summary>
    public static void WriteShared(ArrayView<float> y, int shift)
    {
        var shared = SharedMemory.Allocate<float>(64);
        Group.Barrier();
        shared[Group.IdxX + shift] = 1;
        y[0] = shared[0];
    }

    /// <summary>A part of a part of y, past its end.</summary>
    public static void WritePart(ArrayView<float> y, int shift) => y.SubView(8, 32).SubView(shift)[Group.IdxX] = 1;

    /// <summary>Four floats each from y[shift] on.</summary>
    public static void WriteFour(ArrayView<float> y, int shift) => Gpu.Store4(ref y[Group.IdxX * 4 + shift], 1, 2, 3, 4);

    /// <summary>Four floats each of 58 in shared memory.</summary>
    public static void ReadFourShared(ArrayView<float> y, int shift)
    {
        var shared = SharedMemory.Allocate<float>(58);
        if (Group.IdxX < 15) y[Group.IdxX] = Gpu.LoadShared4(ref shared[Group.IdxX * 4 + shift]).X;
    }

    /// <summary>y = the first n of x, and zeros; beyond its end, x is not read if n is its length.</summary>
    public static void CopyInside(ArrayView<float> x, ArrayView<float> y, int n)
    {
        var shared = SharedMemory.Allocate<float>(32);
        Gpu.CopyAsync4(ref shared[Group.IdxX], ref x[Group.IdxX], Group.IdxX < n ? 1 : 0);
        Gpu.CopyCommit();
        Gpu.CopyWait0();
        Gpu.Barrier();
        y[Group.IdxX] = shared[31 - Group.IdxX] * 0 + shared[Group.IdxX];
    }

    /// <summary>y = the first 32 of x, by the first of two groups of copies, while `open` of them may be under way.</summary>
    public static void CopyAndWait(ArrayView<float> x, ArrayView<float> y, int open)
    {
        var shared = SharedMemory.Allocate<float>(256);
        Gpu.CopyAsync16(ref shared[Group.IdxX * 4], ref x[Group.IdxX * 4], 1);
        Gpu.CopyCommit();
        Gpu.CopyAsync16(ref shared[128 + Group.IdxX * 4], ref x[Group.IdxX * 4], 1);
        Gpu.CopyCommit();
        if (open == 2) Gpu.CopyWait2();
        else Gpu.CopyWait1();
        Gpu.Barrier();
        y[Group.IdxX] = shared[Group.IdxX];
    }

    /// <summary>1000 / x as integers.</summary>
    public static void Divide(ArrayView<float> y, int x) => y[Group.IdxX] = 1000 / (x - Group.IdxX);

    public static void Recursive(ArrayView<float> y) => Descend(y, 3);

    public static void Local(ArrayView<float> y) => y[0] = LocalMemory.Allocate<float>(4)[1];

    public static void Catching(ArrayView<float> y)
    {
        try
        {
            y[0] = Group.IdxX;
        }
        catch (InvalidOperationException)
        {
            y[0] = 1;
        }
    }

    public static void Keeping(ArrayView<float> y)
    {
        var kept = new float[1];
        Group.Barrier();
        y[0] = kept[0];
    }

    private static void Descend(ArrayView<float> y, int n)
    {
        y[n] = n;
        if (n > 0) Descend(y, n - 1);
    }

    private static void Meet(ArrayView<float> y, float value)
    {
        Group.Barrier();
        y[Group.IdxX] = value;
    }
}
