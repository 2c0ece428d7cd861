namespace ModelGen.Compiler;

/// <summary>
/// r = σ(xᵣ + (h·U)ᵣ), z = σ(x_z + (h·U)_z), n = tanh(xₙ + r·((h·U)ₙ + b)), h = (1 − z)·n + z·h: the gated recurrent unit
/// (Cho et al., 2014) as in PyTorch, its reset gate behind the product.
/// </summary>
/// <param name="HasBias">Whether the product of n has a bias b of its own; those of r and z are part of x.</param>
public sealed record Gru(bool HasBias = true) : RecurrentCell
{
    public override IReadOnlyList<string> GateNames => ["r", "z", "n"];

    public override int States => 1;

    public override int Vectors => HasBias ? 1 : 0;

    internal override string OnnxName => "GRU";

    internal override IReadOnlyList<int> OnnxGates => [1, 0, 2];     // z, r, h

    internal override (string Name, object Value)[] OnnxAttributes => [("linear_before_reset", 1)];

    protected override void Define(CellProgram cell)
    {
        var r = cell.Keep("r", Sigmoid(cell.Sum(0)));
        var z = cell.Keep("z", Sigmoid(cell.Sum(1)));
        var m = cell.Keep("m", HasBias ? cell.Product(2) + cell.Vector(0) : cell.Product(2));
        var n = cell.Keep("n", Tanh(cell.Input(2) + r * m));
        cell.SetState(0, "h", (1 - z) * n + z * cell.Previous(0));
    }
}
