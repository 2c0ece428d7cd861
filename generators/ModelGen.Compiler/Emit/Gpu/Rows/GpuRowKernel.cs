namespace ModelGen.Compiler.Emit;

/// <summary>
/// Kernels that make each row of their results from the same row of their operands: a warp for each row, or a whole group
/// where a row is long. Rows are read again from the cache in every pass.
/// </summary>
public abstract class GpuRowKernel : GpuKernel
{
    private const int Warp = 32, Warps = 8, LongRow = 2048;

    private readonly Value rows;

    /// <param name="rows">The value whose rows are meant.</param>
    /// <param name="isBatched">Whether any operand has samples.</param>
    private protected GpuRowKernel(Value rows, bool isBatched) => (this.rows, IsBatched) = (rows, isBatched);

    private protected bool IsBatched { get; }

    /// <summary>Elements of a row.</summary>
    private protected int Columns => rows.Shape.RowLength;

    private bool IsLong => Columns >= LongRow;

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

    /// <summary>A row in work.</summary>
    private protected sealed class Row(GpuRowKernel kernel, CodeWriter code, KernelNames names, LoopLocals locals, string row, string lane)
    {
        private readonly string column = locals.Take("c");

        /// <summary>The column that a pass has come to.</summary>
        public string Column => column;

        /// <summary>Names in use.</summary>
        public IEnumerable<string> Taken => locals.Taken;

        /// <summary>A name for a local.</summary>
        public string Local(string wanted) => locals.Take(wanted);

        /// <summary>What follows is done by one thread alone.</summary>
        public string First => $"{lane} == 0";

        /// <summary>Every element of the row, shared by the lanes.</summary>
        public void Pass(Action<CodeWriter> body) => KernelText.Block(
            code, $"for (var {column} = {lane}; {column} < {kernel.Columns}; {column} += {(kernel.IsLong ? Warp * Warps : Warp)})", body);

        /// <summary>The sum or extremum over the lanes, which all of them then have.</summary>
        public string Over(string fold, string value) => $"GpuReduce.{(kernel.IsLong ? "Group" : "Warp")}{fold}({value})";

        /// <summary>An operand's element of the column at hand, where it has rows like the kernel's, or one row for all.</summary>
        public string Element(Value operand) => Place(operand, column);

        /// <summary>An operand's element of a column.</summary>
        public string Place(Value operand, string at)
        {
            var name = Name(operand);
            if (operand.Shape.Length == 1 && !operand.IsBatched) return $"{name}[0]";
            var start = operand.Shape.Length == kernel.Columns && !operand.IsBatched && kernel.rows.Shape.RowCount > 1
                || operand.Shape.Length == kernel.Columns && !operand.IsBatched && kernel.IsBatched ? "" : $"{RowOf(operand)} * {kernel.Columns} + ";
            return $"{name}[{start}{at}]";
        }

        /// <summary>An operand's number that there is one of for each row.</summary>
        public string Number(Value operand) => $"{Name(operand)}[{RowOf(operand)}]";

        /// <summary>The name of an operand.</summary>
        public string Name(Value operand)
        {
            for (var i = 0; i < kernel.Inputs.Count; i++)
                if (kernel.Inputs[i] == operand) return names.Inputs[i];
            for (var i = 0; i < kernel.Outputs.Count; i++)
                if (kernel.Outputs[i] == operand) return names.Outputs[i];
            throw new InvalidOperationException($"{operand} is no operand.");
        }

        // What all samples share has the rows of one.
        private string RowOf(Value operand) =>
            operand.IsBatched || !kernel.IsBatched ? row
            : kernel.rows.Shape.RowCount == 1 ? "0" : $"({row} % {kernel.rows.Shape.RowCount})";
    }
}
