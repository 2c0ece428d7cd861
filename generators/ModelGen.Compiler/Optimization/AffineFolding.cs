namespace ModelGen.Compiler;

/// <summary>
/// Turns chains of additions and multiplications of activations x with values that are the same for all samples into
/// x · scale + shift, with scale and shift computed once for all samples: a bias and a batch normalisation at
/// inference, ((x + bias) − mean) · s + β, become one multiplication and one addition for each element.
/// </summary>
public static class AffineFolding
{
    // x · Scale + Shift after Steps operations on x; no scale is 1, no shift 0.
    private sealed record Affine(Value X, Value? Scale, Value? Shift, int Steps);

    public static Graph Run(Graph graph)
    {
        var consumers = new Consumers(graph);
        var chains = new Dictionary<Value, Affine>();
        return GraphRewriter.Rewrite(graph, (node, to) =>
        {
            if (node.Outputs.Count != 1 || !node.Output.IsBatched) return null;
            var inputs = to.Inputs(node);
            var operand = node.Inputs.FirstOrDefault(input => input.IsBatched);
            if (operand is null || node.Inputs.Count(input => input.IsBatched) != 1 || operand.Type != node.Output.Type) return null;
            var before = consumers.IsSingle(operand) && chains.TryGetValue(operand, out var chain)
                ? chain : new Affine(to[operand], null, null, 0);
            if (Extend(node.Operator, before, inputs, to.Graph) is not { } after) return null;
            chains.Add(node.Output, after);

            var isEnd = !consumers.IsSingle(node.Output) || !IsStep(consumers[node.Output][0], node.Output);
            var fewest = (after.Scale is null ? 0 : 1) + (after.Shift is null ? 0 : 1);
            return isEnd && after.Steps > fewest && fewest > 0 ? [Write(after, to.Graph)] : null;
        });
    }

    private static bool IsStep(Node node, Value operand) =>
        node.Operator is Add or Subtract or Multiply or Divide or Neg
        && node.Output.Type == operand.Type
        && node.Inputs.Count(input => input.IsBatched) == 1
        && !(node.Operator is Divide && node.Inputs[0] != operand);

    private static Affine? Extend(Operator @operator, Affine chain, Value[] inputs, Graph graph)
    {
        var (x, scale, shift, steps) = chain;
        var other = inputs.FirstOrDefault(input => !input.IsBatched);
        var isLeft = inputs[0].IsBatched;
        return @operator switch
        {
            Neg => new(x, Negate(scale) ?? Number(-1), Negate(shift), steps + 1),
            Add => new(x, scale, shift is null ? other : Apply(new Add(), shift, other!), steps + 1),
            Subtract when isLeft => new(x, scale, shift is null ? Negate(other) : Apply(new Subtract(), shift, other!), steps + 1),
            Subtract => new(x, Negate(scale) ?? Number(-1), shift is null ? other : Apply(new Subtract(), other!, shift), steps + 1),
            Multiply => new(x, scale is null ? other : Apply(new Multiply(), scale, other!), shift is null ? null : Apply(new Multiply(), shift, other!), steps + 1),
            Divide when isLeft => new(x, Apply(new Divide(), scale ?? Number(1), other!), shift is null ? null : Apply(new Divide(), shift, other!), steps + 1),
            _ => null,
        };

        Value Apply(Operator step, params Value[] operands) => graph.Apply(step, operands);

        Value Number(double number) => graph.Apply(new Constant(number));

        Value? Negate(Value? value) => value is null ? null : graph.Apply(new Neg(), value);
    }

    private static Value Write(Affine affine, Graph graph)
    {
        var y = affine.Scale is null ? affine.X : graph.Apply(new Multiply(), affine.X, affine.Scale);
        return affine.Shift is null ? y : graph.Apply(new Add(), y, affine.Shift);
    }
}
