namespace ModelGen.Compiler.Emit;

/// <summary>Transforms weights for <see cref="WinogradKernel"/>; tiles are input channels.</summary>
public sealed class WinogradWeightsKernel : Kernel
{
    private readonly WinogradWeights transform;
    private readonly int channels, filters;

    /// <param name="node">A <see cref="WinogradWeights"/>.</param>
    public WinogradWeightsKernel(Node node)
    {
        transform = (WinogradWeights)node.Operator;
        (channels, filters) = (node.Inputs[0].Shape[2], node.Inputs[0].Shape[3]);
        Inputs = node.Inputs;
        Outputs = node.Outputs;
    }

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs { get; }

    public override Domain Domain => Domain.Tiles;

    public override int TileCount => channels;

    public override bool WritesAnyStorage => true;

    public override ParameterStorage? RequiredStorage(int input) => new(9 * channels, filters, transform.PanelWidth);

    public override int SmallestSharedNumber => 5;

    public override long Flops => 0;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is WinogradWeights ? new Selected(new WinogradWeightsKernel(node), [node]) : null;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        names = ReservedNames.Avoid(names, "taps");
        var (weight, result, depth) = (names.Inputs[0], names.Outputs[0], WinogradWeights.Rows(channels));
        var (whole, rest) = (filters / transform.PanelWidth, filters % transform.PanelWidth);
        KernelText.Comment(code, $"{result} = G {weight} Gᵀ{(transform.IsTurned ? ", kernels turned by 180°" : "")}", Inputs, Outputs);
        if (depth > channels) KernelText.Remark(code, "A row lies between positions, as those at distances of 4 KB would share one set of the first-level cache.");
        using var method = KernelText.Method(code, this, names);
        if (whole > 0)
        {
            using var panels = whole > 1 ? code.Block($"for (nuint panel = 0; panel < {whole}; panel++)") : null;
            Write(whole > 1 ? "panel" : "", transform.PanelWidth);
        }
        if (rest > 0) Write(whole > 0 ? $"{whole}" : "", rest, transform.PanelWidth);

        void Write(string panel, int width, int? before = null)
        {
            var (row, positions) = (PanelText.Width(width), (transform.Outputs + 2) * (transform.Outputs + 2));
            var tap = RegisterTile.Rows(channels, row);
            var isNarrowed = row != $"{width}";
            if (isNarrowed) code.Line($"for (nuint column = 0; column < {width}; column += {row})");
            using var columns = isNarrowed ? code.Indent() : null;
            WrappedList.Emit(code, $"Winograd{transform.Outputs}.Weights<TVector>(",
            [
                $"ref At(ref {weight}, {Place(9 * channels, transform.IsTurned ? 8 : 0)})", transform.IsTurned ? $"-(nint)({tap})" : $"(nint)({tap})",
                $"ref At(ref {result}, {Place(positions * depth, 0)})", RegisterTile.Rows(depth, row), $"(to - from) * {row}",
            ], ");");

            string Place(int rows, int taps) => string.Join(" + ", new[]
            {
                panel.Length == 0 ? "" : $"{panel} * {rows * (before ?? width)}",
                isNarrowed ? PanelText.Column("column", rows, width) : "",
                taps == 0 ? "" : RegisterTile.Rows(taps * channels, row), $"from * {row}",
            }.Where(term => term.Length > 0));
        }
    }
}
