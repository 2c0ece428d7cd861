using System.Runtime.CompilerServices;
using ILGPU;

namespace ModelGen.Emulation;

/// <summary>Stands in for <see cref="Grid"/>.</summary>
internal static unsafe class EmulatedGrid
{
    [StandIn]
    public static int IdxX(ThreadState* thread) => thread->Block->Index.X;

    [StandIn]
    public static int IdxY(ThreadState* thread) => thread->Block->Index.Y;

    [StandIn]
    public static int IdxZ(ThreadState* thread) => thread->Block->Index.Z;

    [StandIn]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Index3D Index(ThreadState* thread) => new(IdxX(thread), IdxY(thread), IdxZ(thread));

    [StandIn]
    public static int DimX(ThreadState* thread) => thread->Block->Grid.X;

    [StandIn]
    public static int DimY(ThreadState* thread) => thread->Block->Grid.Y;

    [StandIn]
    public static int DimZ(ThreadState* thread) => thread->Block->Grid.Z;

    [StandIn]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Index3D Dimension(ThreadState* thread) => new(DimX(thread), DimY(thread), DimZ(thread));

    // Groups have one dimension.
    [StandIn]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Index3D GlobalIndex(ThreadState* thread) =>
        new(IdxX(thread) * thread->Block->Threads + thread->Index, IdxY(thread), IdxZ(thread));
}
