namespace ModelGen.Compiler.Emit;

/// <summary>What works on one row of the last axis after the other and gives indices, or is told by them.</summary>
public abstract class PickingKernel : Kernel
{
    private readonly Node node;

    private protected PickingKernel(Node node) => this.node = node;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override Domain Domain => node.Output.IsBatched ? Domain.Samples : Domain.Tiles;

    public override int TileCount => Domain == Domain.Tiles ? RowCount : 1;

    public override bool ReadsPastEnd(int input) => false;

    public override long Flops => node.Inputs[0].Shape.Length;

    /// <summary>Rows of a sample.</summary>
    private protected abstract int RowCount { get; }

    /// <summary>The elements that an operand (inputs, then outputs) has for each row.</summary>
    private protected abstract int PerRow(int operand);

    private protected abstract string Maths(KernelNames names);

    /// <summary>The statements for a row.</summary>
    /// <param name="code">Where to write.</param>
    /// <param name="locals">The names in use.</param>
    /// <param name="rows">Where each operand has the row.</param>
    private protected abstract void WriteRow(CodeWriter code, LoopLocals locals, string[] rows);

    public override void Emit(CodeWriter code, KernelNames names)
    {
        KernelText.Comment(code, Maths(names), Inputs, Outputs);
        var locals = new LoopLocals(names);
        string[] operands = [.. names.Inputs, .. names.Outputs];
        Value[] values = [.. Inputs, .. Outputs];
        using (KernelText.Method(code, this, names))
        using (var loops = new LoopWriter(code, locals))
        {
            var row = new Loop(RowCount, false, values.Select((_, operand) => PerRow(operand)).ToArray());
            if (Domain == Domain.Tiles) loops.Open(row, "from", "to");
            else
                foreach (var loop in LoopNest.Of([LoopNest.Samples(values), row]).Loops) loops.Open(loop);
            for (var i = 0; i < operands.Length; i++) operands[i] = loops.Row(i, operands[i]);
            WriteRow(code, locals, operands);
        }
    }
}
