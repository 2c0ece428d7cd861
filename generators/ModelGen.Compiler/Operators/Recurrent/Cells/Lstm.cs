namespace ModelGen.Compiler;

/// <summary>
/// i, f, o = σ(x + h·U), g = tanh(x + h·U), c = f·c + i·g, h = o·tanh(c): long short-term memory (Hochreiter and
/// Schmidhuber, 1997; forget gate by Gers et al., 2000). The gates are in PyTorch's order i, f, g, o.
/// </summary>
public sealed record Lstm : RecurrentCell
{
    public override IReadOnlyList<string> GateNames => ["i", "f", "g", "o"];

    public override int States => 2;

    internal override string OnnxName => "LSTM";

    internal override IReadOnlyList<int> OnnxGates => [0, 3, 1, 2];     // i, o, f, c

    protected override void Define(CellProgram cell)
    {
        var i = cell.Keep("i", Sigmoid(cell.Sum(0)));
        var f = cell.Keep("f", Sigmoid(cell.Sum(1)));
        var g = cell.Keep("g", Tanh(cell.Sum(2)));
        var o = cell.Keep("o", Sigmoid(cell.Sum(3)));
        var c = cell.SetState(1, "c", f * cell.Previous(1) + i * g);
        cell.SetState(0, "h", o * Tanh(c));
    }
}
