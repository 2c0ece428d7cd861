namespace ModelGen.Emulation;

/// <summary>Stands in for <see cref="ILGPU.SharedMemory"/>.</summary>
internal static unsafe class EmulatedSharedMemory
{
    /// <summary>Memory that the kernel's rewriting reserved for one call.</summary>
    public static View<T> Allocate<T>(int length, int offset, ThreadState* thread) where T : unmanaged =>
        new((T*)(thread->Block->Shared + offset), length);
}
