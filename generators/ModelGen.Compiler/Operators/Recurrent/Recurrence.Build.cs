namespace ModelGen.Compiler;

public sealed partial record Recurrence
{
    /// <summary>Its results are h and, where the cell has a second state, c, else h again.</summary>
    /// <exception cref="GraphException">MG0102: an operand has not the shape that the cell needs.</exception>
    [Primitive]
    public static Value[] Build(Call call)
    {
        var hasVectors = call.Has("vectors");
        RecurrentCell cell = call.Choice("cell") switch
        {
            "ReluRnn" => new SimpleRnn(IsRelu: true),
            "Gru" => new Gru(hasVectors),
            "Lstm" => new Lstm(),
            "PeepholeLstm" => new PeepholeLstm(),
            _ => new SimpleRnn(),
        };
        var recurrence = new Recurrence(cell, call.Flag("reversed"), call.Has("hidden"), call.Has("mask"), call.Has("dropout"));
        var operands = new List<Value> { call.Tensor("gates"), call.Tensor("weight") };
        if (hasVectors) operands.Add(call.Tensor("vectors"));
        if (call.Has("hidden")) operands.Add(PerSample(call, "hidden"));
        if (call.Has("hidden") && cell.States > 1) operands.Add(PerSample(call, "state"));
        if (call.Has("mask")) operands.Add(PerSample(call, "mask"));
        if (call.Has("dropout")) operands.Add(PerSample(call, "dropout"));
        var node = call.Graph.Add(recurrence, [.. operands]);
        return [node.Outputs[0], node.Outputs[cell.States - 1]];
    }

    private static Value PerSample(Call call, string name)
    {
        var value = call.Tensor(name);
        return value.IsBatched ? value : call.Graph.Apply(new Expand(value.Shape, Batched: true), value);
    }
}
