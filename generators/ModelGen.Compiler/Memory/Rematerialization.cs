namespace ModelGen.Compiler.Memory;

/// <summary>One step of work: what it reads and writes, and what it costs.</summary>
/// <typeparam name="TKey">What stands for a buffer.</typeparam>
/// <param name="Reads">The buffers read.</param>
/// <param name="Writes">The buffers written.</param>
/// <param name="Cost">Operations; any unit.</param>
/// <param name="MayRepeat">Whether the same happens if it is done again.</param>
public sealed record WorkStep<TKey>(IReadOnlyList<TKey> Reads, IReadOnlyList<TKey> Writes, long Cost, bool MayRepeat = true);

/// <summary>Steps to do again, in order, in front of another one, so that their results need not be kept until then.</summary>
/// <param name="Steps">The numbers of the steps.</param>
/// <param name="Before">The number of the step that is the first to read what they make.</param>
/// <param name="Cost">What they cost together.</param>
/// <param name="Saved">What they take away of what lies over a target, summed over all steps: by this one repetition is better than another.</param>
public sealed record RepeatedSteps(IReadOnlyList<int> Steps, int Before, long Cost, long Saved);

/// <summary>
/// Finds what to compute twice instead of keeping it: results that live across the steps in which most memory is taken, as
/// the long connections of a U-Net do (Chen et al., 2016, "Training deep nets with sublinear memory cost", for predictions).
/// </summary>
/// <typeparam name="TKey">What stands for a buffer.</typeparam>
public sealed class Rematerialization<TKey>
    where TKey : notnull
{
    // What a repetition needs that is gone is made again too, so many steps back.
    private const int MostSteps = 8;

    private readonly IReadOnlyList<WorkStep<TKey>> steps;
    private readonly Func<TKey, int> length;
    private readonly Dictionary<TKey, List<int>> uses = [];
    private readonly Dictionary<TKey, int> makers = [];

    /// <param name="steps">All steps, in order.</param>
    /// <param name="length">The length of a buffer; 0 for one that takes no room or is kept anyway.</param>
    public Rematerialization(IReadOnlyList<WorkStep<TKey>> steps, Func<TKey, int> length)
    {
        (this.steps, this.length) = (steps, length);
        for (var i = 0; i < steps.Count; i++)
        {
            foreach (var key in steps[i].Reads.Concat(steps[i].Writes).Distinct())
            {
                if (!uses.TryGetValue(key, out var list)) uses.Add(key, list = []);
                list.Add(i);
            }
            foreach (var key in steps[i].Writes) makers[key] = i;
        }
        Peak = Alive(steps.Select(step => (step.Reads.Select(key => (key, false)), step.Writes.Select(key => (key, false))))).DefaultIfEmpty().Max();
    }

    /// <summary>The most that is alive in one step.</summary>
    public long Peak { get; }

    /// <summary>What lies over a target, summed over the steps.</summary>
    public long Excess(long target) => Excess([], steps.Count, target);

    /// <summary>
    /// The repetitions that take away some of what lies over a target, those first that cost least for what they take away.
    /// </summary>
    public IReadOnlyList<RepeatedSteps> Find(long target)
    {
        var before = Excess(target);
        var found = new List<RepeatedSteps>();
        foreach (var entry in uses.Where(entry => length(entry.Key) > 0 && makers.ContainsKey(entry.Key)).OrderBy(entry => makers[entry.Key]))
            for (var i = 0; i + 1 < entry.Value.Count; i++)
                if (entry.Value[i + 1] - entry.Value[i] > 1)
                    foreach (var chain in Chains(entry.Key, entry.Value[i + 1]))
                        if (before - Excess(chain, entry.Value[i + 1], target) is > 0 and var saved)
                            found.Add(new RepeatedSteps(chain, entry.Value[i + 1], chain.Sum(step => steps[step].Cost), saved));
        return [.. found.OrderBy(repeated => (double)repeated.Cost / repeated.Saved).ThenBy(repeated => repeated.Before)];
    }

    private IEnumerable<IReadOnlyList<int>> Chains(TKey key, int before)
    {
        var (fromKept, fromAlive) = (Chain(key, before, keepsSmall: true), Chain(key, before, keepsSmall: false));
        if (fromKept is not null) yield return fromKept;
        if (fromAlive is not null && fromKept?.SequenceEqual(fromAlive) != true) yield return fromAlive;
    }

    // The steps that make a buffer again before a step, from what is alive there, or kept for it where that is much smaller.
    private List<int>? Chain(TKey key, int before, bool keepsSmall)
    {
        var chain = new SortedSet<int>();
        return Add(key) ? [.. chain] : null;

        bool Add(TKey wanted)
        {
            var maker = makers[wanted];
            if (chain.Contains(maker)) return true;
            if (!steps[maker].MayRepeat || chain.Count == MostSteps) return false;
            chain.Add(maker);
            foreach (var read in steps[maker].Reads)
            {
                if (length(read) == 0 || uses[read][uses[read].Count - 1] >= before || !makers.ContainsKey(read)) continue;
                if (keepsSmall && 2L * length(read) <= length(key)) continue;
                if (!Add(read) && !keepsSmall) return false;
            }
            return true;
        }
    }

    private long Excess(IReadOnlyList<int> chain, int before, long target)
    {
        var again = new HashSet<TKey>(chain.SelectMany(step => steps[step].Writes));
        return Alive(Sequence()).Sum(alive => Math.Max(0, alive - target));

        // The steps with the repeated ones among them, which write and are read as buffers of their own.
        IEnumerable<(IEnumerable<(TKey, bool)>, IEnumerable<(TKey, bool)>)> Sequence()
        {
            for (var i = 0; i < steps.Count; i++)
            {
                if (i == before)
                    foreach (var step in chain)
                        yield return (steps[step].Reads.Select(key => (key, again.Contains(key))), steps[step].Writes.Select(key => (key, true)));
                var isLate = i >= before;
                yield return (steps[i].Reads.Select(key => (key, isLate && again.Contains(key))), steps[i].Writes.Select(key => (key, false)));
            }
        }
    }

    // What is alive in each step.
    private long[] Alive(IEnumerable<(IEnumerable<(TKey, bool)> Reads, IEnumerable<(TKey, bool)> Writes)> sequence)
    {
        var lives = new Dictionary<(TKey, bool), (int First, int Last)>();
        var count = 0;
        foreach (var (reads, writes) in sequence)
        {
            foreach (var key in reads.Concat(writes))
                lives[key] = (lives.TryGetValue(key, out var life) ? life.First : makers.ContainsKey(key.Item1) ? count : 0, count);
            count++;
        }
        var changes = new long[count + 1];
        foreach (var entry in lives)
        {
            changes[entry.Value.First] += length(entry.Key.Item1);
            changes[entry.Value.Last + 1] -= length(entry.Key.Item1);
        }
        for (var i = 1; i <= count; i++) changes[i] += changes[i - 1];
        return [.. changes.Take(count)];
    }
}
