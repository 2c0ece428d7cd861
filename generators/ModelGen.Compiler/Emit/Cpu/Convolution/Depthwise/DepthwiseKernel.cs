namespace ModelGen.Compiler.Emit;

/// <summary>
/// A padded depthwise convolution with its epilogue, the convolution that makes its input and the 1×1 convolution that
/// takes its result if those are large: band by band of rows, so that neither a padded copy nor a wide image ever exists
/// as a whole.
/// </summary>
public sealed class DepthwiseKernel : Kernel
{
    private readonly DepthwisePlan plan;
    private readonly Epilogue epilogue;
    private readonly AdjacentConvolution? before, behind;

    private DepthwiseKernel(Node node, Epilogue epilogue, AdjacentConvolution? before, AdjacentConvolution? behind)
    {
        plan = DepthwisePlan.Of(((DepthwiseConvolution)node.Operator).Forward, node.Inputs[0].Shape, node.Inputs[1].Shape);
        (this.epilogue, this.before, this.behind) = (epilogue, before, behind);
        Inputs =
        [
            before is null ? node.Inputs[0] : before.Convolution.Inputs[0], .. before?.Operands ?? [],
            node.Inputs[1], .. epilogue.Operands, .. behind?.Operands ?? [],
        ];
        Outputs = [behind is null ? epilogue.Output : behind.Epilogue.Output, node.Outputs[1]];
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context)
    {
        if (node.Operator is not DepthwiseConvolution) return null;
        var elementwise = ProductFamily.Following(node.Output, context);
        var epilogue = new Epilogue(node.Output, elementwise);
        var (before, behind) = (AdjacentConvolution.Before(node, context), AdjacentConvolution.Behind(epilogue, context));
        return new Selected(
            new DepthwiseKernel(node, epilogue, before, behind),
            [.. before?.Nodes ?? [], node, .. elementwise is null ? Array.Empty<Node>() : [elementwise], .. behind?.Nodes ?? []]);
    }

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs { get; }

    public override int Workspaces => 1;

    public override Domain Domain => Domain.Samples;

    public override Granularity Granularity => Granularity.OneSample;

    public override int SampleParts => plan.Bands;

    public override bool ReadsPastEnd(int input) => input != 0;

    public override ParameterStorage? RequiredStorage(int input) =>
        input == 1 && before is not null ? before.Storage
        : behind is not null && input == Inputs.Count - behind.Operands.Count ? behind.Storage
        : null;

    public override int SmallestSharedNumber => 3;

    public override long Flops => (before?.Flops ?? 0) + (behind?.Flops ?? 0)
        + (long)plan.Shape.Images * plan.Shape.OutputHeight * plan.Shape.OutputWidth * plan.Shape.Channels * (2 * plan.Shape.KernelLength + epilogue.Cost);

    public override void Emit(CodeWriter code, KernelNames names) => new DepthwiseWriter(
        code, ReservedNames.Avoid(names, "band", "bands", "line", "below", "wide", "filtered"), plan, epilogue, before, behind, IsShared,
        $"{string.Join(", ", Inputs.Select(input => input.Type))} → {Outputs[0].Type}").Write();
}
