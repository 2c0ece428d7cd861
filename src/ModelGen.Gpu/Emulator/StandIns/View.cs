using System.Runtime.CompilerServices;

namespace ModelGen.Emulation;

/// <summary>Stands in for <see cref="ILGPU.ArrayView{T}"/>: a range of native memory whose every access is checked.</summary>
internal readonly unsafe struct View<T>(T* first, long length) where T : unmanaged
{
    private readonly T* first = first;
    private readonly long length = length;

    [StandIn]
    public static ref T Item(View<T> view, int index) => ref Item(view, (long)index);

    [StandIn]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref T Item(View<T> view, long index)
    {
        if ((ulong)index >= (ulong)view.length)
            ThrowOutside(index, view.length);
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

    private static void ThrowOutside(long index, long length) =>
        throw new IndexOutOfRangeException($"element {index} of a view of {length} elements was accessed.");
}
