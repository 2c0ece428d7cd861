namespace ModelGen.Compiler;

/// <summary>
/// Works what is the same for all samples into the weights of products and convolutions: a scale behind one,
/// (x · W) · s = x · (W · diag s), as of a batch normalisation; and scale and shift in front of one,
/// (x · s + t) · W = x · (diag s · W) + t · W, as gain and bias of a layer normalisation. The new weights are made once
/// after each change of the parameters, so this is for models whose parameters seldom change; they take as much memory as
/// the old ones, which stay as they are for saving.
/// </summary>
public static class WeightFolding
{
    public static Graph Run(Graph graph)
    {
        graph = AffineFolding.Run(CommonSubexpressions.Run(DeadCodeElimination.Run(graph)));
        graph = FoldBehind(DeadCodeElimination.Run(graph));
        return DeadCodeElimination.Run(FoldInFront(DeadCodeElimination.Run(graph)));
    }

    private static Graph FoldBehind(Graph graph)
    {
        var consumers = new Consumers(graph);
        return GraphRewriter.Rewrite(graph, (node, to) =>
        {
            if (ChannelAffine.Operands<Multiply>(node.Output) is not var (sums, scale)) return null;
            var views = new Stack<Node>();
            while (consumers.IsSingle(sums) && sums.Producer is { Operator: Reshape, Inputs: [var viewed] } view && viewed.Shape.RowLength == sums.Shape.RowLength)
            {
                views.Push(view);
                sums = viewed;
            }
            if (!consumers.IsSingle(sums) || sums.Producer is not { Operator: ILinear linear } product || !OwnsWeights(product, consumers)) return null;

            var weight = Named(linear.ScaleResult(to[product.Inputs[1]], ChannelAffine.Flat(to[scale])), product);
            var y = to.Graph.Apply(product.Operator, to[product.Inputs[0]], weight);
            y.Name = product.Output.Name;
            foreach (var view in views) y = to.Graph.Apply(view.Operator, y);
            return [y];
        });
    }

    private static Graph FoldInFront(Graph graph)
    {
        var consumers = new Consumers(graph);
        var found = new Dictionary<Value, ChannelAffine?>();
        return GraphRewriter.Rewrite(graph, (node, to) =>
        {
            if (node.Operator is not ILinear linear) return null;
            var operand = node.Inputs[0];
            if (!found.TryGetValue(operand, out var affine)) found.Add(operand, affine = InFront(operand, consumers));
            if (affine is null) return null;

            var (weight, x) = (to[node.Inputs[1]], to[affine.X]);
            foreach (var view in affine.Views) x = to.Graph.Apply(view.Operator, x);
            var y = to.Graph.Apply(node.Operator, x, Named(linear.ScaleOperand(weight, affine.Row(to[affine.Scale])), node));
            return [affine.Shift is null ? y : to.Graph.Apply(new Add(), y, linear.Sums(weight, affine.Row(to[affine.Shift])))];
        });
    }

    // Scale and shift of a value that all its readers can take in.
    private static ChannelAffine? InFront(Value operand, Consumers consumers)
    {
        if (consumers.IsOutput(operand) || ChannelAffine.Of(operand, consumers) is not { } affine) return null;
        return consumers[operand].All(reader => reader.Operator is ILinear linear
            && reader.Inputs[0] == operand && OwnsWeights(reader, consumers)
            && linear.TakesScale(reader.Inputs[1].Shape) && (affine.Shift is null || linear.TakesShift))
            ? affine
            : null;
    }

    // Weights that something else reads too would be kept twice.
    private static bool OwnsWeights(Node product, Consumers consumers) =>
        product.Inputs is [{ IsBatched: true }, { IsBatched: false } weight] && !consumers.IsOutput(weight)
        && consumers[weight].All(reader => reader.Operator == product.Operator && reader.Inputs[0].IsBatched && reader.Inputs[1] == weight);

    private static Value Named(Value weight, Node product)
    {
        weight.Name ??= product.Inputs[1].Name is { } name ? name + "Folded" : null;
        return weight;
    }
}
