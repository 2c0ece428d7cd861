namespace ModelGen.Compiler;

/// <summary>
/// Replaces single nodes by simpler ones: folds constants into expressions, lets broadcasting do the work of Expand,
/// merges consecutive movements and drops those that move nothing.
/// </summary>
public static class Simplification
{
    public static Graph Run(Graph graph) => GraphRewriter.Rewrite(graph, Simplify);

    private static IReadOnlyList<Value>? Simplify(Node node, GraphRewriter to)
    {
        var inputs = to.Inputs(node);
        var result = node.Operator switch
        {
            Expand expand => Simplify(expand, inputs[0], to.Graph),
            Elementwise elementwise => Simplify(elementwise, inputs, node.Output.Type, to.Graph),
            Reshape => View(inputs[0], node.Output.Shape, to.Graph),
            Permute permute => Simplify(permute, inputs[0], to.Graph),
            Reduce reduce when reduce.Axes.All(axis => inputs[0].Shape[axis] == 1) => View(inputs[0], node.Output.Shape, to.Graph),
            Reduce { Kind: ReduceKind.Sum or ReduceKind.Mean } or BatchSum => Simplify((Reduction)node.Operator, inputs[0], to.Graph),
            Slice slice when slice.Steps.Any(step => step < 0) => null,
            Slice or Pad or Concat when inputs.Length == 1 && inputs[0].Type == node.Output.Type => inputs[0],
            _ => null,
        };
        return result is null ? null : [result];
    }

    private static Value? Simplify(Elementwise elementwise, Value[] inputs, TensorType type, Graph graph)
    {
        var original = ElementwiseForm.Of(elementwise, inputs);
        var form = original.Substitute(Known);
        for (var i = 0; i < form.Operands.Count; i++)
            while (i < form.Operands.Count && form.Operands[i] is var operand && Origin(operand) is { } origin
                && form.Substitute(value => value == operand ? new ElementwiseForm(new Scalar.Argument(0), [origin]) : null) is var narrower
                && narrower.Type == type)
                form = narrower;
        var isUnchanged = form.Expression == elementwise.Expression && form.Operands.SequenceEqual(inputs);
        return isUnchanged && form.Expression is Scalar.Apply ? null : form.Write(graph, type);
    }

    // What an operand can be replaced by because broadcasting repeats it, or aligns it, all the same.
    private static Value? Origin(Value operand) => operand.Producer switch
    {
        { Operator: Expand, Inputs: [var narrow] } => narrow,
        { Operator: Reshape, Inputs: [var viewed] } when Significant(viewed.Shape).SequenceEqual(Significant(operand.Shape)) => viewed,
        _ => null,
    };

    // The extents without leading ones.
    private static IEnumerable<int> Significant(Shape shape) => shape.SkipWhile(extent => extent == 1);

    // Σ −x = −Σ x and Σ c · x = c · Σ x: the factor is applied to fewer elements.
    private static Value? Simplify(Reduction reduction, Value input, Graph graph) =>
        input.Producer is { Operator: Elementwise elementwise, Inputs: [var x] } && x.Type == input.Type
        && elementwise.Expression is Scalar.Apply(ScalarFunction.Negate, [Scalar.Argument]) or Scalar.Apply(ScalarFunction.Multiply, [Scalar.Literal, Scalar.Argument])
            ? graph.Apply(elementwise, graph.Apply(reduction, x))
            : null;

    // A constant becomes part of the expression.
    private static ElementwiseForm? Known(Value value) =>
        value.Producer?.Operator is Constant(var number) ? new ElementwiseForm(new Scalar.Literal(number), []) : null;

    private static Value? Simplify(Expand expand, Value input, Graph graph)
    {
        var origin = input.Producer is { Operator: Expand, Inputs: [var narrow] } ? narrow : input;
        var type = new TensorType(expand.Shape, expand.Batched || input.IsBatched);
        if (origin.Type == type) return origin;
        return origin == input ? null : graph.Apply(new Expand(type.Shape, type.IsBatched), origin);
    }

    private static Value? Simplify(Permute permute, Value input, Graph graph)
    {
        if (input.Producer is { Operator: Permute(var first), Inputs: [var origin] })
        {
            permute = new Permute(permute.Axes.Select(axis => first[axis]).ToArray());
            input = origin;
        }
        if (permute.Axes.SequenceEqual(Enumerable.Range(0, permute.Axes.Count))) return input;
        // Axes of extent 1 may go anywhere: the elements stay in order.
        if (permute.Axes.Where(axis => input.Shape[axis] != 1).ToArray() is var wide && wide.SequenceEqual(wide.OrderBy(axis => axis)))
            return View(input, new Shape([.. permute.Axes.Select(axis => input.Shape[axis])]), graph);
        return graph.Apply(permute, input);
    }

    private static Value View(Value value, Shape shape, Graph graph)
    {
        while (value.Producer is { Operator: Reshape, Inputs: [var origin] }) value = origin;
        return value.Shape == shape ? value : graph.Apply(new Reshape(shape), value);
    }
}
