using ModelGen.Compiler.Memory;

namespace ModelGen.Compiler.Emit;

/// <summary>The part of the device's memory that a value lies in.</summary>
public enum GpuPlace
{
    /// <summary>The parameter block.</summary>
    Parameters,

    /// <summary>The gradient block, which has the layout of the parameter block.</summary>
    Gradients,

    /// <summary>What the host sends once: see <see cref="GpuTables"/>.</summary>
    Tables,

    /// <summary>What the host sends with each batch; offsets count for one sample.</summary>
    Sent,

    /// <summary>What samples remember between calls; offsets count for one sample.</summary>
    State,

    /// <summary>Computed values that there is one of for the whole batch.</summary>
    Shared,

    /// <summary>Computed values of the samples; offsets count for one sample.</summary>
    Batch,
}

/// <summary>A list of kernels with a place in the device's memory for every value.</summary>
public sealed class GpuPlan
{
    private readonly Dictionary<Value, (GpuPlace Place, int Offset)> places = [];
    private readonly Dictionary<Value, Value> parameters = [];

    private GpuPlan(Graph graph, IReadOnlyList<GpuKernel> kernels, int forward, GpuTables tables, bool isAlongTime = false)
    {
        (Graph, Kernels, ForwardCount) = (graph, kernels, forward);
        Names = new Names([.. GpuText.Reserved, .. GpuText.ReservedByLaunches, .. isAlongTime ? GpuText.ReservedAlongTime : []]);
        foreach (var source in graph.Sources) _ = Names[source];

        foreach (var output in graph.Outputs)
        {
            var root = GpuView.Root(output.Value);
            if (output.Of?.Source is not Source.Parameter || places.ContainsKey(root)) continue;
            if (output.Kind is not (OutputKind.Gradient or OutputKind.Update)) continue;
            places.Add(root, (output.Kind == OutputKind.Gradient ? GpuPlace.Gradients : GpuPlace.Parameters, 0));
            parameters.Add(root, output.Of);
        }
        foreach (var source in graph.Sources)
            if (source.Source is Source.Parameter) places.Add(source, (GpuPlace.Parameters, 0));
            else if (source.Source is not Source.State)
            {
                places.Add(source, (GpuPlace.Sent, SentLength));
                SentLength += Floats(source);
            }

        PlaceStates();

        var uses = new Dictionary<Value, (int First, int Last)>();
        for (var step = 0; step < kernels.Count; step++)
            foreach (var value in kernels[step].Inputs.Concat(kernels[step].Outputs).Select(GpuView.Root))
                uses[value] = uses.TryGetValue(value, out var use) ? (use.First, step) : (step, step);
        foreach (var value in uses.Keys)
            if (value.Producer is { } producer && GpuTables.IsTable(producer)) places.Add(value, (GpuPlace.Tables, tables.OffsetOf(producer)));
        foreach (var output in graph.Outputs)
            if (GpuView.Root(output.Value) is var root && uses.TryGetValue(root, out var use)) uses[root] = (use.First, kernels.Count);

        foreach (var place in new[] { GpuPlace.Shared, GpuPlace.Batch })
        {
            var intervals = uses.Where(entry => !places.ContainsKey(entry.Key) && entry.Key.IsBatched == (place == GpuPlace.Batch))
                .OrderBy(entry => entry.Key.Id)
                .Select(entry => new Interval<Value>(entry.Key, entry.Value.First, entry.Value.Last, Floats(entry.Key))).ToList();
            var (offsets, length) = ArenaPlanner.Place(intervals);
            foreach (var entry in offsets) places.Add(entry.Key, (place, entry.Value));
            if (place == GpuPlace.Shared) SharedLength = length;
            else BatchLength = length;
        }
    }

    /// <summary>A plan for predictions: everything is computed in order.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="kernels">Its kernels.</param>
    /// <param name="tables">What the host sends once.</param>
    /// <param name="isAlongTime">Whether the graph is one of positions, or keeps states.</param>
    public static GpuPlan ForInference(Graph graph, IReadOnlyList<GpuKernel> kernels, GpuTables tables, bool isAlongTime = false) =>
        new(graph, kernels, kernels.Count, tables, isAlongTime);

    /// <summary>A plan for a trainer: what the loss and the other values that can be read need comes first, gradients behind.</summary>
    public static GpuPlan ForTraining(Graph graph, IReadOnlyList<GpuKernel> kernels, GpuTables tables)
    {
        var wanted = new HashSet<Value>(graph.Outputs.Where(output => output.Kind != OutputKind.Gradient).Select(output => GpuView.Root(output.Value)));
        var forward = new HashSet<GpuKernel>();
        foreach (var kernel in kernels.Reverse())
            if (kernel.Outputs.Any(wanted.Contains))
            {
                forward.Add(kernel);
                wanted.UnionWith(kernel.Inputs.Select(GpuView.Root));
            }
        return new(graph, [.. kernels.Where(forward.Contains), .. kernels.Where(kernel => !forward.Contains(kernel))], forward.Count, tables);
    }

    public Graph Graph { get; }

    /// <summary>In the order in which they run.</summary>
    public IReadOnlyList<GpuKernel> Kernels { get; }

    /// <summary>How many of them, the first, are the forward pass.</summary>
    public int ForwardCount { get; }

    /// <summary>The names of the values.</summary>
    public Names Names { get; }

    /// <summary>Floats sent with each sample.</summary>
    public int SentLength { get; }

    /// <summary>Floats that a sample remembers between calls.</summary>
    public int StateLength { get; private set; }

    /// <summary>How many of them, the first, are 0 before the first call.</summary>
    public int ClearedLength { get; private set; }

    /// <summary>Floats of computed values that there is one of for the whole batch.</summary>
    public int SharedLength { get; }

    /// <summary>Floats computed for each sample.</summary>
    public int BatchLength { get; }

    /// <summary>Elements that the largest value of the samples has for each.</summary>
    public int LargestValue => places.Keys.Where(value => value.IsBatched).Select(Elements).Append(ClearedLength).Max();

    /// <summary>Where a value lies: floats from the start of its place.</summary>
    public (GpuPlace Place, int Offset) this[Value value] => places[GpuView.Root(value)];

    /// <summary>Whether any kernel, or the host, has to do with the value.</summary>
    public bool Contains(Value value) => places.ContainsKey(GpuView.Root(value));

    /// <summary>The parameter whose place in the block a parameter, its gradient or its update shares.</summary>
    public Value ParameterOf(Value value) => GpuView.Root(value) is var root && root.Source is Source.Parameter ? root : parameters[root];

    // What has to be 0 at first lies first.
    private void PlaceStates()
    {
        foreach (var state in Graph.States.OrderBy(state => ((Source.State)state.Source!).StartsAtZero ? 0 : 1))
        {
            places.Add(state, (GpuPlace.State, StateLength));
            StateLength += Floats(state);
            if (((Source.State)state.Source!).StartsAtZero) ClearedLength = StateLength;
        }
    }

    // Of all positions of a sample.
    private static int Elements(Value value) => value.Shape.Length * Math.Max(1, value.Type.Positions);

    // Whole cache lines.
    private static int Floats(Value value) => ParameterStorage.RoundUp(
        value.Type.Element == ElementType.Byte ? (Elements(value) + 3) / 4 : Elements(value));
}
