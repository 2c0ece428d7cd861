namespace ModelGen.Compiler.Emit;

/// <summary>The gradient of a 3×3 convolution's weights by Winograd's algorithm; tiles of the work are some filters each.</summary>
public sealed class WinogradWeightGradientKernel : Kernel
{
    private readonly WinogradGradientPlan plan;

    /// <param name="node">A <see cref="WinogradWeightGradient"/>.</param>
    public WinogradWeightGradientKernel(Node node)
    {
        plan = WinogradGradientPlan.Of((WinogradWeightGradient)node.Operator, node.Inputs[0].Shape);
        Inputs = node.Inputs;
        Outputs = node.Outputs;
    }

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs { get; }

    public override int Workspaces => 1;

    public override Domain Domain => Domain.Tiles;

    public override int TileCount => plan.Parts;

    public override bool WritesAnyStorage => true;

    public override bool ReadsPastEnd(int input) => input != 0 || plan.Channels % 16 != 0;

    public override int SmallestSharedNumber => 5;

    public override long Flops => plan.Flops;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is WinogradWeightGradient ? new Selected(new WinogradWeightGradientKernel(node), [node]) : null;

    public override void Emit(CodeWriter code, KernelNames names) => new WinogradWeightGradientWriter(
        code, ReservedNames.Avoid(names, "images", "gradients", "image", "position", "sums", "scratch", "block", "areSame", "v", "m", "tilesEach", "rowsLeft"), plan,
        OutputStorage ?? ParameterStorage.Dense(Outputs[0].Shape), Accumulates, $"{Inputs[0].Type} * {Inputs[1].Type} → {Outputs[0].Type}").Write();
}
