namespace ModelGen.Compiler.Emit;

/// <summary>
/// A convolution y (OH, OW, OC) of which a maximum pooling lets one position of several through. The gradient of y is 0
/// everywhere else, so the gradients of the images and of the weights are sums over the pooled positions alone; y's own
/// gradient is never made. Their kernels want the weights as (OC, KH, KW, C): what one winner takes part in is a run.
/// </summary>
internal sealed record PooledConvolution(Conv2D Forward, MaxPool2D Pool)
{
    // Taps whose sums (a vector or two each) are kept in registers at a time.
    private const int MostTaps = 9;

    private static readonly int[] OutputFirst = [3, 0, 1, 2], OutputLast = [1, 2, 3, 0];

    /// <summary>The pooling through which alone <paramref name="dy"/> came back, where sums over winners pay; else null.</summary>
    public static PooledConvolution? Of(Value dy, Conv2D forward, Shape image, Shape weight) =>
        dy.Producer is { Operator: MaxPool2DGradient { Forward: var pool } } && dy.Type.IsBatched && image.Rank == 3
        && pool.PadTop + pool.PadBottom + pool.PadLeft + pool.PadRight == 0
        && pool.StrideY * pool.StrideX >= 2 && pool.SizeY * pool.SizeX <= 16
        && forward.Groups == 1 && image.RowLength % 16 == 0 && weight[1] <= MostTaps && weight[0] * weight[1] >= 4
            ? new(forward, pool) : null;

    /// <summary>Kernel rows that a tile takes: as many as divide the kernel evenly and fit into registers.</summary>
    public static int RowsPerTile(ConvolutionShape shape) => Enumerable.Range(1, shape.KernelHeight)
        .Last(rows => rows == 1 || (shape.KernelHeight % rows == 0 && rows * shape.KernelWidth <= MostTaps));

    /// <summary>dweight (KH, KW, C, OC) of an unpadded convolution.</summary>
    public Value WeightGradient(Graph graph, Value x, Value dPooled, Value winners, Shape weight, string? name)
    {
        var byOutput = graph.Apply(
            new PooledWeightGradient(Forward, Pool, new Shape([.. OutputFirst.Select(axis => weight[axis])])), x, dPooled, winners);
        byOutput.Name = name is null ? null : name + "ByOutput";
        return graph.Apply(new Permute(OutputLast), byOutput);
    }

    /// <summary>dx of an unpadded convolution.</summary>
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

/// <summary>dpooled, winners, weight (OC, KH, KW, C) → dx (H, W, C).</summary>
public sealed record PooledInputGradient(Conv2D Forward, MaxPool2D Pool, Shape Input) : Operator
{
    public override bool IsDifferentiable => false;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs) => [inputs[0] with { Shape = Input }];

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        2L * inputs[0].Shape.Length * inputs[2].Shape.Length / inputs[2].Shape[0];
}
