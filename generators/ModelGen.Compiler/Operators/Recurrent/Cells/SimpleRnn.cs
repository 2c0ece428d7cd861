namespace ModelGen.Compiler;

/// <summary>h = tanh(x + h·U), or max(x + h·U, 0); Elman, 1990.</summary>
/// <param name="IsRelu">Whether the ReLU takes the place of tanh.</param>
public sealed record SimpleRnn(bool IsRelu = false) : RecurrentCell
{
    public override IReadOnlyList<string> GateNames => ["h"];

    public override int States => 1;

    internal override string OnnxName => "RNN";

    internal override IReadOnlyList<int> OnnxGates => [0];

    internal override (string Name, object Value)[] OnnxAttributes => [("activations", new[] { IsRelu ? "Relu" : "Tanh" })];

    protected override void Define(CellProgram cell) =>
        cell.SetState(0, "h", IsRelu ? Relu(cell.Sum(0)) : Tanh(cell.Sum(0)));
}
