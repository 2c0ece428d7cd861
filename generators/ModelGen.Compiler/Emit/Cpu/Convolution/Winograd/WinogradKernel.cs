namespace ModelGen.Compiler.Emit;

/// <summary>
/// A 3×3 convolution by Winograd's algorithm, group by group of tiles: transformed inputs, one product for each
/// position, transformed back with the epilogue and, if wanted, pooling by windows that divide a tile.
/// </summary>
public sealed class WinogradKernel : Kernel
{
    private readonly WinogradPlan plan;
    private readonly Epilogue before;
    private readonly Epilogue? after;
    private readonly PoolShape? pool;
    private readonly bool keepsWinner;

    /// <param name="convolution">A <see cref="WinogradConvolution"/> or a <see cref="WinogradInputGradient"/>.</param>
    /// <param name="elementwise">The elementwise node taken in, or null.</param>
    /// <param name="pooling">Maximum pooling of the result, taken in, or null.</param>
    /// <param name="pool">Its window.</param>
    /// <param name="pooledElementwise">The elementwise node behind the pooling, taken in, or null.</param>
    /// <param name="keepsWinner">Whether the winners' positions are wanted, for the backward pass.</param>
    public WinogradKernel(
        Node convolution, Node? elementwise = null, Node? pooling = null, PoolShape? pool = null,
        Node? pooledElementwise = null, bool keepsWinner = false)
    {
        var image = convolution.Inputs[0].Shape;
        plan = convolution.Operator is WinogradInputGradient gradient
            ? WinogradPlan.Of(gradient, image) : WinogradPlan.Of((WinogradConvolution)convolution.Operator, image);
        if (pool is not null)
            plan = plan with { Rows = plan.Rows / pool.Height * pool.Height, Columns = plan.Columns / pool.Width * pool.Width };
        (this.pool, this.keepsWinner) = (pool, keepsWinner);
        before = new Epilogue(convolution.Output, elementwise, takesStart: false);
        after = pooling is null ? null : new Epilogue(pooling.Output, pooledElementwise, takesStart: false);
        Inputs = [.. convolution.Inputs, .. before.Operands, .. after?.Operands ?? []];
        Value[] winners = keepsWinner ? [pooling!.Outputs[1]] : [];
        Outputs = [(after ?? before).Output, .. winners, convolution.Outputs[1]];
    }

    /// <summary>Whether a kernel can take in pooling with this window.</summary>
    public static bool CanPool(WinogradConvolution convolution, PoolShape pool, Node? elementwise, Value sums) =>
        convolution.Outputs % pool.Height == 0 && convolution.Outputs % pool.Width == 0
        && new Epilogue(sums, elementwise, takesStart: false) is { IsLoop: false } before
        && Enumerable.Range(0, before.Operands.Count).All(operand => !before.IsFull(operand));

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs { get; }

    public override int Workspaces => 1;

    public override Domain Domain => Domain.Samples;

    public override Granularity Granularity => plan.IsTogether ? Granularity.ManySamples : Granularity.OneSample;

    public override int SampleParts => plan.Parts;

    public override bool ReadsPastEnd(int input) => input != 0 || plan.Channels % 16 != 0;

    public override ParameterStorage? RequiredStorage(int input) => input == 1 ? plan.Storage : null;

    public override int SmallestSharedNumber => 5;

    public override long Flops => plan.Flops + (long)plan.Rows * plan.Columns * plan.Filters * before.Cost;

    public override void Emit(CodeWriter code, KernelNames names) => new WinogradWriter(
        code, ReservedNames.Avoid(names, "tiles", "sums", "position", "product", "products", "scratch", "t", "i", "j", "at", "bottom", "right", "u", "next", "nextPanel", "nextPosition", "row", "rows", "height", "inputs", "outputs"),
        this, plan, before, after, pool, keepsWinner,
        $"{Inputs[0].Type} * {Inputs[1].Type} → {Outputs[0].Type}").Write();
}
