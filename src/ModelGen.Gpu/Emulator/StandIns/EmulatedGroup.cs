using System.Runtime.CompilerServices;
using ILGPU;

namespace ModelGen.Emulation;

/// <summary>Stands in for <see cref="Group"/>. Groups have one dimension.</summary>
internal static unsafe class EmulatedGroup
{
    [StandIn]
    public static int IdxX(ThreadState* thread) => thread->Index;

    [StandIn]
    public static int IdxY() => 0;

    [StandIn]
    public static int IdxZ() => 0;

    [StandIn]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Index3D Index(ThreadState* thread) => new(thread->Index, 0, 0);

    [StandIn]
    public static int LinearIndex(ThreadState* thread) => thread->Index;

    [StandIn]
    public static int DimX(ThreadState* thread) => thread->Block->Threads;

    [StandIn]
    public static int DimY() => 1;

    [StandIn]
    public static int DimZ() => 1;

    [StandIn]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Index3D Dimension(ThreadState* thread) => new(thread->Block->Threads, 1, 1);

    [StandIn]
    public static bool IsFirstThread(ThreadState* thread) => thread->Index == 0;

    [StandIn]
    public static bool IsLastThread(ThreadState* thread) => thread->Index == thread->Block->Threads - 1;

    [StandIn(Stops = true)]
    public static void Barrier(ThreadState* thread) => thread->Stop = Stop.Barrier;
}
