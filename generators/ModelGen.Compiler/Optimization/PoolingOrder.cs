using ModelGen.Compiler.Emit;

namespace ModelGen.Compiler;

/// <summary>
/// maxpool(f(x)) = f(maxpool(x)) for every f that never decreases, such as adding a bias and a ReLU. Behind the pooling
/// f is computed for one element of each window; and the backward pass needs the pooled image alone. Runs before
/// differentiation, so that the gradient takes the same way.
/// </summary>
public static class PoolingOrder
{
    public static Graph Run(Graph graph)
    {
        var consumers = graph.Nodes.SelectMany(node => node.Inputs.Distinct().Select(input => (input, node))).ToLookup(pair => pair.input, pair => pair.node);
        var delivered = new HashSet<Value>(graph.Outputs.Select(output => output.Value));
        var chains = graph.Nodes.Where(node => node.Operator is MaxPool2D)
            .ToDictionary(node => node, node => Chain(node.Inputs[0], consumers, delivered));
        if (chains.Values.All(chain => chain.Count == 0)) return graph;

        var moved = new HashSet<Node>(chains.Values.SelectMany(chain => chain));
        return new GraphCopy(graph).Run((node, copy) =>
        {
            if (moved.Contains(node)) return true;
            if (!chains.TryGetValue(node, out var chain) || chain.Count == 0) return false;
            var pooling = copy.Result.Add(node.Operator, copy[chain[0].Inputs[0]]);
            pooling.Output.Name = node.Inputs[0].Name is { } name ? name + "Pooled" : null;
            copy.Map(node.Outputs[1], pooling.Outputs[1]);
            var value = pooling.Output;
            foreach (var elementwise in chain)
                value = copy.Result.Apply(
                    elementwise.Operator, [value, .. elementwise.Inputs.Skip(1).Select(input => copy[input])]);
            copy.Map(node.Output, value);
            return true;
        });
    }

    // The non-decreasing functions through which a value has gone, first one first, that nobody else looks at.
    private static List<Node> Chain(Value value, ILookup<Value, Node> consumers, HashSet<Value> delivered)
    {
        var chain = new List<Node>();
        while (value.Producer is { } node && IsNonDecreasing(node) && consumers[value].Count() == 1 && !delivered.Contains(value))
        {
            chain.Insert(0, node);
            value = node.Inputs[0];
        }
        return chain;
    }

    // In its first operand; what is added must be the same for all positions of a window.
    private static bool IsNonDecreasing(Node node) => node.Operator switch
    {
        Relu or Sigmoid or Tanh => true,
        LeakyRelu leaky => leaky.Slope >= 0,
        Add => node.Inputs[0] != node.Inputs[1] && node.Inputs[0].Type == node.Output.Type
            && node.Inputs[1].Shape.Length == node.Inputs[1].Shape.RowLength,
        _ => false,
    };
}
