namespace ModelGen.Compiler.Emit;

/// <summary>
/// Rows of each sample copied from where its indices say, or added to where they say, in the order of the indices.
/// </summary>
public sealed class GatherKernel : Kernel
{
    private readonly Node node;
    private readonly bool isScatter;
    private readonly Shape table;

    public GatherKernel(Node node)
    {
        this.node = node;
        isScatter = node.Operator is Scatter;
        table = isScatter ? node.Output.Shape : node.Inputs[0].Shape;
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is Gather or Scatter ? new Selected(new GatherKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override Domain Domain => node.Output.IsBatched ? Domain.Samples : Domain.Tiles;

    public override bool ReadsPastEnd(int input) => false;

    public override long Flops => isScatter ? node.Inputs[0].Shape.Length : 0;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string x = names.Inputs[0], indices = names.Inputs[1], y = names.Outputs[0], add = Accumulates ? "+=" : "=";
        KernelText.Comment(
            code, isScatter ? $"{y}[{indices}[i]] += {x}[i] for all i in order, else 0" : $"{y}[i] {add} {x}[{indices}[i]]", Inputs, Outputs);
        var locals = new LoopLocals(names);
        using (KernelText.Method(code, this, names))
        using (var samples = new LoopWriter(code, locals))
        {
            if (Domain == Domain.Samples) samples.Open(LoopNest.Samples([.. Inputs, .. Outputs]));
            string[] operands = [samples.Row(0, x), samples.Row(1, indices), samples.Row(2, y)];
            if (isScatter && !Accumulates) code.Line($"MemoryMarshal.CreateSpan(ref {operands[2]}, {table.Length}).Clear();");
            string i = locals.Take("i"), index = locals.Take("index");
            using (code.Block($"for (nuint {i} = 0; {i} < {node.Inputs[1].Shape.Length}; {i}++)"))
            {
                code.Line($"var {index} = (nuint)At(ref {operands[1]}, {i});");
                WriteRow(code, locals, operands, i, index);
            }
        }
    }

    private void WriteRow(CodeWriter code, LoopLocals locals, string[] operands, string i, string index)
    {
        var row = new Loop(table.Length / table[0], false, new[] { 1, 1 });
        string[] rows = [locals.Take("fromRow"), locals.Take("toRow")];
        var (from, to) = isScatter ? (i, index) : (index, i);
        if (isScatter) code.Line($"if ({index} >= {table[0]}) continue;");
        code.Line($"ref var {rows[1]} = ref At(ref {operands[2]}, {LoopWriter.Term(to, row.Extent)});");
        if (!isScatter)
            using (code.Block($"if ({index} >= {table[0]})"))
            {
                if (!Accumulates) code.Line($"MemoryMarshal.CreateSpan(ref {rows[1]}, {row.Extent}).Clear();");
                code.Line("continue;");
            }
        code.Line($"ref var {rows[0]} = ref At(ref {operands[0]}, {LoopWriter.Term(from, row.Extent)});");
        new VectorRow(row, "TVector", locals).Write(code, locals.Take("c"), rows, 0, (body, place) =>
            body.Line((isScatter || Accumulates ? $"({place.Load(1)} + {place.Load(0)})" : place.Load(0)) + place.Store(1)));
    }
}
