using System.Runtime.CompilerServices;

namespace ModelGen.Emulation;

/// <summary>Stands in for <see cref="ILGPU.ArrayView{T}"/>: a range of native memory whose every access is checked.</summary>
internal readonly unsafe struct View<T>(T* first, long length) where T : unmanaged
{
    private readonly T* first = first;
    private readonly long length = length;

    [StandIn]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref T Item(View<T> view, int index, ThreadState* thread) => ref Item(view, (long)index, thread);

    [StandIn]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref T Item(View<T> view, long index, ThreadState* thread)
    {
        if ((ulong)index >= (ulong)view.length)
            return ref Outside(index, view.length, thread);
        return ref view.first[index];
    }

    [StandIn]
    public static long Length(View<T> view) => view.length;

    [StandIn]
    public static int IntLength(View<T> view) => checked((int)view.length);

    [StandIn]
    public static View<T> SubView(View<T> view, long start) => SubView(view, start, view.length - start);

    [StandIn]
    public static View<T> SubView(View<T> view, int start, int length) => SubView(view, (long)start, length);

    [StandIn]
    public static View<T> SubView(View<T> view, long start, long length)
    {
        if (start < 0 || length < 0 || start > view.length - length)
            throw new IndexOutOfRangeException(
                $"elements {start} to {start + length} of a view of {view.length} elements were asked for.");
        return new(view.first + start, length);
    }

    [StandIn]
    public static View<TOther> Cast<TOther>(View<T> view) where TOther : unmanaged =>
        new((TOther*)view.first, view.length * sizeof(T) / sizeof(TOther));

    // A kernel may compute a reference and not use it. Its use is a NullReferenceException, as at every low address.
    private static ref T Outside(long index, long length, ThreadState* thread)
    {
        thread->OutsideIndex = index;
        thread->OutsideLength = length;
        return ref *(T*)VectorAccess.Nowhere;
    }
}
