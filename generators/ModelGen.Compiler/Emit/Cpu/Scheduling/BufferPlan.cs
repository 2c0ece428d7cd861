using ModelGen.Compiler.Memory;

namespace ModelGen.Compiler.Emit;

/// <summary>The block of memory that a value lies in.</summary>
public enum Place
{
    /// <summary>The caller's span: an input of Predict, or its output.</summary>
    Caller,

    /// <summary>The parameter block of the model.</summary>
    Parameters,

    /// <summary>The trainer's gradient block, which has the layout of the parameter block.</summary>
    Gradients,

    /// <summary>Unbatched values that are computed: from parameters, or from the whole batch.</summary>
    Shared,

    /// <summary>What samples remember between calls; offsets count for one sample.</summary>
    State,

    /// <summary>The whole batch, kept from one phase to a later one; offsets count for one sample.</summary>
    Batch,

    /// <summary>A thread's own memory for a chunk of samples, reused within a phase.</summary>
    Chunk,

    /// <summary>A thread's own memory for one sample, reused within a segment.</summary>
    Sample,
}

/// <summary>Where a value lies: floats from the start of its place.</summary>
public readonly record struct Location(Place Place, int Offset);

/// <summary>Decides for every value where it lies, from the phases that make and use it.</summary>
public sealed class BufferPlan
{
    /// <summary>Samples that go through a phase together, as a rule: three full tiles of six rows.</summary>
    public const int UsualChunk = 18;

    private readonly Dictionary<Value, Location> locations = [];
    private readonly Dictionary<Value, List<(int Phase, int Segment, int Step)>> uses = [];
    private readonly Dictionary<Value, Value> over = [];

    /// <param name="phases">All phases, in order.</param>
    /// <param name="fixedLocations">Values whose place is given: the caller's spans, parameters, their gradients.</param>
    /// <param name="persistent">Values that stay readable after the last phase.</param>
    /// <param name="storages">How unbatched values are stored.</param>
    /// <param name="chunkSamples">The largest number of samples that go through a phase together.</param>
    /// <param name="delivered">Values that are copied to where they belong after the last phase.</param>
    /// <param name="keepsInputs">Whether sources without a place are kept for the whole batch, or copied chunk by chunk.</param>
    /// <param name="inPlace">Whether a result may take the place of an operand that is used for the last time.</param>
    public BufferPlan(
        IReadOnlyList<Phase> phases, IReadOnlyDictionary<Value, Location> fixedLocations, ISet<Value> persistent,
        StoragePlan storages, bool keepsInputs, int chunkSamples = UsualChunk, ISet<Value>? delivered = null,
        bool inPlace = false)
    {
        ChunkSamples = chunkSamples;
        foreach (var entry in fixedLocations)
            locations[entry.Key] = entry.Value;
        // Every kernel is a step; before and behind those of a segment there is a step too.
        var step = 0;
        var bounds = new Dictionary<(int Phase, int Segment), (int Start, int End)>();
        for (var phase = 0; phase < phases.Count; phase++)
            for (var segment = 0; segment < phases[phase].Segments.Count; segment++)
            {
                var start = step++;
                foreach (var kernel in phases[phase].Segments[segment].Kernels)
                {
                    foreach (var value in kernel.Inputs.Concat(kernel.Outputs))
                        Uses(Alias.Root(value)).Add((phase, segment, step));
                    step++;
                }
                bounds.Add((phase, segment), (start, step++));
            }

        foreach (var kernel in inPlace ? phases.SelectMany(phase => phase.Kernels) : [])
            if (Overwritten(kernel) is { } operand && !persistent.Contains(operand) && delivered?.Contains(operand) != true)
                over.Add(kernel.Outputs[0], operand);

        var free = uses.Keys.Where(value => !locations.ContainsKey(value)).OrderBy(value => value.Id).ToList();
        var shared = new List<Interval<Value>>();
        var batch = new List<Interval<Value>>();
        var chunk = new List<Interval<Value>>();
        var sample = new List<Interval<Value>>();
        // A chunk of one sample passes from kernel to kernel, whatever their segments: all of it may share one block.
        var isOne = inPlace && chunkSamples == 1;
        foreach (var value in free)
        {
            var (first, last) = (uses[value][0], uses[value][uses[value].Count - 1]);
            var stays = persistent.Contains(value);
            if (!value.IsBatched)
                shared.Add(new(value, first.Phase, stays ? phases.Count : last.Phase, storages[value].Length));
            else if (stays || first.Phase != last.Phase || (value.Producer is null && keepsInputs))
                batch.Add(new(value, value.Producer is null ? 0 : first.Phase, stays ? phases.Count : last.Phase, storages.SampleFloats(value)));
            else if (!isOne && value.Producer is not null && first.Segment == last.Segment && delivered?.Contains(value) != true && phases[first.Phase].Segments[first.Segment].OneSampleAtATime)
                sample.Add(new(value, first.Step, last.Step, storages.SampleFloats(value)));
            else
                chunk.Add(new(value, value.Producer is null ? 0 : First(first), delivered?.Contains(value) == true ? step : Last(last), storages.SampleFloats(value)));
        }

        // The mean of the loss needs the shares also where no kernel does, as nothing is differentiated.
        foreach (var share in persistent.Where(value => value.Source is Source.LossShare && !uses.ContainsKey(value)))
            batch.Add(new(share, 0, phases.Count, storages.SampleFloats(share)));

        SharedLength = Assign(Place.Shared, shared);
        BatchLength = Assign(Place.Batch, batch);
        ChunkLength = Assign(Place.Chunk, chunk);
        SampleLength = Assign(Place.Sample, sample);

        // All samples of a chunk pass through a one-sample segment before the next segment starts.
        int First((int Phase, int Segment, int Step) use) =>
            !isOne && phases[use.Phase].Segments[use.Segment].OneSampleAtATime ? bounds[(use.Phase, use.Segment)].Start : use.Step;
        int Last((int Phase, int Segment, int Step) use) =>
            !isOne && phases[use.Phase].Segments[use.Segment].OneSampleAtATime ? bounds[(use.Phase, use.Segment)].End : use.Step;
    }

    /// <summary>The largest number of samples that go through a phase together.</summary>
    public int ChunkSamples { get; }

    /// <summary>Floats of the block of computed unbatched values.</summary>
    public int SharedLength { get; }

    /// <summary>Floats that are kept for each sample of the batch.</summary>
    public int BatchLength { get; }

    /// <summary>Floats for each sample of a chunk in a thread's scratch memory.</summary>
    public int ChunkLength { get; }

    /// <summary>Floats for the one sample in work, behind those of the chunk.</summary>
    public int SampleLength { get; }

    /// <summary>Floats of scratch memory for one thread.</summary>
    public int ScratchLength => ChunkLength * ChunkSamples + SampleLength;

    public Location this[Value value] => locations[Alias.Root(value)];

    /// <summary>Whether any kernel uses the value, so that it has a place.</summary>
    public bool Contains(Value value) => locations.ContainsKey(Alias.Root(value));

    /// <summary>The values in a place, in the order of their offsets.</summary>
    public IEnumerable<(Value Value, int Offset)> In(Place place) => locations
        .Where(entry => entry.Value.Place == place)
        .OrderBy(entry => entry.Value.Offset).ThenBy(entry => entry.Key.Id)
        .Select(entry => (entry.Key, entry.Value.Offset));

    /// <summary>The phases that use a value after the one that made it.</summary>
    public IEnumerable<int> LaterPhases(Value value) =>
        uses[value].Select(use => use.Phase).Distinct().Skip(1);

    private List<(int Phase, int Segment, int Step)> Uses(Value value)
    {
        if (!uses.TryGetValue(value, out var list)) uses.Add(value, list = []);
        return list;
    }

    // The operand that the kernel is the last to use, and whose elements it has read when it writes its own.
    private Value? Overwritten(Kernel kernel) => Enumerable.Range(0, kernel.Inputs.Count)
        .Where(kernel.CanWriteOver).Select(input => Alias.Root(kernel.Inputs[input]))
        .FirstOrDefault(operand => !locations.ContainsKey(operand) && operand.Producer is not null
            && uses[operand][uses[operand].Count - 1] == uses[kernel.Outputs[0]][0]);

    private int Assign(Place place, List<Interval<Value>> intervals)
    {
        var (joined, hosts) = InPlace.Join(intervals, over);
        var (offsets, length) = ArenaPlanner.Place(over.Count == 0 ? intervals : joined);
        foreach (var entry in offsets)
            locations[entry.Key] = new Location(place, entry.Value);
        foreach (var entry in hosts)
            locations[entry.Key] = locations[entry.Value];
        return length;
    }
}
