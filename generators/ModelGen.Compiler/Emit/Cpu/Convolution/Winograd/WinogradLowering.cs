namespace ModelGen.Compiler.Emit;

/// <summary>Puts <see cref="WinogradConvolution"/> in the place of convolutions, and of gradients of their inputs, where it is faster.</summary>
internal sealed class WinogradLowering(Graph graph, bool isExact)
{
    private readonly Consumers consumers = new(graph);

    /// <summary>Whether the node has been lowered.</summary>
    public bool Lower(Node node, GraphCopy copy) => node.Operator switch
    {
        Conv2D convolution => Put(convolution, node.Inputs[1].Shape, Pool(node.Output), node, copy, isTurned: false),
        Conv2DInputGradient { Forward: { StrideY: 1, StrideX: 1 } forward } when IsWhole(node) =>
            Put(Backward(forward), Exchanged(node.Inputs[1].Shape), null, node, copy, isTurned: true),
        Conv2DWeightGradient gradient => PutWeightGradient(gradient, node, copy),
        _ => false,
    };

    // Where the transforms pay forward, they pay here too.
    private bool PutWeightGradient(Conv2DWeightGradient gradient, Node node, GraphCopy copy)
    {
        var (x, dy) = (copy[node.Inputs[0]], copy[node.Inputs[1]]);
        if (!x.IsBatched || !dy.IsBatched || WinogradChoice.Outputs(gradient.Forward, x.Shape, gradient.Weight, isExact) != 4
            || PooledConvolution.OfWeights(node.Inputs[1], gradient.Forward, x.Shape, gradient.Weight) is not null)
            return false;
        var operation = new WinogradWeightGradient(gradient.Forward, gradient.Weight);
        if (!WinogradGradientPlan.Of(operation, x.Shape).IsPossible) return false;
        copy.Map(node.Output, copy.Result.Apply(operation, x, dy));
        return true;
    }

    private bool Put(Conv2D convolution, Shape weight, PoolShape? pool, Node node, GraphCopy copy, bool isTurned)
    {
        var (image, w) = (copy[node.Inputs[0]], copy[node.Inputs[1]]);
        if (!image.IsBatched || w.IsBatched) return false;
        var outputs = WinogradChoice.Outputs(convolution, image.Shape, weight, isExact, pool);
        if (outputs == 0) return false;
        if (isTurned)
        {
            var name = w.Name;
            w = copy.Result.Apply(new Permute(new[] { 0, 1, 3, 2 }), w);
            w.Name = name is null ? null : name + "Transposed";
        }
        var operation = new WinogradConvolution(convolution, outputs, weight[3]);
        var transformed = copy.Result.Apply(
            new WinogradWeights(outputs, WinogradPlan.Of(operation, image.Shape).PanelWidth, isTurned), w);
        transformed.Name = w.Name is null ? null : w.Name + "Transformed";
        copy.Map(node.Output, copy.Result.Apply(operation, image, transformed));
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
