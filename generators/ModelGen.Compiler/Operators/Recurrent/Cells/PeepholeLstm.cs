namespace ModelGen.Compiler;

/// <summary>
/// An <see cref="Lstm"/> whose gates see its cell: i and f the one before the step, weighted by pᵢ and p_f, and o the new
/// one, weighted by p_o; Gers and Schmidhuber, 2000.
/// </summary>
public sealed record PeepholeLstm : RecurrentCell
{
    public override IReadOnlyList<string> GateNames => ["i", "f", "g", "o"];

    public override int States => 2;

    public override int Vectors => 3;

    internal override string OnnxName => "LSTM";

    internal override IReadOnlyList<int> OnnxGates => [0, 3, 1, 2];     // i, o, f, c

    internal override IReadOnlyList<int> OnnxPeepholes => [0, 2, 1];     // i, o, f

    protected override void Define(CellProgram cell)
    {
        var before = cell.Previous(1);
        var i = cell.Keep("i", Sigmoid(cell.Sum(0) + cell.Vector(0) * before));
        var f = cell.Keep("f", Sigmoid(cell.Sum(1) + cell.Vector(1) * before));
        var g = cell.Keep("g", Tanh(cell.Sum(2)));
        var c = cell.SetState(1, "c", f * before + i * g);
        var o = cell.Keep("o", Sigmoid(cell.Sum(3) + cell.Vector(2) * c));
        cell.SetState(0, "h", o * Tanh(c));
    }
}
