namespace ModelGen.Compiler.Emit;

/// <summary>
/// What softmax and its relatives share: work on one row of the last axis at a time. A short row is loaded once and
/// stays in as many registers as it needs; a longer one is gone through several times.
/// </summary>
public abstract class RowKernel : Kernel
{
    // The longest row that stays in registers: eight of the narrowest, of sixteen there are.
    private const int InRegisters = 32;

    private readonly Node node;

    private protected RowKernel(Node node)
    {
        this.node = node;
        Columns = node.Inputs[0].Shape.RowLength;
    }

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override Domain Domain => node.Outputs[0].IsBatched ? Domain.Samples : Domain.Tiles;

    public override int TileCount => Domain == Domain.Tiles ? node.Inputs[0].Shape.RowCount : 1;

    public override int SampleParts => Domain == Domain.Samples ? node.Inputs[0].Shape.RowCount : 1;

    public override bool ReadsPastEnd(int input) => false;

    public override long Flops => node.Operator.CountFlops(
        [.. node.Inputs.Select(input => input.Type)], [.. node.Outputs.Select(output => output.Type)]);

    /// <summary>The length of a row.</summary>
    private protected int Columns { get; }

    /// <summary>The vectors that go through a row which does not stay in registers.</summary>
    private protected virtual string LongType => "TVector";

    /// <summary>The distance from an operand's row to the next.</summary>
    private protected virtual int Stride(Value operand) => operand.Shape == node.Inputs[0].Shape ? Columns : 1;

    /// <summary>Whether an operand has rows of its own, which are loaded and stored in vectors.</summary>
    private protected bool IsOfRows(Value operand) => operand.IsBatched && Columns > 1 && Stride(operand) == Columns;

    private protected abstract string Maths(KernelNames names);

    /// <summary>The statements for a row that is held in one value of type <see cref="RowText.Type"/>.</summary>
    private protected abstract void WriteShort(CodeWriter code, RowText row);

    /// <summary>The statements for a row that is gone through by <see cref="RowText.Pass"/>.</summary>
    private protected abstract void WriteLong(CodeWriter code, RowText row);

    public override void Emit(CodeWriter code, KernelNames names)
    {
        KernelText.Comment(code, Maths(names), Inputs, Outputs);
        var types = new[] { 16, 8, 4 }.Select(RegistersFor).ToArray();
        if (Columns > InRegisters || types.Distinct().Count() == 1)
        {
            using (KernelText.Method(code, this, names))
                WriteRows(code, names, Columns > InRegisters ? LongType : "TVector");
            return;
        }

        using (KernelText.Method(code, this, names))
        {
            code.Line($"// A row of {Columns} fits into registers: {Counted(types[0])} of 16 lanes, {Counted(types[1])} of 8 or {Counted(types[2])} of 4.");
            var arguments = KernelText.Counts(this).Select(parameter => parameter.Substring(parameter.IndexOf(' ') + 1))
                .Concat(names.Inputs.Concat(names.Outputs).Select(name => "ref " + name)).ToArray();
            code.Lines("if (TVector.Length == 16)\n    " + Call(types[0]));
            code.Lines("else if (TVector.Length == 8)\n    " + Call(types[1]));
            code.Lines("else\n    " + Call(types[2]));

            string Call(int registers) => $"{names.Method}Rows<{TypeOf(registers)}>({string.Join(", ", arguments)});";
        }

        code.Line();
        using (KernelText.Method(code, this, names with { Method = names.Method + "Rows<TRow>" }, "where TRow : struct, ISimd<TRow>"))
            WriteRows(code, names, "TRow");
    }

    private void WriteRows(CodeWriter code, KernelNames names, string type)
    {
        var locals = new LoopLocals(names);
        var operands = Inputs.Concat(Outputs).ToList();
        var rows = new Loop(node.Inputs[0].Shape.RowCount, false, operands.Select(Stride).ToArray());
        using var loops = new LoopWriter(code, locals);
        if (Domain == Domain.Tiles) loops.Open(rows, "from", "to");
        else
            foreach (var loop in LoopNest.Of([LoopNest.Samples(operands), rows]).Loops)
                if (!IsShared) loops.Open(loop);
                else if (loop.OverSamples && loop.Extent > 1) loops.Open(loop, "from", $"(count - 1) * {loop.Extent} + to");
                else if (loop.OverSamples) loops.Open(loop);
                else loops.Open(loop, "from", "to");
        var row = new RowText(names, locals, code, loops, type, Columns);
        if (Columns > InRegisters) WriteLong(code, row);
        else WriteShort(code, row);
    }

    // A power of two, for pairs of pairs.
    private int RegistersFor(int lanes)
    {
        var registers = 1;
        while (registers * lanes < Columns) registers *= 2;
        return registers;
    }

    private static string TypeOf(int registers) => registers == 1 ? "TVector" : $"Pair<{TypeOf(registers / 2)}>";

    private static string Counted(int registers) => registers switch { 1 => "one", 2 => "two", 4 => "four", _ => "eight" };
}
