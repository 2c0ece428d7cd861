namespace ModelGen.Compiler.Emit;

/// <summary>Copies a graph node by node, so that a pass can put other nodes in the place of some.</summary>
public sealed class GraphCopy
{
    private readonly Dictionary<Value, Value> copies = [];
    private readonly Graph source;

    public GraphCopy(Graph source)
    {
        this.source = source;
        foreach (var value in source.Sources)
            Map(value, Result.AddSource(value.Source!, value.Type, value.Name!));
    }

    public Graph Result { get; } = new();

    /// <summary>The copy of a value.</summary>
    public Value this[Value value] => copies[value];

    /// <summary>Runs <paramref name="replace"/> on every node; where it returns false the node is copied as it is.</summary>
    public Graph Run(Func<Node, GraphCopy, bool> replace)
    {
        foreach (var node in source.Nodes)
        {
            if (replace(node, this)) continue;
            var copy = Result.Add(node.Operator, [.. node.Inputs.Select(input => this[input])]);
            for (var i = 0; i < node.Outputs.Count; i++) Map(node.Outputs[i], copy.Outputs[i]);
        }
        foreach (var output in source.Outputs)
            Result.AddOutput(this[output.Value], output.Kind, output.Name, output.Of is null ? null : this[output.Of]);
        return Result;
    }

    /// <summary>Says what stands for a value of the source; it keeps the name and the place in the declaration.</summary>
    public void Map(Value original, Value copy)
    {
        copies[original] = copy;
        copy.Name ??= original.Name;
        copy.Location ??= original.Location;
        if (copy.Scope.Length == 0) copy.Scope = original.Scope;
    }
}
