namespace ModelGen.Compiler.Emit;

/// <summary>
/// The largest element of each window, and which one it is: as a byte, for the backward pass. Of equal ones the first
/// wins, as in PyTorch.
/// </summary>
public sealed class MaxPool2DKernel : PoolingKernel
{
    private readonly Node node;
    private readonly bool keepsWinners;

    /// <param name="node">The node.</param>
    /// <param name="keepsWinners">Whether anybody reads which element won.</param>
    public MaxPool2DKernel(Node node, bool keepsWinners)
        : base(node, (MaxPool2D)node.Operator, node.Inputs[0].Shape, node.Output.Shape)
    {
        this.node = node;
        this.keepsWinners = keepsWinners;
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) => node.Operator is MaxPool2D
        ? new Selected(new MaxPool2DKernel(node, context.IsUsed(node.Outputs[1])), [node]) : null;

    public override IReadOnlyList<Value> Outputs => keepsWinners ? node.Outputs : [node.Outputs[0]];

    public override bool ReadsPastEnd(int input) => false;

    private protected override bool IsImage(int operand) => operand == 0;

    private protected override string Maths(KernelNames names) =>
        $"{names.Outputs[0]} = max of {names.Inputs[0]} in {Window} windows"
        + (keepsWinners ? $", {names.Outputs[1]} = which of a window's {Pooling.SizeY * Pooling.SizeX}" : "");

    private protected override void WriteWindow(CodeWriter code, WindowText window)
    {
        string max = window.Local("max"), value = window.Local("value"), winner = window.Local("winner");
        if (window.Clipped is { } clipped)
        {
            code.Line($"var {max} = TVector.Create(float.NegativeInfinity);");
            if (keepsWinners) code.Line($"var {winner} = TVector.Create({clipped.First});");
        }
        var isFirst = window.Clipped is null;
        var isNamed = window.Clipped is not null;
        window.Elements(code, (body, number, offset) =>
        {
            if (isFirst)
            {
                body.Line($"var {max} = {window.Place.Load(0, offset)};");
                if (keepsWinners) body.Line($"var {winner} = TVector.Create(0);");
                isFirst = false;
                return;
            }
            if (!keepsWinners)
            {
                body.Line($"{max} = TVector.Max({max}, {window.Place.Load(0, offset)});");
                return;
            }
            body.Line($"{(isNamed && window.Clipped is null ? "" : "var ")}{value} = {window.Place.Load(0, offset)};");
            isNamed = true;
            body.Line($"{winner} = TVector.WhereGreater({value}, {max}, TVector.Create({number}), {winner});");
            body.Line($"{max} = TVector.Max({max}, {value});");
        });
        code.Line(max + window.Place.Store(1));
        if (keepsWinners) code.Line(window.StoreBytes(2, winner));
    }
}
