namespace ModelGen.Compiler.Emit;

/// <summary>
/// Kernels of a phase that run one after another, either for one sample at a time (whose data then stays in the
/// first-level cache) or for a whole chunk of samples.
/// </summary>
/// <param name="OneSampleAtATime">Whether for one sample at a time.</param>
/// <param name="Kernels">The kernels.</param>
/// <param name="IsTimed">Whether they work on every position of the samples.</param>
public sealed record Segment(bool OneSampleAtATime, IReadOnlyList<Kernel> Kernels, bool IsTimed = false);

/// <summary>
/// Work without a barrier inside. <see cref="Domain.Samples"/>: chunks of samples go through all segments, and
/// threads share the chunks. <see cref="Domain.Tiles"/>: threads share the tiles of each kernel.
/// </summary>
public sealed record Phase(Domain Domain, IReadOnlyList<Segment> Segments)
{
    public IEnumerable<Kernel> Kernels => Segments.SelectMany(segment => segment.Kernels);
}

/// <summary>
/// Orders kernels into phases: all the tile work that can be done, then all the per-sample work that is ready, and so
/// on, so that there are few barriers.
/// </summary>
public static class Scheduler
{
    /// <param name="kernels">In topological order.</param>
    /// <param name="available">Values that exist before: sources and what earlier phases made.</param>
    /// <param name="addedTo">What a value is added to, so that two values may share a place in memory; null if to nothing.</param>
    public static IReadOnlyList<Phase> Schedule(
        IReadOnlyList<Kernel> kernels, ISet<Value> available, Func<Value, Value?>? addedTo = null)
    {
        var phases = new List<Phase>();
        var made = new HashSet<Value>(available);
        var waiting = kernels.ToList();
        while (waiting.Count > 0)
        {
            var before = waiting.Count;
            // Chains of tile work first: in Predict nothing of it may come after a sample.
            while (Take(Domain.Tiles))
            {
            }
            Take(Domain.Samples);
            if (waiting.Count == before)
                throw new InvalidOperationException("Kernels wait for values that nothing makes.");
        }
        return phases;

        // Tile work may use results of its own phase only if nothing of the kernel before is needed across threads,
        // so a phase of tiles takes what was ready at its start; a phase of samples follows the data flow per sample.
        bool Take(Domain domain)
        {
            var taken = new List<Kernel>();
            foreach (var kernel in waiting)
                if (kernel.Domain == domain && kernel.Inputs.All(input => made.Contains(Alias.Root(input)))
                    && !(domain == Domain.Tiles && taken.Any(other => Collide(kernel, other))))
                {
                    taken.Add(kernel);
                    if (domain == Domain.Samples) made.UnionWith(kernel.Outputs);
                }
            if (taken.Count == 0) return false;
            waiting.RemoveAll(new HashSet<Kernel>(taken).Contains);
            foreach (var kernel in taken) made.UnionWith(kernel.Outputs);
            phases.Add(new Phase(domain, domain == Domain.Samples ? Segments(taken) : [new Segment(false, taken)]));
            return true;
        }

        // Two terms of one gradient, of which each thread adds other parts: one term has to wait for the other.
        bool Collide(Kernel kernel, Kernel other) =>
            addedTo is not null && !kernel.IsCutAs(other)
            && kernel.Outputs.Select(addedTo).Any(place => place is not null && other.Outputs.Select(addedTo).Contains(place));
    }

    // A kernel without preference stays with the kernels before it; at the start of a phase, with those after it.
    private static List<Segment> Segments(List<Kernel> kernels)
    {
        var segments = new List<Segment>();
        var current = new List<Kernel>();
        bool? single = null;
        var isTimed = kernels[0].IsTimed;
        foreach (var kernel in kernels)
        {
            var wanted = kernel.Granularity switch
            {
                Granularity.OneSample => true,
                Granularity.ManySamples => false,
                _ => single,
            };
            if (kernel.IsTimed != isTimed || (single is not null && wanted != single))
            {
                if (kernel.IsTimed != isTimed && kernel.Granularity == Granularity.Any) wanted = null;
                segments.Add(new Segment(single ?? false, current, isTimed));
                current = [];
                isTimed = kernel.IsTimed;
                single = null;
            }
            current.Add(kernel);
            single = wanted ?? single;
        }
        segments.Add(new Segment(single ?? false, current, isTimed));
        return segments;
    }
}
