using System.Runtime.CompilerServices;

namespace ModelGen.Emulation;

/// <summary>Checks accesses to several elements by a reference to the first.</summary>
internal static unsafe class VectorAccess
{
    /// <summary>Where references outside of views point to: any access there is a <see cref="NullReferenceException"/>.</summary>
    public const nint Nowhere = 64;

    // .NET turns faults of the first page into exceptions, and ends the program after others.
    private const nint LowAddresses = 4096;

    public static void CheckDevice<T>(ref T first, int count, ThreadState* thread) where T : unmanaged =>
        Check(ref first, count, thread->Block->Spans, thread->Block->SpanCount, "an operand in device memory");

    public static void CheckShared<T>(ref T first, int count, ThreadState* thread) where T : unmanaged =>
        Check(ref first, count, thread->Block->Allocations, thread->Block->AllocationCount, "an allocation of shared memory");

    private static void Check<T>(ref T first, int count, MemoryRange* ranges, int rangeCount, string what) where T : unmanaged
    {
        var start = (byte*)Unsafe.AsPointer(ref first);
        var bytes = count * sizeof(T);
        if ((nint)start < LowAddresses)
            return;
        if ((nint)start % bytes != 0)
            throw new InvalidOperationException($"{bytes} bytes were accessed at an address that is no multiple of {bytes}.");
        for (var i = 0; i < rangeCount; i++)
            if (start >= ranges[i].First && start + bytes <= ranges[i].End)
                return;
        throw new IndexOutOfRangeException($"{bytes} bytes were accessed that are not all within {what}.");
    }
}
