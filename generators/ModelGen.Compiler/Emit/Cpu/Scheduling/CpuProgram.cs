using ModelGen.Compiler.Memory;

namespace ModelGen.Compiler.Emit;

/// <summary>A graph made ready to be written: its kernels in phases, its values in memory, everything named.</summary>
public sealed class CpuProgram
{
    private readonly Dictionary<Value, Value> parameters = [];
    private readonly ILookup<Value, (Kernel Kernel, int Phase)> readers;

    private CpuProgram(
        Graph graph, IReadOnlyList<Phase> phases, int forwardPhases, BufferPlan buffers, Names names)
    {
        (Graph, Phases, ForwardPhases, Buffers, Names) = (graph, phases, forwardPhases, buffers, names);
        foreach (var output in graph.Outputs)
            if (output.Of?.Source is Source.Parameter && !parameters.ContainsKey(Alias.Root(output.Value)))
                parameters.Add(Alias.Root(output.Value), output.Of);
        readers = phases.SelectMany((phase, index) => phase.Kernels.Select(kernel => (kernel, index)))
            .SelectMany(entry => entry.kernel.Inputs.Select(Alias.Root).Distinct().Select(input => (input, entry)))
            .ToLookup(pair => pair.input, pair => pair.entry);
    }

    public Graph Graph { get; }

    /// <summary>The phases of the forward pass, then those of the backward pass.</summary>
    public IReadOnlyList<Phase> Phases { get; }

    public int ForwardPhases { get; }

    public IEnumerable<Kernel> Kernels => Phases.SelectMany(phase => phase.Kernels);

    /// <summary>Operations executed for each sample; what is made of parameters alone does not count.</summary>
    public long FlopsPerSample => Kernels
        .Where(kernel => kernel.Domain == Domain.Samples || kernel.Inputs.Any(input => input.IsBatched))
        .Sum(kernel => kernel.Flops);

    public BufferPlan Buffers { get; }

    public Names Names { get; }

    /// <summary>How a prediction trades memory for time.</summary>
    public MemoryPlan Plan { get; private init; } = MemoryPlan.All[0];

    /// <summary>Floats that a sample remembers between calls.</summary>
    public int StateLength { get; private init; }

    /// <summary>How many of them, the first, are 0 before the first call.</summary>
    public int ClearedLength { get; private init; }

    /// <summary>
    /// A program for <c>Predict</c>: phases of values that depend on parameters only, computed once after each change
    /// of the parameters, then one phase over samples between the caller's spans.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="kernels">Its kernels.</param>
    /// <param name="storages">How unbatched values are stored.</param>
    /// <param name="positions">What the graph was made of, if it works on positions or keeps states.</param>
    /// <param name="plan">How much memory it may take; by default what is fastest.</param>
    public static CpuProgram ForInference(
        Graph graph, IReadOnlyList<Kernel> kernels, StoragePlan storages, PositionGraph? positions = null, MemoryPlan? plan = null)
    {
        var phases = Scheduler.Schedule(kernels, Sources(graph));
        var samplesSeen = false;
        foreach (var phase in phases)
        {
            samplesSeen |= phase.Domain == Domain.Samples;
            if (phase.Domain == Domain.Tiles && phase.Kernels.FirstOrDefault(kernel => samplesSeen || kernel.Inputs.Any(input => input.IsBatched)) is { } sum)
                throw new GraphException("MG0015", "The prediction of a sample depends on the other samples of its batch.")
                {
                    Location = sum.Outputs[0].Location,
                };
        }

        phases = OneAfterAnother(kernels, phases);
        var locations = ParameterLocations(graph);
        // Where weights are less than floats, so are keys and values: a step reads all of them too.
        if (storages.Weights != NumberFormat.Float32)
            foreach (var remembered in kernels.OfType<AttentionSoFarKernel>().SelectMany(kernel => kernel.Remembered))
                storages.Halve(remembered);
        var (stateLength, clearedLength) = PlaceStates(graph, locations, storages);
        foreach (var input in graph.Inputs)
            if (!kernels.Any(kernel => ReadsPastEnd(kernel, input)))
                locations[input] = new Location(Place.Caller, 0);
        foreach (var output in graph.Outputs.Where(output => output.Kind == OutputKind.Prediction))
            if (!kernels.Any(kernel => ReadsPastEnd(kernel, Alias.Root(output.Value))))
                locations[Alias.Root(output.Value)] = new Location(Place.Caller, 0);
        var persistent = new HashSet<Value>();
        var buffers = new BufferPlan(phases, locations, persistent, storages, keepsInputs: false,
            kernels.Any(kernel => kernel is StraightLineKernel) ? 1 : positions?.MostRows ?? plan?.ChunkSamples ?? BufferPlan.UsualChunk,
            new HashSet<Value>(graph.Outputs.Select(output => Alias.Root(output.Value)).Where(value => !locations.ContainsKey(value))),
            plan?.InPlace ?? false);
        return new CpuProgram(graph, phases, phases.Count, buffers, NewNames(graph, positions is null ? [] : ["samples", "length", "start", "state"]))
        {
            Plan = plan ?? MemoryPlan.All[0],
            StateLength = stateLength,
            ClearedLength = clearedLength,
        };
    }

    // One thread prepares what depends on parameters alone: each kernel is a phase, in the order of the graph, so that what
    // lies between the kernels of one layer makes room for the next.
    private static IReadOnlyList<Phase> OneAfterAnother(IReadOnlyList<Kernel> kernels, IReadOnlyList<Phase> phases) =>
    [
        .. kernels.Where(kernel => kernel.Domain == Domain.Tiles).Select(kernel => new Phase(Domain.Tiles, [new Segment(false, [kernel])])),
        .. phases.Where(phase => phase.Domain == Domain.Samples),
    ];

    // What has to be 0 at first lies first.
    private static (int Length, int Cleared) PlaceStates(Graph graph, Dictionary<Value, Location> locations, StoragePlan storages)
    {
        int length = 0, cleared = 0;
        foreach (var state in graph.States.OrderBy(state => ((Source.State)state.Source!).StartsAtZero ? 0 : 1))
        {
            locations[state] = new Location(Place.State, length);
            length += storages.SampleFloats(state);
            if (((Source.State)state.Source!).StartsAtZero) cleared = length;
        }
        return (length, cleared);
    }

    /// <summary>A program for a trainer: the loss, and behind it the gradients if the graph has any.</summary>
    public static CpuProgram ForTraining(Graph graph, IReadOnlyList<Kernel> kernels, StoragePlan storages)
    {
        var (phases, forwardPhases) = TrainingPhases(graph, kernels);
        var (locations, persistent) = TrainingPlaces(graph);
        MixedPrecision.Halve(phases, locations, persistent, storages);
        var buffers = new BufferPlan(phases, locations, persistent, storages, keepsInputs: true);
        return new CpuProgram(graph, phases, forwardPhases, buffers, NewNames(graph));
    }

    /// <summary>The phases of a trainer, and how many of them are the forward pass.</summary>
    public static (IReadOnlyList<Phase> Phases, int Forward) TrainingPhases(Graph graph, IReadOnlyList<Kernel> kernels)
    {
        var available = Sources(graph);
        var wanted = new HashSet<Value>(graph.Outputs
            .Where(output => output.Kind is not OutputKind.Gradient)
            .Select(output => Alias.Root(output.Value)));
        var forward = new List<Kernel>();
        foreach (var kernel in kernels.Reverse())
            if (kernel.Outputs.Any(wanted.Contains))
            {
                forward.Insert(0, kernel);
                wanted.UnionWith(kernel.Inputs.Select(Alias.Root));
            }
        // What is made for the backward pass, from what is in the cache now.
        var made = new HashSet<Value>(forward.SelectMany(kernel => kernel.Outputs));
        var early = new HashSet<Kernel>(forward.Concat(kernels.Where(kernel =>
            kernel is ConversionKernel { Keeps: true } && made.Contains(Alias.Root(kernel.Inputs[0])))));
        forward = [.. kernels.Where(early.Contains)];
        var phases = Scheduler.Schedule(forward, available).ToList();
        var forwardPhases = phases.Count;
        available.UnionWith(forward.SelectMany(kernel => kernel.Outputs));
        var gradients = graph.Outputs.Where(output => output.Kind == OutputKind.Gradient)
            .ToLookup(output => Alias.Root(output.Value), output => output.Of!);
        phases.AddRange(Scheduler.Schedule([.. kernels.Except(forward)], available, value => gradients[value].FirstOrDefault()));
        return (phases, forwardPhases);
    }

    /// <summary>The places that are given, and the values that stay readable after the last phase of a trainer.</summary>
    public static (Dictionary<Value, Location> Locations, HashSet<Value> Persistent) TrainingPlaces(Graph graph)
    {
        var locations = ParameterLocations(graph);
        var persistent = new HashSet<Value>();
        foreach (var output in graph.Outputs)
        {
            var root = Alias.Root(output.Value);
            if (output.Kind == OutputKind.Gradient && output.Of!.Source is Source.Parameter)
                locations[root] = new Location(Place.Gradients, 0);
            else if (output.Kind == OutputKind.Update)
                locations[root] = new Location(Place.Parameters, 0);
            else
                persistent.Add(root);
        }
        foreach (var source in graph.Sources)
            if (source.Source is not Source.Parameter) persistent.Add(source);
        return (locations, persistent);
    }

    /// <summary>The parameter whose place in the block a parameter, its gradient or its update shares.</summary>
    public Value ParameterOf(Value value) => value.Source is Source.Parameter ? value : parameters[value];

    /// <summary>The kernels that read a value, in order, with their phases.</summary>
    public IEnumerable<(Kernel Kernel, int Phase)> ReadersOf(Value value) => readers[value];

    private static bool ReadsPastEnd(Kernel kernel, Value value) =>
        kernel.Inputs.Select((input, index) => (input, index))
            .Any(entry => Alias.Root(entry.input) == value && kernel.ReadsPastEnd(entry.index));

    private static HashSet<Value> Sources(Graph graph) => [.. graph.Sources];

    private static Dictionary<Value, Location> ParameterLocations(Graph graph) =>
        graph.Parameters.ToDictionary(parameter => parameter, _ => new Location(Place.Parameters, 0));

    private static Names NewNames(Graph graph, params string[] more)
    {
        var names = new Names(
        [
            "first", "count", "s", "n", "part", "parts", "from", "to", "capacity", "scratch", "parameters", "gradient",
            "shared", "batch", "seed", "step", "block", "own", "meeting", .. more,
        ]);
        foreach (var source in graph.Sources) _ = names[source];
        return names;
    }
}
