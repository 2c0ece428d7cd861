namespace ModelGen.Compiler.Emit;

/// <summary>
/// A padded depthwise convolution with its epilogue, and the 1×1 convolution that makes its input if that is large: band
/// by band of rows, so that neither a padded copy nor the wide image ever exists as a whole.
/// </summary>
public sealed class DepthwiseKernel : Kernel
{
    private readonly DepthwisePlan plan;
    private readonly Epilogue epilogue;
    private readonly ExpandedRows? expanded;

    private DepthwiseKernel(Node node, Node? elementwise, ExpandedRows? expanded)
    {
        plan = DepthwisePlan.Of(((DepthwiseConvolution)node.Operator).Forward, node.Inputs[0].Shape, node.Inputs[1].Shape);
        epilogue = new Epilogue(node.Output, elementwise);
        this.expanded = expanded;
        Inputs =
        [
            .. expanded is null ? [node.Inputs[0]] : (Value[])[.. expanded.Convolution.Inputs, .. expanded.Epilogue.Operands],
            node.Inputs[1], .. epilogue.Operands,
        ];
        Outputs = [epilogue.Output, node.Outputs[1]];
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context)
    {
        if (node.Operator is not DepthwiseConvolution) return null;
        var elementwise = ProductFamily.Following(node.Output, context);
        var expanded = ExpandedRows.Of(node, context);
        return new Selected(
            new DepthwiseKernel(node, elementwise, expanded),
            [.. expanded?.Nodes ?? [], node, .. elementwise is null ? Array.Empty<Node>() : [elementwise]]);
    }

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs { get; }

    public override int Workspaces => 1;

    public override Domain Domain => Domain.Samples;

    public override Granularity Granularity => Granularity.OneSample;

    public override int SampleParts => plan.Bands;

    public override bool ReadsPastEnd(int input) => input != 0;

    public override ParameterStorage? RequiredStorage(int input) => input == 1 ? expanded?.Storage : null;

    public override int SmallestSharedNumber => 3;

    public override long Flops => (long)plan.Shape.Images * (
        (long)plan.Shape.OutputHeight * plan.Shape.OutputWidth * plan.Shape.Channels * (2 * plan.Shape.KernelLength + epilogue.Cost)
        + (expanded is null ? 0 : (long)plan.Height * plan.Width * expanded.Wide * (2 * expanded.Channels + expanded.Epilogue.Cost)));

    public override void Emit(CodeWriter code, KernelNames names) => new DepthwiseWriter(
        code, ReservedNames.Avoid(names, "band", "bands", "end", "line", "below"), plan, epilogue, expanded, IsShared,
        $"{string.Join(", ", Inputs.Select(input => input.Type))} → {Outputs[0].Type}").Write();
}
