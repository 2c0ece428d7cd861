using System.Runtime.CompilerServices;

namespace ModelGen.Emulation;

/// <summary>
/// Stands in for the instructions of <see cref="Gpu"/> that need more than their bodies say: whole vectors are inside of
/// what they belong to and aligned, copies arrive when they are waited for, and a warp multiplies at one stop.
/// </summary>
internal static unsafe class EmulatedGpu
{
    [StandIn(Stops = true)]
    public static void Barrier(ThreadState* thread) => EmulatedGroup.Barrier(thread);

    [StandIn]
    public static Float4 Load4(ref float first, ThreadState* thread)
    {
        VectorAccess.CheckDevice(ref first, 4, thread);
        return Gpu.Load4(ref first);
    }

    [StandIn]
    public static void Store4(ref float first, float x, float y, float z, float w, ThreadState* thread)
    {
        VectorAccess.CheckDevice(ref first, 4, thread);
        Gpu.Store4(ref first, x, y, z, w);
    }

    [StandIn]
    public static Float4 LoadShared4(ref float first, ThreadState* thread)
    {
        VectorAccess.CheckShared(ref first, 4, thread);
        return Gpu.LoadShared4(ref first);
    }

    [StandIn]
    public static void StoreShared4(ref float first, float x, float y, float z, float w, ThreadState* thread)
    {
        VectorAccess.CheckShared(ref first, 4, thread);
        Gpu.StoreShared4(ref first, x, y, z, w);
    }

    [StandIn]
    public static UInt4 LoadShared4(ref uint first, ThreadState* thread)
    {
        VectorAccess.CheckShared(ref first, 4, thread);
        return Gpu.LoadShared4(ref first);
    }

    [StandIn]
    public static void StoreShared4(ref uint first, uint x, uint y, uint z, uint w, ThreadState* thread)
    {
        VectorAccess.CheckShared(ref first, 4, thread);
        Gpu.StoreShared4(ref first, x, y, z, w);
    }

    [StandIn(Copies = true)]
    public static void CopyAsync16(ref float shared, ref float source, int isInside, ThreadState* thread) =>
        CopyQueue.Start(ref shared, ref source, isInside != 0, 4, thread);

    [StandIn(Copies = true)]
    public static void CopyAsync4(ref float shared, ref float source, int isInside, ThreadState* thread) =>
        CopyQueue.Start(ref shared, ref source, isInside != 0, 1, thread);

    [StandIn(Copies = true)]
    public static void CopyCommit(ThreadState* thread) => thread->Copies->Commit();

    [StandIn(Copies = true)]
    public static void CopyWait0(ThreadState* thread) => thread->Copies->Wait(0);

    [StandIn(Copies = true)]
    public static void CopyWait1(ThreadState* thread) => thread->Copies->Wait(1);

    [StandIn(Copies = true)]
    public static void CopyWait2(ThreadState* thread) => thread->Copies->Wait(2);

    [StandIn(Stops = true, Result = nameof(ProductTf32))]
    public static void MmaTf32(
        uint a0, uint a1, uint a2, uint a3, uint b0, uint b1, float c0, float c1, float c2, float c3, ThreadState* thread) =>
        Show(thread, a0, a1, a2, a3, b0, b1, c0, c1, c2, c3);

    [StandIn(Stops = true, Result = nameof(ProductBf16))]
    public static void MmaBf16(
        uint a0, uint a1, uint a2, uint a3, uint b0, uint b1, float c0, float c1, float c2, float c3, ThreadState* thread) =>
        Show(thread, a0, a1, a2, a3, b0, b1, c0, c1, c2, c3);

    [StandIn(Stops = true, Result = nameof(Rows))]
    public static void LoadMatrix4(ref uint row, ThreadState* thread) => ShowRow(thread, ref row);

    [StandIn(Stops = true, Result = nameof(Columns))]
    public static void LoadMatrixTransposed4(ref uint row, ThreadState* thread) => ShowRow(thread, ref row);

    /// <summary>The sums of <see cref="MmaTf32"/>, in the order of the instruction's body.</summary>
    public static Float4 ProductTf32(ThreadState* thread)
    {
        int row = thread->Lane & ~3, column = (thread->Lane & 3) * 8;
        var c = Sums(thread);
        for (var k = 0; k < 4; k++)
        {
            uint* a = Lane(thread, row + k), left = Lane(thread, column + k), right = Lane(thread, column + 4 + k);
            c.X += Float(a[0]) * Float(left[4]) + Float(a[2]) * Float(left[5]);
            c.Y += Float(a[0]) * Float(right[4]) + Float(a[2]) * Float(right[5]);
            c.Z += Float(a[1]) * Float(left[4]) + Float(a[3]) * Float(left[5]);
            c.W += Float(a[1]) * Float(right[4]) + Float(a[3]) * Float(right[5]);
        }
        return c;
    }

    /// <summary>The sums of <see cref="MmaBf16"/>, in the order of the instruction's body.</summary>
    public static Float4 ProductBf16(ThreadState* thread)
    {
        int row = thread->Lane & ~3, column = (thread->Lane & 3) * 8;
        var c = Sums(thread);
        for (var k = 0; k < 4; k++)
        {
            uint* a = Lane(thread, row + k), left = Lane(thread, column + k), right = Lane(thread, column + 4 + k);
            c.X += PairProduct(a[0], left[4]) + PairProduct(a[2], left[5]);
            c.Y += PairProduct(a[0], right[4]) + PairProduct(a[2], right[5]);
            c.Z += PairProduct(a[1], left[4]) + PairProduct(a[3], left[5]);
            c.W += PairProduct(a[1], right[4]) + PairProduct(a[3], right[5]);
        }
        return c;
    }

    /// <summary>Word t of row g of each matrix, for lane 4g + t.</summary>
    public static UInt4 Rows(ThreadState* thread)
    {
        int g = thread->Lane >> 2, t = thread->Lane & 3;
        return new(Lane(thread, g)[t], Lane(thread, 8 + g)[t], Lane(thread, 16 + g)[t], Lane(thread, 24 + g)[t]);
    }

    /// <summary>Elements g of the rows 2t and 2t + 1 of each matrix, for lane 4g + t.</summary>
    public static UInt4 Columns(ThreadState* thread) =>
        new(PairBelow(thread, 0), PairBelow(thread, 8), PairBelow(thread, 16), PairBelow(thread, 24));

    private static uint PairBelow(ThreadState* thread, int firstLane)
    {
        int g = thread->Lane >> 2, t = thread->Lane & 3, shift = (g & 1) * 16;
        var upper = Lane(thread, firstLane + 2 * t)[g >> 1] >> shift & 0xFFFF;
        var lower = Lane(thread, firstLane + 2 * t + 1)[g >> 1] >> shift & 0xFFFF;
        return upper | lower << 16;
    }

    private static float PairProduct(uint a, uint b) =>
        Gpu.LowBf16(a) * Gpu.LowBf16(b) + Gpu.HighBf16(a) * Gpu.HighBf16(b);

    private static void Show(
        ThreadState* thread, uint a0, uint a1, uint a2, uint a3, uint b0, uint b1, float c0, float c1, float c2, float c3)
    {
        var words = thread->Words;
        (words[0], words[1], words[2], words[3], words[4], words[5]) = (a0, a1, a2, a3, b0, b1);
        *(Float4*)(words + 6) = new(c0, c1, c2, c3);
        thread->Stop = Stop.Gather;
    }

    private static void ShowRow(ThreadState* thread, ref uint row)
    {
        VectorAccess.CheckShared(ref row, 4, thread);
        *(UInt4*)thread->Words = Unsafe.As<uint, UInt4>(ref row);
        thread->Stop = Stop.Gather;
    }

    private static uint* Lane(ThreadState* thread, int lane) => thread->Block->Gathered + lane * ThreadState.WordCount;

    private static Float4 Sums(ThreadState* thread) => *(Float4*)(thread->Words + 6);

    private static float Float(uint bits) => BitConverter.UInt32BitsToSingle(bits);
}
