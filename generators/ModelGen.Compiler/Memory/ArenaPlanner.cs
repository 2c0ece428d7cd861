namespace ModelGen.Compiler.Memory;

/// <summary>A buffer that must exist from step <paramref name="First"/> to step <paramref name="Last"/>, both included.</summary>
/// <typeparam name="TKey">What the buffer belongs to.</typeparam>
public readonly record struct Interval<TKey>(TKey Key, int First, int Last, int Length);

/// <summary>Places buffers in one block so that buffers that live at the same time never overlap.</summary>
public static class ArenaPlanner
{
    // More orders are tried only where one costs little.
    private const int MostTried = 2000;

    /// <summary>
    /// Largest first, each at the lowest gap that is free during its whole life: within a few percent of the optimum
    /// on real nets (Pisarchyk and Lee, 2020, "greedy by size"). Where that takes more than what lives at one time,
    /// other orders are tried, and the smallest block is taken. Lengths are rounded up to 16 floats, so that every
    /// buffer starts on a cache line.
    /// </summary>
    /// <returns>The offset of each buffer, and the length of the block.</returns>
    public static (Dictionary<TKey, int> Offsets, int Length) Place<TKey>(IReadOnlyList<Interval<TKey>> intervals)
        where TKey : notnull
    {
        var best = Place(intervals, interval => -interval.Length);
        if (intervals.Count > MostTried || best.Length == MostAlive(intervals)) return best;
        foreach (var order in new Func<Interval<TKey>, long>[]
        {
            interval => -(long)interval.Length * (interval.Last - interval.First + 1),     // what blocks most
            interval => interval.First - interval.Last,                                    // what lives longest
            interval => interval.First,                                                    // as they come
            interval => -interval.Last,
        })
            if (Place(intervals, order) is var other && other.Length < best.Length) best = other;
        return best;
    }

    /// <summary>What no placement can do without: the most that lives at one time.</summary>
    public static int MostAlive<TKey>(IReadOnlyList<Interval<TKey>> intervals) =>
        intervals.Select(at => intervals.Where(other => other.First <= at.First && other.Last >= at.First).Sum(RoundedLength)).DefaultIfEmpty().Max();

    private static (Dictionary<TKey, int> Offsets, int Length) Place<TKey>(
        IReadOnlyList<Interval<TKey>> intervals, Func<Interval<TKey>, long> key)
        where TKey : notnull
    {
        var offsets = new Dictionary<TKey, int>();
        var placed = new List<(int From, int To, Interval<TKey> Interval)>();   // by their offsets
        var total = 0;
        var order = intervals
            .Select((interval, index) => (interval, index))
            .OrderBy(entry => key(entry.interval))
            .ThenBy(entry => entry.index);
        foreach (var (interval, _) in order)
        {
            var length = RoundedLength(interval);
            var offset = 0;
            foreach (var (from, to, other) in placed)
            {
                if (other.First > interval.Last || other.Last < interval.First) continue;
                if (offset + length <= from) break;
                offset = Math.Max(offset, to);
            }
            var place = placed.FindIndex(entry => entry.From > offset);
            placed.Insert(place < 0 ? placed.Count : place, (offset, offset + length, interval));
            offsets.Add(interval.Key, offset);
            total = Math.Max(total, offset + length);
        }
        return (offsets, total);
    }

    private static int RoundedLength<TKey>(Interval<TKey> interval) => (interval.Length + 15) / 16 * 16;
}
