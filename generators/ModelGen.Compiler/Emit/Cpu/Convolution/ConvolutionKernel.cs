namespace ModelGen.Compiler.Emit;

/// <summary>
/// A direct convolution of channels-last images without padding, an epilogue and, if wanted, pooling: tiles of
/// neighbouring outputs × channels in registers, weights in panels of channels. Outputs that pooling drops are never
/// computed, and the pooled image is all that reaches memory.
/// </summary>
public sealed class ConvolutionKernel : Kernel
{
    private readonly ConvolutionPlan plan;

    /// <param name="convolution">The convolution; its inputs are the images and the weights.</param>
    /// <param name="shape">Its extents.</param>
    /// <param name="elementwise">The elementwise node taken in, or null.</param>
    /// <param name="pooling">Maximum pooling of the result, taken in, or null.</param>
    /// <param name="pool">Its window.</param>
    /// <param name="pooledElementwise">The elementwise node behind the pooling, taken in, or null.</param>
    /// <param name="keepsWinner">Whether the winners' positions are wanted, for the backward pass.</param>
    public ConvolutionKernel(
        Node convolution, ConvolutionShape shape, Node? elementwise = null,
        Node? pooling = null, PoolShape? pool = null, Node? pooledElementwise = null, bool keepsWinner = false)
    {
        var before = new Epilogue(convolution.Output, elementwise);
        // What is added behind the pooling may come first only where nothing is done in between.
        var after = pooling is null ? null
            : new Epilogue(pooling.Output, pooledElementwise, takesStart: before is { StartOperand: null, IsIdentity: true });
        plan = new ConvolutionPlan(shape, before, pool, after, keepsWinner);
        Inputs = [.. convolution.Inputs, .. before.Operands, .. after?.Operands ?? []];
        Outputs = keepsWinner ? [plan.Final.Output, pooling!.Outputs[1]] : [plan.Final.Output];
    }

    /// <summary>Whether <see cref="ConvolutionKernel"/> can take in pooling with this window.</summary>
    public static bool CanPool(ConvolutionShape shape, PoolShape pool, Node? elementwise, Value convolution) =>
        pool.Length <= 12 && shape.OutputChannels % 16 == 0 && shape.Groups == 1
        && new Epilogue(convolution, elementwise) is { IsLoop: false } before
        && Enumerable.Range(0, before.Operands.Count).All(operand => !before.IsFull(operand));

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs { get; }

    public override Domain Domain => Domain.Samples;

    public override Granularity Granularity => Granularity.OneSample;

    public override int SampleParts => plan.SharesPanels ? plan.Sections[0].Panels : plan.Tiling.Rows;

    public override bool ReadsPastEnd(int input) => input != 0 || plan.Shape.IsDepthwise;

    public override ParameterStorage? RequiredStorage(int input) => input == 1 ? plan.Storage : null;

    public override bool TakesHalves(Value operand) => true;

    public override int SmallestSharedNumber => 2;

    public override long Flops => (long)plan.Shape.Images * plan.ComputedPixels * plan.Shape.OutputChannels
        * (2L * plan.Shape.KernelLength + plan.Before.Cost);

    public override void Emit(CodeWriter code, KernelNames names) =>
        new ConvolutionWriter(code, ReservedNames.Avoid(names), this, plan).Write();
}

/// <summary>What is fixed before a convolution is written.</summary>
internal sealed record ConvolutionPlan(
    ConvolutionShape Shape, Epilogue Before, PoolShape? Pool, Epilogue? After, bool KeepsWinner)
{
    private const int FewestSharedPanels = 4;

    public Epilogue Final => After ?? Before;

    public int Rows => Shape.OutputHeight / (Pool?.Height ?? 1);

    public int Columns => Shape.OutputWidth / (Pool?.Width ?? 1);

    public int ComputedPixels => Rows * Columns * (Pool?.Length ?? 1);

    public ConvolutionTiling Tiling => ConvolutionTiling.Choose(Rows, Columns, Pool?.Length ?? 1, Shape.GroupOutputs);

    /// <summary>Panels of channels; dense where groups would cut panels.</summary>
    public ParameterStorage? Storage => Shape.Groups > 1 ? null
        : new ParameterStorage(Shape.KernelLength, Shape.OutputChannels, Tiling.PanelWidth);

    /// <summary>
    /// Whether threads share panels of weights instead of rows of outputs: where weights are larger than images, each then
    /// reads its part of them.
    /// </summary>
    public bool SharesPanels => Storage is not null && Sections is [{ Panels: >= FewestSharedPanels }]
        && (long)Shape.KernelLength * Shape.OutputChannels
            > (long)Shape.Images * (Shape.Height * Shape.Width * Shape.Channels + Rows * Columns * Shape.OutputChannels);

    public IReadOnlyList<ColumnSection> Sections => Storage is null
        ? ColumnSection.Dense(Shape.IsDepthwise ? Shape.Channels : Shape.GroupOutputs, Shape.OutputChannels, Tiling.PanelWidth)
        : ColumnSection.Of(Storage, Shape.KernelLength, Shape.OutputChannels);
}
