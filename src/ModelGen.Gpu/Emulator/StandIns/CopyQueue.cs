using System.Runtime.CompilerServices;

namespace ModelGen.Emulation;

/// <summary>
/// The asynchronous copies of one thread. Until they are waited for, their places are NaN: a kernel that waits for too few
/// groups of copies computes with it.
/// </summary>
internal unsafe struct CopyQueue
{
    private const int Capacity = 128;

    private fixed long places[Capacity];
    private fixed float values[Capacity * 4];
    private fixed int counts[Capacity];
    private fixed int groups[Capacity];
    private int first, end, group;

    public static void Start(ref float shared, ref float source, bool isInside, int count, ThreadState* thread)
    {
        VectorAccess.CheckShared(ref shared, count, thread);
        if (isInside)
            VectorAccess.CheckDevice(ref source, count, thread);
        var queue = thread->Copies;
        if (queue->end - queue->first == Capacity)
            throw new InvalidOperationException($"more than {Capacity} asynchronous copies of one thread are under way.");
        var slot = queue->end++ % Capacity;
        queue->places[slot] = (long)(nint)Unsafe.AsPointer(ref shared);
        queue->counts[slot] = count;
        queue->groups[slot] = queue->group;
        for (var i = 0; i < count; i++)
        {
            queue->values[slot * 4 + i] = isInside ? Unsafe.Add(ref source, i) : 0;
            Unsafe.Add(ref shared, i) = float.NaN;
        }
    }

    public void Reset() => first = end = group = 0;

    /// <summary>Ends a group.</summary>
    public void Commit() => group++;

    /// <summary>Finishes all groups but the last ones.</summary>
    public void Wait(int open)
    {
        for (; first < end && groups[first % Capacity] < group - open; first++)
            for (var i = 0; i < counts[first % Capacity]; i++)
                ((float*)places[first % Capacity])[i] = values[first % Capacity * 4 + i];
    }
}
