namespace ModelGen.Compiler.Emit;

/// <summary>Which element of each row is the largest: its value by vectors, then the first that has it.</summary>
public sealed class ArgMaxKernel(Node node) : PickingKernel(node)
{
    private readonly Shape shape = node.Inputs[0].Shape;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is ArgMax ? new Selected(new ArgMaxKernel(node), [node]) : null;

    private protected override int RowCount => shape.RowCount;

    private protected override int PerRow(int operand) => operand == 0 ? shape.RowLength : 1;

    private protected override string Maths(KernelNames names) =>
        $"{names.Outputs[0]} = which of {shape.RowLength} is the largest in {names.Inputs[0]}";

    private protected override void WriteRow(CodeWriter code, LoopLocals locals, string[] rows)
    {
        string peaks = locals.Take("peaks"), max = locals.Take("max"), best = locals.Take("best");
        code.Line($"var {peaks} = TVector.Create(float.NegativeInfinity);");
        new VectorRow(new Loop(shape.RowLength, false, new[] { 1, 1 }), "TVector", locals).Write(
            code, locals.Take("c"), rows, 0, (body, place) => body.Line(
                $"{peaks} = TVector.Max({peaks}, {RowText.Within(place, place.Load(0), "float.NegativeInfinity")});"));
        code.Line($"var {max} = TVector.Max({peaks});");
        code.Line($"nuint {best} = 0;");
        code.Line($"while ({best} < {shape.RowLength - 1} && At(ref {rows[0]}, {best}) != {max}) {best}++;");
        code.Line($"{rows[1]} = (int){best};");
    }
}
