namespace ModelGen.Compiler.Emit;

/// <summary>
/// A convolution y (OH, OW, OC) of which a maximum pooling lets one position of several through. The gradient of y is 0
/// everywhere else, so the gradients of the images and of the weights are sums over the pooled positions alone; y's own
/// gradient is never made. Where input channels fill vectors, their kernels want the weights as (OC, KH, KW, C): what one
/// winner takes part in is a run. Where they do not, vectors are output channels, each with a winner of its own.
/// </summary>
internal sealed record PooledConvolution(Conv2D Forward, MaxPool2D Pool)
{
    // Taps whose sums (a vector or two each) are kept in registers at a time.
    private const int MostTaps = 9, MostLines = 12;

    private static readonly int[] OutputFirst = [3, 0, 1, 2], OutputLast = [1, 2, 3, 0];

    /// <summary>The pooling through which alone <paramref name="dy"/> came back, where dx as a sum over winners pays; else null.</summary>
    public static PooledConvolution? OfImages(Value dy, Conv2D forward, Shape image, Shape weight) =>
        HasManyChannels(weight) ? Of(dy, forward, image) : null;

    /// <summary>The same for dweight.</summary>
    public static PooledConvolution? OfWeights(Value dy, Conv2D forward, Shape image, Shape weight) =>
        HasManyChannels(weight) || HasFewChannels(weight) ? Of(dy, forward, image) : null;

    private static PooledConvolution? Of(Value dy, Conv2D forward, Shape image) =>
        dy.Producer is { Operator: MaxPool2DGradient { Forward: var pool } } && dy.Type.IsBatched && image.Rank == 3
        && pool.PadTop + pool.PadBottom + pool.PadLeft + pool.PadRight == 0
        && pool.StrideY * pool.StrideX >= 2 && pool.SizeY * pool.SizeX <= 16
        && forward.Groups == 1
            ? new(forward, pool) : null;

    // What one winner takes part in is made of vectors of input channels. Weights are (KH, KW, C, OC).
    private static bool HasManyChannels(Shape weight) => weight[2] % 16 == 0 && weight[1] <= MostTaps && weight[0] * weight[1] >= 4;

    // A row of the kernel fits into registers, for vectors of output channels in panels of one width.
    private static bool HasFewChannels(Shape weight) => weight[2] % 16 != 0 && weight[1] * weight[2] <= MostLines
        && weight[3] % 16 == 0 && (weight[3] <= ColumnSection.PanelWidth || weight[3] % ColumnSection.PanelWidth == 0);

    /// <summary>Kernel rows that a tile of output channels takes.</summary>
    public static int RowsOfFewChannels(ConvolutionShape shape) => Enumerable.Range(1, shape.KernelHeight)
        .Last(rows => shape.KernelHeight % rows == 0 && rows * shape.KernelWidth * shape.Channels <= MostLines);

    /// <summary>Kernel rows that a tile takes: as many as divide the kernel evenly and fit into registers.</summary>
    public static int RowsPerTile(ConvolutionShape shape) => Enumerable.Range(1, shape.KernelHeight)
        .Last(rows => rows == 1 || (shape.KernelHeight % rows == 0 && rows * shape.KernelWidth <= MostTaps));

    /// <summary>dweight (KH, KW, C, OC) of an unpadded convolution of many or few channels.</summary>
    public Value WeightGradient(Graph graph, Value x, Value dPooled, Value winners, Shape weight, string? name)
    {
        if (HasFewChannels(weight)) return graph.Apply(new PooledChannelsWeightGradient(Forward, Pool, weight), x, dPooled, winners);
        var byOutput = graph.Apply(
            new PooledWeightGradient(Forward, Pool, new Shape([.. OutputFirst.Select(axis => weight[axis])])), x, dPooled, winners);
        byOutput.Name = name is null ? null : name + "ByOutput";
        return graph.Apply(new Permute(OutputLast), byOutput);
    }

    /// <summary>dx of an unpadded convolution of many channels.</summary>
    public Value InputGradient(Graph graph, Value dPooled, Value winners, Value weight, Shape image)
    {
        var byOutput = graph.Apply(new Permute(OutputFirst), weight);
        byOutput.Name = weight.Name is null ? null : weight.Name + "ByOutput";
        return graph.Apply(new PooledInputGradient(Forward, Pool, image), dPooled, winners, byOutput);
    }
}

/// <summary>x (H, W, C), dpooled, winners → dweight (OC, KH, KW, C), summed over all samples.</summary>
public sealed record PooledWeightGradient(Conv2D Forward, MaxPool2D Pool, Shape Weight) : Operator
{
    public override bool IsDifferentiable => false;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs) => [new TensorType(Weight, IsBatched: false)];

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        2L * inputs[1].Shape.Length * Weight.Length / Weight[0];
}

/// <summary>x (H, W, C), dpooled, winners → dweight (KH, KW, C, OC), summed over all samples, of few input channels.</summary>
public sealed record PooledChannelsWeightGradient(Conv2D Forward, MaxPool2D Pool, Shape Weight) : Operator
{
    public override bool IsDifferentiable => false;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs) => [new TensorType(Weight, IsBatched: false)];

    // Every position of a window is multiplied, with 0 where it did not win.
    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        2L * Pool.SizeY * Pool.SizeX * inputs[1].Shape.Length * Weight.Length / Weight[3];
}

/// <summary>dpooled, winners, weight (OC, KH, KW, C) → dx (H, W, C).</summary>
public sealed record PooledInputGradient(Conv2D Forward, MaxPool2D Pool, Shape Input) : Operator
{
    public override bool IsDifferentiable => false;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs) => [inputs[0] with { Shape = Input }];

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        2L * inputs[0].Shape.Length * inputs[2].Shape.Length / inputs[2].Shape[0];
}
