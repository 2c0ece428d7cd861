namespace ModelGen.Compiler.Emit;

/// <summary>Which nodes become convolution kernels, and what these take in.</summary>
public static class ConvolutionFamily
{
    /// <summary>A convolution without padding, with the elementwise node and the maximum pooling behind it.</summary>
    public static Selected? Select(Node node, SelectionContext context)
    {
        if (node.Operator is not Conv2D convolution) return null;
        var shape = Shape(convolution, node.Inputs[0].Shape, node.Inputs[1].Shape);
        var nodes = new List<Node> { node };
        var elementwise = ProductFamily.Following(node.Output, context);
        if (elementwise is not null) nodes.Add(elementwise);

        var result = elementwise?.Output ?? node.Output;
        if (context.OnlyConsumer(result) is not { Operator: MaxPool2D pool } pooling || !IsDisjoint(pool)
            || !ConvolutionKernel.CanPool(shape, new PoolShape(pool.SizeY, pool.SizeX), elementwise, node.Output))
            return new Selected(new ConvolutionKernel(node, shape, elementwise), nodes);

        nodes.Add(pooling);
        var after = ProductFamily.Following(pooling.Output, context);
        if (after is not null) nodes.Add(after);
        return new Selected(new ConvolutionKernel(
            node, shape, elementwise, pooling, new PoolShape(pool.SizeY, pool.SizeX), after, context.IsUsed(pooling.Outputs[1])), nodes);
    }

    /// <summary>
    /// A convolution or the gradient of its input by Winograd's algorithm, with the elementwise node and the maximum pooling
    /// behind it.
    /// </summary>
    public static Selected? SelectWinograd(Node node, SelectionContext context)
    {
        if (node.Operator is not (WinogradConvolution or WinogradInputGradient)) return null;
        var elementwise = ProductFamily.Following(node.Output, context);
        List<Node> nodes = elementwise is null ? [node] : [node, elementwise];
        if (node.Operator is not WinogradConvolution convolution) return new Selected(new WinogradKernel(node, elementwise), nodes);
        if (context.OnlyConsumer(elementwise?.Output ?? node.Output) is not { Operator: MaxPool2D pool } pooling || !IsDisjoint(pool)
            || !WinogradKernel.CanPool(convolution, new PoolShape(pool.SizeY, pool.SizeX), elementwise, node.Output))
            return new Selected(new WinogradKernel(node, elementwise), nodes);

        nodes.Add(pooling);
        var after = ProductFamily.Following(pooling.Output, context);
        if (after is not null) nodes.Add(after);
        return new Selected(new WinogradKernel(
            node, elementwise, pooling, new PoolShape(pool.SizeY, pool.SizeX), after, context.IsUsed(pooling.Outputs[1])), nodes);
    }

    public static Selected? SelectWeightGradient(Node node, SelectionContext context) =>
        node.Operator is Conv2DWeightGradient gradient
            ? new Selected(WeightGradientKernel.OfConvolution(node, Shape(gradient.Forward, node.Inputs[0].Shape, gradient.Weight)), [node])
            : null;

    /// <summary>The gradient of a convolution's input, with the elementwise node behind it.</summary>
    public static Selected? SelectInputGradient(Node node, SelectionContext context)
    {
        if (node.Operator is not TransposedConvolution { Forward: var forward, Input: var image }) return null;
        var exchanged = node.Inputs[1].Shape;      // (KH, KW, OC, C / groups)
        var shape = Shape(forward, image, new Shape(exchanged[0], exchanged[1], exchanged[3], exchanged[2]));
        var elementwise = ProductFamily.Following(node.Output, context);
        return new Selected(
            new ConvolutionInputGradientKernel(node, shape, elementwise), elementwise is null ? [node] : [node, elementwise]);
    }

    /// <summary>The extents of a convolution of images (…, H, W, C) by a kernel (KH, KW, C / groups, channels out).</summary>
    public static ConvolutionShape Shape(Conv2D convolution, Shape images, Shape kernel)
    {
        var leading = images.Rank - 3;
        return new(
            images[leading], images[leading + 1], images[leading + 2], kernel[0], kernel[1], kernel[3],
            convolution.StrideY, convolution.StrideX, convolution.DilationY, convolution.DilationX, convolution.Groups,
            images.Take(leading).Aggregate(1, (product, extent) => product * extent));
    }

    /// <summary>Whether windows neither overlap nor leave the image.</summary>
    public static bool IsDisjoint(MaxPool2D pool) =>
        pool.StrideY == pool.SizeY && pool.StrideX == pool.SizeX
        && pool.PadTop + pool.PadBottom + pool.PadLeft + pool.PadRight == 0;
}
