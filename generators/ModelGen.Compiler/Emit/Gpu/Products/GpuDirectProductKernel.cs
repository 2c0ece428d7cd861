namespace ModelGen.Compiler.Emit;

/// <summary>
/// A matrix product with a thread for each element of the result: for products too small for tiles, in any of the forms
/// that operands may have.
/// </summary>
public sealed class GpuDirectProductKernel : GpuKernel
{
    private readonly Value left, right;
    private readonly MatMul product;
    private readonly GpuEpilogue epilogue;

    private GpuDirectProductKernel(Node node, GpuEpilogue epilogue)
    {
        (left, right, product, this.epilogue) = (node.Inputs[0], node.Inputs[1], (MatMul)node.Operator, epilogue);
        Inputs = [.. node.Inputs.Concat(epilogue.Operands).Distinct()];
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context)
    {
        if (node.Operator is not MatMul) return null;
        var epilogue = GpuEpilogue.Behind(node, context);
        return new GpuSelected(new GpuDirectProductKernel(node, epilogue), epilogue.Nodes);
    }

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs => [epilogue.Output];

    public override GpuGrid Grid => GpuGrid.Over(epilogue.Output.Shape.Length, epilogue.Output.IsBatched);

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string a = NameOf(left), b = NameOf(right), y = names.Outputs[0];
        KernelText.Comment(
            code, $"{y} {Assign} {epilogue.Maths($"{a}{(product.TransposeLeft ? "ᵀ" : "")} · {b}{(product.TransposeRight ? "ᵀ" : "")}", NameOf)}", Inputs, Outputs);
        int inner = product.TransposeRight ? right.Shape.RowLength : right.Shape[right.Shape.Rank - 2];
        int columns = product.TransposeRight ? right.Shape[right.Shape.Rank - 2] : right.Shape.RowLength;
        var rows = left.Shape.Length / inner / Matrices;
        using (GpuText.Method(code, this, names))
        {
            var locals = new LoopLocals(names);
            string i = locals.Take("i"), row = locals.Take("row"), column = locals.Take("column"), matrix = locals.Take("matrix");
            string k = locals.Take("k"), sum = locals.Take("sum"), aAt = locals.Take(a + "At"), bAt = locals.Take(b + "At");
            GpuText.Thread(code, i, epilogue.Output.Shape.Length, epilogue.Output.IsBatched);
            code.Line($"var {column} = {IndexText.Modulo(i, columns)};");
            if (rows == 1) row = "0";
            else code.Line($"var {row} = {IndexText.Modulo(IndexText.Over(i, columns), rows)};");
            // A matrix of the left for each matrix of the result, unless all samples share it; the right may be one for all.
            var isShared = right.Shape.Rank == 2 && !right.IsBatched;
            if (left.IsBatched || Matrices > 1 || !isShared) code.Line($"var {matrix} = {IndexText.Over(i, rows * columns)};");
            code.Line($"var {aAt} = {IndexText.Plus(Start(left, matrix, rows * inner), product.TransposeLeft ? row : IndexText.Times(row, inner))};");
            code.Line($"var {bAt} = {IndexText.Plus(isShared ? "" : Start(right, matrix, inner * columns), product.TransposeRight ? IndexText.Times(column, inner) : column)};");
            code.Line($"var {sum} = 0f;");
            code.Line($"for (var {k} = 0; {k} < {inner}; {k}++)");
            using (code.Indent())
                code.Line($"{sum} = Gpu.Fma({a}[{IndexText.Plus(aAt, Step(k, product.TransposeLeft, rows))}], {b}[{IndexText.Plus(bAt, Step(k, !product.TransposeRight, columns))}], {sum});");
            code.Line($"{y}[{i}] {Assign} {epilogue.Value(code, locals, NameOf, sum, i)};");
        }

        string NameOf(Value operand) => names.Inputs[Inputs.ToList().IndexOf(operand)];
    }

    // Matrices of a sample.
    private int Matrices => left.Shape.Rank < 2 ? 1 : left.Shape.Take(left.Shape.Rank - 2).Aggregate(1, (product, extent) => product * extent);

    private string Start(Value operand, string matrix, int length) =>
        operand.IsBatched ? IndexText.Times(matrix, length)
        : Matrices == 1 ? "0"
        : IndexText.Times(epilogue.Output.IsBatched ? IndexText.Modulo(matrix, Matrices) : matrix, length);

    private static string Step(string k, bool isDown, int stride) => isDown ? LoopWriter.Term(k, stride) : k;
}
