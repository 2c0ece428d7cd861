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
    public static Graph Insert(Graph graph, IReadOnlyList<Kernel> kernels, StoragePlan storages)
    {
        var wanted = new Dictionary<(Node, Value), ParameterStorage>();
        var producers = new HashSet<Value>(kernels.Where(kernel => kernel.WritesAnyStorage).SelectMany(kernel => kernel.Outputs));
        foreach (var node in graph.Nodes)
        {
            var kernel = kernels.FirstOrDefault(kernel => kernel.Outputs.Any(node.Outputs.Contains));
            foreach (var kernelOfNode in kernel is null ? [] : new[] { kernel })
                for (var i = 0; i < kernelOfNode.Inputs.Count; i++)
                {
                    var value = kernelOfNode.Inputs[i];
                    var root = Alias.Root(value);
                    if (value.IsBatched || value.Type.Element != ElementType.Real || kernelOfNode.ReadsAnyStorage) continue;
                    var wish = kernelOfNode.RequiredStorage(i) ?? ParameterStorage.Dense(value.Shape);
                    // Computed values lie dense unless what makes them can store them in any way.
                    var actual = root.Source is null && !producers.Contains(root) ? ParameterStorage.Dense(root.Shape) : storages[root];
                    if (!wish.IsSameAs(actual)) wanted[(node, value)] = wish;
                }
        }
        var gradients = graph.Outputs.Where(output =>
            output is { Kind: OutputKind.Gradient, Of.Source: Source.Parameter }
            && !producers.Contains(output.Value)
            && !storages[output.Of!].IsSameAs(ParameterStorage.Dense(output.Value.Shape))).ToList();
        if (wanted.Count == 0 && gradients.Count == 0) return graph;

        var made = new Dictionary<(Value, ParameterStorage), Value>();
        var covering = kernels.SelectMany(kernel => kernel.Outputs.Select(output => (output, kernel)))
            .ToDictionary(entry => entry.output, entry => entry.kernel);
        var relaidGraph = new GraphCopy(graph);
        var result = relaidGraph.Run((node, copy) =>
        {
            // A fused kernel reads some operands in earlier nodes than the one that it ends with.
            var inputs = node.Inputs.Select(input =>
            {
                var wish = wanted.Where(entry => entry.Key.Item2 == input && (entry.Key.Item1 == node || FusedInto(node, entry.Key.Item1)))
                    .Select(entry => entry.Value).FirstOrDefault();
                if (wish is null) return copy[input];
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

        bool FusedInto(Node node, Node last) =>
            node != last && !covering.ContainsKey(node.Outputs[0]) && last.Inputs.Any(input => Reaches(input, node));
        static bool Reaches(Value value, Node node) =>
            value.Producer is { } producer && (producer == node || (Alias.IsView(producer) && Reaches(producer.Inputs[0], node)));
    }
}
