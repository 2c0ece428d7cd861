namespace ModelGen.Compiler.Emit;

/// <summary>
/// Stores an unbatched value in other panels, or adds it to a gradient that lies in such panels. Tiles are rows.
/// </summary>
public sealed class RepackKernel : Kernel
{
    // Numbers that a thread converts at a time.
    private const int RoundedAtOnce = 4096;

    /// <param name="node">A <see cref="Relayout"/>.</param>
    public RepackKernel(Node node)
    {
        Inputs = node.Inputs;
        Outputs = node.Outputs;
    }

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs { get; }

    public override Domain Domain => Domain.Tiles;

    public override bool ReadsAnyStorage => true;

    public override bool WritesAnyStorage => true;

    public override int TileCount => Storages.FormatOf(Outputs[0]) == NumberFormat.Int8 ? 1
        : IsRounding ? (Storages[Outputs[0]].Count + RoundedAtOnce - 1) / RoundedAtOnce
        : Outputs[0].Shape.RowCount;

    public override long Flops => 0;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is Relayout ? new Selected(new RepackKernel(node), [node]) : null;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        var (source, target) = (names.Inputs[0], names.Outputs[0]);
        var shape = Outputs[0].Shape;
        if (IsRounding)
        {
            WriteRounding(code, names);
            return;
        }
        if (Storages.FormatOf(Outputs[0]) == NumberFormat.Int8)
        {
            KernelText.Comment(code, $"{target} = {source} as integers, the largest of a column ±127", Inputs, Outputs);
            using var method = KernelText.Method(code, this, names);
            Quantization.Write(
                code, target, Storages[Outputs[0]], row => $"At(ref {source}, {Position(Storages[Inputs[0]], shape, row)})", row => Position(Storages[Outputs[0]], shape, row));
            return;
        }
        KernelText.Comment(code, $"{target} {(Accumulates ? "+=" : "=")} {source}, stored {Described(Storages[Outputs[0]])} as its reader wants it", Inputs, Outputs);
        using (KernelText.Method(code, this, names))
        using (code.Block("for (var row = from; row < to; row++)"))
        using (code.Block($"for (nuint column = 0; column < {shape.RowLength}; column++)"))
        {
            code.Line($"At(ref {target}, {Position(Storages[Outputs[0]], shape)}) {(Accumulates ? "+=" : "=")}");
            using (code.Indent()) code.Line($"{Storages.Conversion(Outputs[0])}At(ref {source}, {Position(Storages[Inputs[0]], shape)});");
        }
    }

    // The same places: numbers are converted in a row, padding and all.
    private bool IsRounding => !Accumulates && Storages.FormatOf(Outputs[0]) != NumberFormat.Int8
        && Storages[Inputs[0]] with { Format = NumberFormat.Float32 } == Storages[Outputs[0]] with { Format = NumberFormat.Float32 };

    private void WriteRounding(CodeWriter code, KernelNames names)
    {
        var (source, target, count) = (names.Inputs[0], names.Outputs[0], Storages[Outputs[0]].Count);
        KernelText.Comment(code, $"{target} = {source} as {Storages.TypeOf(Outputs[0])}, at the same places", Inputs, Outputs);
        using (KernelText.Method(code, this, names))
        {
            code.Line($"var end = Math.Min(to * {RoundedAtOnce}, {count});");
            code.Line($"for (var i = from * {RoundedAtOnce}; i < end; i += TVector.Length)");
            using (code.Indent()) code.Line($"TVector.Load(ref {source}, i).Store(ref {target}, i);");
        }
    }

    private static string Described(ParameterStorage storage) =>
        storage.PanelCount > 1 ? $"in panels of {storage.PanelWidth} columns," : "row by row,";

    private static string Position(ParameterStorage storage, Shape shape, string row = "row") =>
        storage.Rows == 1 ? $"{row} * {shape.RowLength} + column" : PanelText.Place(storage, row, "column");
}
