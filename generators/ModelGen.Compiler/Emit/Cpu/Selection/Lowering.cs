namespace ModelGen.Compiler.Emit;

/// <summary>
/// Rewrites what the CPU kernels do not take directly into what they do: transposed weights and padded convolutions
/// become movements in front of plain products, sums of gradients become several additions to one gradient.
/// </summary>
public static class Lowering
{
    /// <param name="graph">The graph.</param>
    /// <param name="precision">The member of the library's <c>Precision</c>.</param>
    /// <param name="direct">Convolutions that are not to be lowered to Winograd's; null for none.</param>
    public static Graph Run(Graph graph, string precision = "Standard", ISet<Node>? direct = null)
    {
        // What reads and writes numbers of half the size as it goes are the direct convolutions.
        if (precision == "MixedBFloat16") return OutputPlaces.SplitGradientSums(new GraphCopy(graph).Run(Lower));
        var winograd = new WinogradLowering(graph, isExact: precision == "Exact", direct);
        return OutputPlaces.SplitGradientSums(new GraphCopy(graph).Run((node, copy) => winograd.Lower(node, copy) || DepthwiseConvolution.Lower(node, copy) || Lower(node, copy)));
    }

    /// <summary>The convolutions that are lowered to Winograd's, those first whose transformed weights are largest.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="precision">The member of the library's <c>Precision</c>.</param>
    public static IReadOnlyList<Node> WinogradConvolutions(Graph graph, string precision) =>
        precision == "MixedBFloat16" ? [] : new WinogradLowering(graph, isExact: precision == "Exact").Convolutions;

    private static bool Lower(Node node, GraphCopy copy) => node.Operator switch
    {
        MatMul { TransposeRight: true } product => TransposeRight(node, product, copy),
        Conv2D convolution when IsPadded(convolution) => PadConvolution(node, convolution, copy),
        Conv2DInputGradient gradient when IsPadded(gradient.Forward) => CropGradient(node, gradient, copy),
        Conv2DInputGradient gradient => Map(node, InputGradient(node, gradient, copy), copy),
        Conv2DWeightGradient gradient => WeightGradient(node, gradient, copy),
        _ => false,
    };

    private static bool Map(Node node, Value value, GraphCopy copy)
    {
        copy.Map(node.Output, value);
        return true;
    }

    // x · Wᵀ: the transposed matrix is a value of its own. That of a weight is made once for the batch and stored as the
    // product wants it.
    private static bool TransposeRight(Node node, MatMul product, GraphCopy copy)
    {
        var right = copy[node.Inputs[1]];
        int[] axes = [.. Enumerable.Range(0, right.Shape.Rank)];
        Array.Reverse(axes, axes.Length - 2, 2);
        var transposed = copy.Result.Apply(new Permute(axes), right);
        transposed.Name = right.Name is null ? null : right.Name + "Transposed";
        copy.Map(node.Output, copy.Result.Apply(product with { TransposeRight = false }, copy[node.Inputs[0]], transposed));
        return true;
    }

    private static bool IsPadded(Conv2D convolution) =>
        convolution.PadTop + convolution.PadBottom + convolution.PadLeft + convolution.PadRight > 0;

    private static Conv2D Unpadded(Conv2D convolution) =>
        convolution with { PadTop = 0, PadBottom = 0, PadLeft = 0, PadRight = 0 };

    private static Value Padded(GraphCopy copy, Value image, Conv2D convolution)
    {
        int[] before = [.. new int[image.Shape.Rank - 3], convolution.PadTop, convolution.PadLeft, 0];
        int[] after = [.. new int[image.Shape.Rank - 3], convolution.PadBottom, convolution.PadRight, 0];
        var padded = copy.Result.Apply(new Pad(before, after, 0), image);
        padded.Name = image.Name is null ? null : image.Name + "Padded";
        return padded;
    }

    private static bool PadConvolution(Node node, Conv2D convolution, GraphCopy copy)
    {
        var padded = Padded(copy, copy[node.Inputs[0]], convolution);
        copy.Map(node.Output, copy.Result.Apply(Unpadded(convolution), padded, copy[node.Inputs[1]]));
        return true;
    }

    // The gradient of the padded image, without its border.
    private static bool CropGradient(Node node, Conv2DInputGradient gradient, GraphCopy copy)
    {
        var forward = gradient.Forward;
        var shape = gradient.Input;
        int[] starts = [.. new int[shape.Rank - 3], forward.PadTop, forward.PadLeft, 0];
        int[] ends = [.. new int[shape.Rank - 3], forward.PadBottom, forward.PadRight, 0];
        var image = new Shape([.. shape.Select((extent, axis) => starts[axis] + extent + ends[axis])]);
        var padded = InputGradient(node, new Conv2DInputGradient(Unpadded(forward), image), copy);
        padded.Name = node.Output.Name is null ? null : node.Output.Name + "Padded";
        copy.Map(node.Output, copy.Result.Apply(
            new Slice(starts, shape.ToArray(), Slice.Ones(shape.Rank)), padded));
        return true;
    }

    // The weights as the kernel of an unpadded convolution takes them.
    private static Value InputGradient(Node node, Conv2DInputGradient gradient, GraphCopy copy)
    {
        var (dy, weight) = (node.Inputs[0], copy[node.Inputs[1]]);
        return PooledConvolution.OfImages(dy, gradient.Forward, gradient.Input, weight.Shape) is { } pooled
            ? pooled.InputGradient(copy.Result, copy[dy.Producer!.Inputs[0]], copy[dy.Producer.Inputs[1]], weight, gradient.Input)
            : TransposedConvolution.Apply(copy.Result, gradient, copy[dy], weight);
    }

    private static bool WeightGradient(Node node, Conv2DWeightGradient gradient, GraphCopy copy)
    {
        var (x, dy, forward) = (copy[node.Inputs[0]], node.Inputs[1], gradient.Forward);
        var pooled = PooledConvolution.OfWeights(dy, Unpadded(forward), x.Shape, gradient.Weight);
        if (pooled is null && !IsPadded(forward)) return false;

        if (IsPadded(forward)) x = Padded(copy, x, forward);
        copy.Map(node.Output, pooled is null
            ? copy.Result.Apply(gradient with { Forward = Unpadded(forward) }, x, copy[dy])
            : pooled.WeightGradient(
                copy.Result, x, copy[dy.Producer!.Inputs[0]], copy[dy.Producer.Inputs[1]], gradient.Weight, node.Output.Name));
        return true;
    }
}
