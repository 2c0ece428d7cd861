namespace ModelGen.Compiler.Emit;

/// <summary>The same values, stored as <paramref name="Target"/>: put between a value and a kernel that wants it so.</summary>
public sealed record Relayout(ParameterStorage Target) : Operator
{
    public override bool IsDifferentiable => false;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs) => [inputs[0]];

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => 0;
}

/// <summary>Puts a <see cref="Relayout"/> wherever an unbatched operand does not lie as its kernel wants it.</summary>
public static class Relayouts
{
    public static Graph Insert(Graph graph, IReadOnlyList<Selected> selected, StoragePlan storages)
    {
        var wanted = new Dictionary<(Node, Value), ParameterStorage>();
        var producers = new HashSet<Value>(selected.Select(choice => choice.Kernel)
            .Where(kernel => kernel.WritesAnyStorage).SelectMany(kernel => kernel.Outputs));
        foreach (var (kernel, nodes) in selected)
        {
            if (kernel.ReadsAnyStorage) continue;
            for (var i = 0; i < kernel.Inputs.Count; i++)
            {
                var value = kernel.Inputs[i];
                var root = Alias.Root(value);
                if (value.IsBatched || value.Type.Element != ElementType.Real) continue;
                var wish = storages.Wish(kernel, i) ?? ParameterStorage.Dense(value.Shape);
                // Computed values lie dense unless what makes them can store them in any way.
                var actual = root.Source is null && !producers.Contains(root) ? ParameterStorage.Dense(root.Shape) : storages[root];
                if (wish.IsSameAs(actual)) continue;
                foreach (var node in nodes.Where(node => node.Inputs.Contains(value)))
                    wanted[(node, value)] = wish;
            }
        }
        var gradients = graph.Outputs.Where(output =>
            output is { Kind: OutputKind.Gradient, Of.Source: Source.Parameter }
            && !producers.Contains(Alias.Root(output.Value))
            && !storages[output.Of!].IsSameAs(ParameterStorage.Dense(output.Value.Shape))).ToList();
        if (wanted.Count == 0 && gradients.Count == 0) return graph;

        var made = new Dictionary<(Value, ParameterStorage), Value>();
        var relaidGraph = new GraphCopy(graph);
        var result = relaidGraph.Run((node, copy) =>
        {
            var inputs = node.Inputs.Select(input =>
            {
                if (!wanted.TryGetValue((node, input), out var wish)) return copy[input];
                if (!made.TryGetValue((input, wish), out var relaid))
                {
                    relaid = copy.Result.Apply(new Relayout(wish), copy[input]);
                    relaid.Name = input.Name is null ? null : input.Name + "Relaid";
                    made.Add((input, wish), relaid);
                }
                return relaid;
            }).ToArray();
            var copied = copy.Result.Add(node.Operator, inputs);
            for (var i = 0; i < node.Outputs.Count; i++) copy.Map(node.Outputs[i], copied.Outputs[i]);
            return true;
        });
        // A gradient is added to the block in the layout of its parameter.
        result.ReplaceOutputs([.. graph.Outputs.Select(output =>
        {
            var value = relaidGraph[output.Value];
            if (gradients.Contains(output)) value = result.Apply(new Relayout(storages[output.Of!]), value);
            return output with { Value = value, Of = output.Of is null ? null : relaidGraph[output.Of] };
        })]);
        return result;
    }
}
