namespace ModelGen.Compiler.Emit;

/// <summary>Puts <see cref="WinogradConvolution"/> in the place of convolutions, and of gradients of their inputs, where it is faster.</summary>
/// <param name="graph">The graph.</param>
/// <param name="isExact">Whether results must be as exact as those of the direct convolution.</param>
/// <param name="direct">Convolutions that stay as they are all the same; null for none.</param>
internal sealed class WinogradLowering(Graph graph, bool isExact, ISet<Node>? direct = null)
{
    private readonly Consumers consumers = new(graph);

    /// <summary>The convolutions of the graph that would be lowered, those first whose transformed weights are largest.</summary>
    public IReadOnlyList<Node> Convolutions =>
    [
        .. graph.Nodes
            .Where(node => node.Operator is Conv2D && node.Inputs[0].IsBatched && !node.Inputs[1].IsBatched)
            .Select(node => (Node: node, Outputs: WinogradChoice.Outputs(
                (Conv2D)node.Operator, node.Inputs[0].Shape, node.Inputs[1].Shape, isExact, Pool(node.Output))))
            .Where(choice => choice.Outputs != 0)
            .OrderByDescending(choice => (choice.Outputs + 2) * (choice.Outputs + 2) * (long)choice.Node.Inputs[1].Shape[2] * choice.Node.Inputs[1].Shape[3])
            .Select(choice => choice.Node),
    ];

    /// <summary>Whether the node has been lowered.</summary>
    public bool Lower(Node node, GraphCopy copy) => node.Operator switch
    {
        Conv2D when direct?.Contains(node) == true => false,
        Conv2D convolution => Put(convolution, node.Inputs[1].Shape, Pool(node.Output), node, copy, isTurned: false),
        Conv2DInputGradient { Forward: { StrideY: 1, StrideX: 1 } forward } when IsWhole(node) =>
            PutInputGradient(forward, node, copy) || Put(Backward(forward), Exchanged(node.Inputs[1].Shape), null, node, copy, isTurned: true),
        Conv2DWeightGradient gradient => PutWeightGradient(gradient, node, copy),
        _ => false,
    };

    private bool PutWeightGradient(Conv2DWeightGradient gradient, Node node, GraphCopy copy)
    {
        var (x, dy) = (copy[node.Inputs[0]], copy[node.Inputs[1]]);
        var outputs = WinogradChoice.GradientOutputs(gradient.Forward, x.Shape, gradient.Weight, isExact);
        if (!x.IsBatched || !dy.IsBatched || outputs < 3
            || PooledConvolution.OfWeights(node.Inputs[1], gradient.Forward, x.Shape, gradient.Weight) is not null)
            return false;
        var operation = new WinogradWeightGradient(gradient.Forward, outputs, gradient.Weight);
        if (!WinogradGradientPlan.Of(operation, x.Shape).IsPossible) return false;
        copy.Map(node.Output, copy.Result.Apply(operation, x, dy));
        return true;
    }

    // Of an image that is a single tile there are as many products as forward.
    private bool PutInputGradient(Conv2D forward, Node node, GraphCopy copy)
    {
        var (dy, w, image, weight) = (copy[node.Inputs[0]], copy[node.Inputs[1]], node.Output.Shape, node.Inputs[1].Shape);
        if (!dy.IsBatched || w.IsBatched || image.Rank != 3 || dy.Shape[0] > 3 || dy.Shape[1] > 3
            || WinogradChoice.Outputs(forward, image, weight, isExact) != 3 || image[2] % 16 != 0)
            return false;
        var operation = new WinogradInputGradient(forward, 3, image);
        copy.Map(node.Output, copy.Result.Apply(operation, dy, Transformed(w, WinogradPlan.Of(operation, dy.Shape), isExchanged: true, isTurned: false, copy)));
        return true;
    }

    // The weights' transforms, with channels exchanged for a gradient of inputs.
    private static Value Transformed(Value weight, WinogradPlan plan, bool isExchanged, bool isTurned, GraphCopy copy)
    {
        var w = weight;
        if (isExchanged)
        {
            w = copy.Result.Apply(new Permute(new[] { 0, 1, 3, 2 }), weight);
            w.Name = weight.Name is null ? null : weight.Name + "Transposed";
        }
        var transformed = copy.Result.Apply(new WinogradWeights(plan.Outputs, plan.PanelWidth, isTurned), w);
        transformed.Name = w.Name is null ? null : w.Name + "Transformed";
        return transformed;
    }

    private bool Put(Conv2D convolution, Shape weight, PoolShape? pool, Node node, GraphCopy copy, bool isTurned)
    {
        var (image, w) = (copy[node.Inputs[0]], copy[node.Inputs[1]]);
        if (!image.IsBatched || w.IsBatched) return false;
        var outputs = WinogradChoice.Outputs(convolution, image.Shape, weight, isExact, pool, isGradient: isTurned);
        if (outputs == 0) return false;
        var operation = new WinogradConvolution(convolution, outputs, weight[3]);
        copy.Map(node.Output, copy.Result.Apply(operation, image, Transformed(w, WinogradPlan.Of(operation, image.Shape), isTurned, isTurned, copy)));
        return true;
    }

    // dx is the convolution of dy, with as much padding as the forward convolution lacks, by the turned kernels.
    private static Conv2D Backward(Conv2D forward) => forward with
    {
        PadTop = 2 - forward.PadTop,
        PadBottom = 2 - forward.PadBottom,
        PadLeft = 2 - forward.PadLeft,
        PadRight = 2 - forward.PadRight,
    };

    private static Shape Exchanged(Shape weight) => new(weight[0], weight[1], weight[3], weight[2]);

    // Where one position of a pooling window in several carries a gradient, PooledConvolution does better.
    private static bool IsWhole(Node node)
    {
        var (forward, weight, image) = (((Conv2DInputGradient)node.Operator).Forward, node.Inputs[1].Shape, node.Output.Shape);
        return weight[0] == 3 && weight[1] == 3 && new[] { forward.PadTop, forward.PadBottom, forward.PadLeft, forward.PadRight }.All(pad => pad <= 2)
            && PooledConvolution.OfImages(node.Inputs[0], forward, image, weight) is null;
    }

    // The pooling behind a convolution whose kernel can take it in.
    private PoolShape? Pool(Value sums) =>
        consumers.IsSingle(sums) && consumers[sums][0].Operator is MaxPool2D { SizeY: 1 or 2, SizeX: 1 or 2 } pool && ConvolutionFamily.IsDisjoint(pool)
            ? new PoolShape(pool.SizeY, pool.SizeX) : null;
}
