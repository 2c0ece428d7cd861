namespace ModelGen.Compiler.Emit;

/// <summary>
/// Halves what training keeps of the samples (Micikevicius et al., 2018, with bfloat16, whose range is that of a float,
/// so that no loss needs scaling): a value that one phase leaves to a later one is kept as bfloat16. Kernels that can
/// convert read and write it so; for the others copies are made, of a sample at a time where its neighbours work so.
/// What stays within a phase is in the cache and stays as it is.
/// </summary>
public static class MixedPrecision
{
    /// <summary>One operand of one kernel.</summary>
    private readonly record struct Use(Value Operand, Kernel Kernel, int Phase);

    /// <summary>Says which values are kept in half the size: those that every kernel which has to do with them can convert.</summary>
    /// <param name="phases">All phases, in order.</param>
    /// <param name="locations">Values whose place is given: they are the caller's, or gradients.</param>
    /// <param name="persistent">Values that others than kernels read.</param>
    /// <param name="storages">Where to say so.</param>
    public static void Halve(
        IReadOnlyList<Phase> phases, IReadOnlyDictionary<Value, Location> locations, ISet<Value> persistent, StoragePlan storages)
    {
        if (!storages.IsMixed) return;
        foreach (var (value, uses) in Kept(phases, locations, persistent))
            if (uses.All(use => use.Kernel.TakesHalves(use.Operand)))
                storages.Halve(value);
    }

    /// <summary>
    /// The graph with a <see cref="Conversion"/> between a value that is kept and each kernel that cannot convert; the
    /// same graph where there is none.
    /// </summary>
    public static Graph Separate(Graph graph, IReadOnlyList<Selected> selected)
    {
        var (phases, _) = CpuProgram.TrainingPhases(graph, [.. selected.Select(choice => choice.Kernel)]);
        var (locations, persistent) = CpuProgram.TrainingPlaces(graph);
        var nodes = selected.ToDictionary(choice => choice.Kernel, choice => choice.Nodes);
        var kept = new HashSet<Value>();                                    // of these a copy is kept
        var reads = new Dictionary<(Node, Value), (int Phase, bool AsFloats)>();     // nodes that read what is kept
        foreach (var (value, uses) in Kept(phases, locations, persistent))
        {
            if (uses.All(use => use.Kernel.TakesHalves(use.Operand))) continue;
            // What sums over samples reads all of them: there is no copy of one to give to it.
            if (uses.Any(use => use.Kernel.Domain == Domain.Tiles && !use.Kernel.TakesHalves(use.Operand))) continue;

            var first = uses.Min(use => use.Phase);
            if (uses.Any(use => use.Phase == first && !use.Kernel.TakesHalves(use.Operand))) kept.Add(value);
            foreach (var use in uses.Where(use => use.Phase > first))
                foreach (var node in nodes[use.Kernel].Where(node => node.Inputs.Contains(use.Operand)))
                    reads[(node, use.Operand)] = (use.Phase, !use.Kernel.TakesHalves(use.Operand));
        }
        if (kept.Count == 0 && reads.Values.All(read => !read.AsFloats)) return graph;

        var copies = new Dictionary<Value, Value>();
        var floats = new Dictionary<(Value, int Phase), Value>();
        return new GraphCopy(graph).Run((node, copy) =>
        {
            var made = copy.Result.Add(node.Operator, [.. node.Inputs.Select(input => Operand(node, input, copy))]);
            for (var i = 0; i < node.Outputs.Count; i++)
            {
                copy.Map(node.Outputs[i], made.Outputs[i]);
                if (kept.Contains(node.Outputs[i]))
                    copies.Add(node.Outputs[i], Converted(copy, made.Outputs[i], keeps: true, node.Outputs[i].Name + "Kept"));
            }
            return true;
        });

        Value Operand(Node node, Value input, GraphCopy copy)
        {
            if (!reads.TryGetValue((node, input), out var read)) return copy[input];
            var root = Alias.Root(input);
            var value = copies.TryGetValue(root, out var half) ? half : copy[root];
            if (read.AsFloats)
            {
                if (!floats.TryGetValue((root, read.Phase), out var widened))
                    floats.Add((root, read.Phase), widened = Converted(copy, value, keeps: false, root.Name + "Floats"));
                value = widened;
            }
            if (root != input && value != copy[root]) return copy.Result.Apply(new Reshape(input.Shape), value);
            return root == input ? value : copy[input];
        }
    }

    private static Value Converted(GraphCopy copy, Value value, bool keeps, string name)
    {
        var converted = copy.Result.Apply(new Conversion(keeps), value);
        converted.Name = value.Name is null ? null : name;
        converted.Scope = value.Scope;
        return converted;
    }

    // Reals that one phase leaves to a later one, with what writes and reads them.
    private static IEnumerable<(Value Value, IReadOnlyList<Use> Uses)> Kept(
        IReadOnlyList<Phase> phases, IReadOnlyDictionary<Value, Location> locations, ISet<Value> persistent) => phases
        .SelectMany((phase, index) => phase.Kernels.SelectMany(kernel =>
            kernel.Inputs.Concat(kernel.Outputs).Distinct().Select(operand => new Use(operand, kernel, index))))
        .GroupBy(use => Alias.Root(use.Operand))
        .Where(uses => uses.Key is { IsBatched: true, Producer: not null, Type.Element: ElementType.Real }
            && !locations.ContainsKey(uses.Key) && !persistent.Contains(uses.Key)
            && uses.Select(use => use.Phase).Distinct().Skip(1).Any())
        .Select(uses => (uses.Key, (IReadOnlyList<Use>)uses.ToList()));
}
