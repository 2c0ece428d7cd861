namespace ModelGen.Compiler.Emit;

/// <summary>
/// Σ xᵀ · dy over all samples and rows, with a warp for each weight: for matrices too small for tiles.
/// </summary>
public sealed class GpuDirectWeightGradientKernel(Node node) : GpuKernel
{
    private const int Warp = 32, Warps = 8;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) =>
        node.Operator is MatMulWeightGradient ? new GpuSelected(new GpuDirectWeightGradientKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override GpuGrid Grid => new(new GroupCount(node.Output.Shape.Length, false, Warps), Warp * Warps);

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string x = names.Inputs[0], dy = names.Inputs[1], dw = names.Outputs[0];
        var (left, right) = (node.Inputs[0], node.Inputs[1]);
        KernelText.Comment(code, $"{dw} {Assign} Σ {x}ᵀ · {dy} over all samples and rows", Inputs, Outputs);
        int inner = left.Shape.RowLength, columns = right.Shape.RowLength, rows = left.Shape.RowCount;
        using (GpuText.Method(code, this, names))
        {
            var locals = new LoopLocals(names);
            string i = locals.Take("i"), row = locals.Take("row"), column = locals.Take("column"), r = locals.Take("r"), sum = locals.Take("sum");
            code.Lines($"""
                var {i} = Grid.IdxX * {Warps} + Group.IdxX / {Warp};
                if ({i} >= {inner * columns}) return;
                int {row} = {i} / {columns}, {column} = {i} % {columns};
                var {sum} = 0f;
                for (var {r} = Group.IdxX % {Warp}; {r} < {GpuText.Count(rows, left.IsBatched || right.IsBatched)}; {r} += {Warp})
                """);
            using (code.Indent())
                code.Line($"{sum} = Gpu.Fma({x}[{Row(left, r)} * {inner} + {row}], {dy}[{Row(right, r)} * {columns} + {column}], {sum});");
            code.Lines($"""
                {sum} = GpuReduce.WarpSum({sum});
                if (Group.IdxX % {Warp} == 0) {dw}[{i}] {Assign} {sum};
                """);
        }

        // What all samples share has the rows of one.
        string Row(Value operand, string r) => operand.IsBatched || !(left.IsBatched || right.IsBatched) ? r : $"({r} % {rows})";
    }
}
