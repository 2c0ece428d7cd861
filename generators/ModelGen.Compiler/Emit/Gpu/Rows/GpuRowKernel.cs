namespace ModelGen.Compiler.Emit;

/// <summary>
/// Kernels that make each row of their results from the same row of their operands: a warp for each row, or a whole group
/// where a row is long. A row is read once, each lane keeps its elements in registers; only a very long one is read again
/// from the cache in every pass.
/// </summary>
public abstract partial class GpuRowKernel : GpuKernel
{
    // Elements that a lane keeps: each stands in the text for itself, since arrays and loops would put them into memory.
    private const int MostKept = 8;

    private const int Warp = 32, Warps = 8;

    private readonly Value rows;

    /// <param name="rows">The value whose rows are meant.</param>
    /// <param name="isBatched">Whether any operand has samples.</param>
    private protected GpuRowKernel(Value rows, bool isBatched) => (this.rows, IsBatched) = (rows, isBatched);

    private protected bool IsBatched { get; }

    /// <summary>Elements of a row.</summary>
    private protected int Columns => rows.Shape.RowLength;

    private bool IsLong => Columns > Warp * MostKept;

    // How many threads a row has, and how many of its elements each keeps; 0 of more than that.
    private int Lanes => IsLong ? Warp * Warps : Warp;

    private int Kept => (Columns + Lanes - 1) / Lanes is var kept && kept <= MostKept ? kept : 0;

    public override GpuGrid Grid => IsLong
        ? new GpuGrid(new GroupCount(rows.Shape.RowCount, IsBatched, 1), Warp * Warps)
        : new GpuGrid(new GroupCount(rows.Shape.RowCount, IsBatched, Warps), Warp * Warps);

    /// <summary>The equation above the kernel.</summary>
    private protected abstract string Maths(KernelNames names);

    /// <summary>Writes what happens to a row.</summary>
    private protected abstract void Write(CodeWriter code, Row row);

    public override void Emit(CodeWriter code, KernelNames names)
    {
        KernelText.Comment(code, Maths(names), Inputs, Outputs);
        using (GpuText.Method(code, this, names))
        {
            var locals = new LoopLocals(names);
            string row = locals.Take("row"), lane = locals.Take("lane");
            code.Lines(IsLong
                ? $"""
                int {row} = Grid.IdxX, {lane} = Group.IdxX;
                """
                : $"""
                int {row} = Grid.IdxX * {Warps} + Group.IdxX / {Warp}, {lane} = Group.IdxX % {Warp};
                if ({row} >= {GpuText.Count(rows.Shape.RowCount, IsBatched)}) return;
                """);
            Write(code, new Row(this, code, names, locals, row, lane));
        }
    }
}
