namespace ModelGen.Compiler.Emit;

/// <summary>
/// Attention of the given positions with all that came so far. Keys and values are put to those that the sample
/// remembers, head by head, keys transposed in panels: a step then costs one row of each product.
/// </summary>
public sealed class AttentionSoFarKernel : PositionKernel
{
    private readonly AttentionSoFar soFar;
    private readonly Value work;

    private AttentionSoFarKernel(Node node) : base(node)
    {
        soFar = (AttentionSoFar)node.Operator;
        var (q, k, v, limit) = (node.Inputs[0].Shape, node.Inputs[1].Shape, node.Inputs[2].Shape, soFar.Limit);
        Extents = new AttentionShape(soFar.Attention, new Shape(limit, q[0], q[1]), new Shape(limit, k[0], k[1]), new Shape(limit, v[0], v[1]))
        {
            IsBounded = true,
        };
        // One block of scores for all rows that are given.
        var floats = AttentionShape.Lines * Extents.ScoreRow + 16;
        work = AttentionKernel.WorkOf(node, (floats + soFar.MostRows - 1) / soFar.MostRows, limit);
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is AttentionSoFar ? new Selected(new AttentionSoFarKernel(node), [node]) : null;

    internal AttentionShape Extents { get; }

    /// <summary>The position of the bias, or of what the sample remembers of it, among the inputs; −1 where there is none.</summary>
    public int Bias => Inputs.Count == 5 ? -1 : soFar.HasKeyBias ? 6 : 5;

    public bool HasKeyBias => soFar.HasKeyBias;

    /// <summary>What a sample remembers for positions to come; they are written once and read at each step.</summary>
    public IReadOnlyList<Value> Remembered => [Inputs[3], Inputs[4]];

    public override bool TakesHalves(Value operand) => Remembered.Contains(operand);

    public override IReadOnlyList<Value> Outputs => [Node.Output, work];

    public override int Workspaces => 1;

    public override int SampleParts => Extents.KeyHeads;

    public override bool SharesAnyCount => true;

    public override void Emit(CodeWriter code, KernelNames names) =>
        new AttentionSoFarWriter(new AttentionText(code, Extents, names.Method), this, names).Write();
}
