namespace ModelGen.Compiler.Memory;

/// <summary>Buffers of results that take over the place of an operand.</summary>
public static class InPlace
{
    /// <summary>
    /// Joins the lives of buffers that follow each other in one place: a result whose operand ends with the step that
    /// makes it, if both are as long.
    /// </summary>
    /// <param name="intervals">The buffers of one block.</param>
    /// <param name="over">For a result, the operand that it may overwrite.</param>
    /// <returns>The buffers that are left, and for each that is not, where it lies.</returns>
    public static (List<Interval<TKey>> Intervals, Dictionary<TKey, TKey> Hosts) Join<TKey>(
        IReadOnlyList<Interval<TKey>> intervals, IReadOnlyDictionary<TKey, TKey> over)
        where TKey : notnull
    {
        var joined = new Dictionary<TKey, Interval<TKey>>();
        var hosts = new Dictionary<TKey, TKey>();
        var order = new List<TKey>();
        foreach (var interval in intervals.OrderBy(interval => interval.First))
        {
            if (over.TryGetValue(interval.Key, out var operand)
                && (hosts.TryGetValue(operand, out var host) ? host : operand) is var place
                && joined.TryGetValue(place, out var before) && before.Length == interval.Length)
            {
                hosts.Add(interval.Key, place);
                joined[place] = before with { Last = Math.Max(before.Last, interval.Last) };
                continue;
            }
            joined.Add(interval.Key, interval);
            order.Add(interval.Key);
        }
        return ([.. order.Select(key => joined[key])], hosts);
    }
}
