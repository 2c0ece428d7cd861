using System.Runtime.CompilerServices;
using ILGPU;

namespace ModelGen.Emulation;

/// <summary>
/// Stands in for <see cref="Warp"/>. As with PTX's <c>shfl.sync</c>, a lane that shifts past the end of its warp, or of
/// its part of <c>width</c> lanes, gets its own value.
/// </summary>
internal static unsafe class EmulatedWarp
{
    [StandIn]
    public static int WarpSize() => ThreadState.WarpSize;

    [StandIn]
    public static int LaneIdx(ThreadState* thread) => thread->Lane;

    [StandIn]
    public static int WarpIdx(ThreadState* thread) => thread->Index / ThreadState.WarpSize;

    [StandIn]
    public static bool IsFirstLane(ThreadState* thread) => thread->Lane == 0;

    [StandIn]
    public static bool IsLastLane(ThreadState* thread) => thread->Lane == ThreadState.WarpSize - 1;

    [StandIn(Stops = true)]
    public static void Barrier(ThreadState* thread) => Exchange(0, thread->Lane, thread);

    [StandIn(Stops = true)]
    public static void Shuffle<T>(T value, int lane, ThreadState* thread) where T : unmanaged =>
        Shuffle(value, lane, ThreadState.WarpSize, thread);

    [StandIn(Stops = true)]
    public static void Shuffle<T>(T value, int lane, int width, ThreadState* thread) where T : unmanaged =>
        Exchange(value, First(thread, width) + (lane & width - 1), thread);

    [StandIn(Stops = true)]
    public static void ShuffleDown<T>(T value, int delta, ThreadState* thread) where T : unmanaged =>
        ShuffleDown(value, delta, ThreadState.WarpSize, thread);

    [StandIn(Stops = true)]
    public static void ShuffleDown<T>(T value, int delta, int width, ThreadState* thread) where T : unmanaged =>
        ExchangeWithin(value, thread->Lane + delta, width, thread);

    [StandIn(Stops = true)]
    public static void ShuffleUp<T>(T value, int delta, ThreadState* thread) where T : unmanaged =>
        ShuffleUp(value, delta, ThreadState.WarpSize, thread);

    [StandIn(Stops = true)]
    public static void ShuffleUp<T>(T value, int delta, int width, ThreadState* thread) where T : unmanaged =>
        ExchangeWithin(value, thread->Lane - delta, width, thread);

    [StandIn(Stops = true)]
    public static void ShuffleXor<T>(T value, int mask, ThreadState* thread) where T : unmanaged =>
        ShuffleXor(value, mask, ThreadState.WarpSize, thread);

    [StandIn(Stops = true)]
    public static void ShuffleXor<T>(T value, int mask, int width, ThreadState* thread) where T : unmanaged =>
        ExchangeWithin(value, thread->Lane ^ mask, width, thread);

    [StandIn(Stops = true)]
    public static void Broadcast<T>(T value, int lane, ThreadState* thread) where T : unmanaged =>
        Shuffle(value, lane, thread);

    /// <summary>What an exchange gave.</summary>
    public static T Received<T>(ThreadState* thread) where T : unmanaged => Unsafe.As<ulong, T>(ref thread->Value);

    private static int First(ThreadState* thread, int width) => thread->Lane & -width;

    private static void ExchangeWithin<T>(T value, int lane, int width, ThreadState* thread) where T : unmanaged
    {
        var isWithin = (uint)(lane - First(thread, width)) < (uint)width;
        Exchange(value, isWithin ? lane : thread->Lane, thread);
    }

    private static void Exchange<T>(T value, int lane, ThreadState* thread) where T : unmanaged
    {
        thread->Value = 0;
        Unsafe.As<ulong, T>(ref thread->Value) = value;
        thread->Source = lane;
        thread->Stop = Stop.Exchange;
    }
}
