namespace ModelGen.Compiler.Emit;

/// <summary>
/// Rows added to where indices say, without atomics: a warp for each row of the result goes through all indices and
/// adds those rows that name it, in their order, so that the same numbers give the same sums. The table of a
/// <see cref="LookupGradient"/> is that of all samples; a <see cref="Scatter"/> has one for each.
/// </summary>
public sealed class GpuScatterKernel(Node node) : GpuKernel
{
    private const int Threads = 256, Chunk = 256;

    private readonly bool isOfBatch = node.Operator is LookupGradient;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) =>
        node.Operator is LookupGradient or Scatter ? new GpuSelected(new GpuScatterKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    private Shape Table => node.Output.Shape;

    private int Width => Table.Length / Table[0];

    // The columns that a group takes, and how many rows.
    private int Columns => Width >= 128 ? 256 : Width >= 48 ? 64 : Width >= 24 ? 32 : Width >= 12 ? 16 : 8;

    private int Rows => Threads / Columns;

    public override GpuGrid Grid => new(new GroupCount(Table[0], false, Rows), Threads)
    {
        Y = new GroupCount(Width, false, Columns),
        Z = node.Output.IsBatched ? new GroupCount(1, true, 1) : GroupCount.One,
    };

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string x = names.Inputs[0], indices = names.Inputs[1], table = names.Outputs[0];
        KernelText.Comment(code, $"{table}[{indices}[i]] += {x}[i] for all i in order{(Accumulates ? "" : ", else 0")}", Inputs, Outputs);
        var positions = node.Inputs[1].Shape.Length;
        using (GpuText.Method(code, this, names))
        {
            var locals = new LoopLocals(names);
            string chunk = locals.Take("named"), row = locals.Take("row"), column = locals.Take("column"), sum = locals.Take("sum");
            string start = locals.Take("start"), i = locals.Take("i"), count = locals.Take("all"), any = locals.Take("here");
            code.Lines($"""
                var {chunk} = SharedMemory.Allocate<int>({Chunk});
                int {row} = Grid.IdxX * {Rows} + Group.IdxX / {Columns}, {column} = Grid.IdxY * {Columns} + Group.IdxX % {Columns};
                var {count} = {GpuText.Count(positions, isOfBatch && node.Inputs[1].IsBatched)};
                var {sum} = 0f;
                """);
            // Of a sample's own table only its own indices count.
            var ownIndices = !isOfBatch && node.Inputs[1].IsBatched ? $"Grid.IdxZ * {positions} + " : "";
            var ownRows = !isOfBatch && node.Inputs[0].IsBatched ? $"Grid.IdxZ * {positions} + " : "";
            // Rows that all samples share are added once for each.
            var shared = isOfBatch && node.Inputs[1].IsBatched && !node.Inputs[0].IsBatched;
            using (code.Block($"for (var {start} = 0; {start} < {count}; {start} += {Chunk})"))
            {
                code.Lines($"""
                    Gpu.Barrier();
                    {chunk}[Group.IdxX] = {start} + Group.IdxX < {count} ? {indices}[{ownIndices}{start} + Group.IdxX] : -1;
                    Gpu.Barrier();
                    if ({row} >= {Table[0]} || {column} >= {Width}) continue;
                    var {any} = {count} - {start} < {Chunk} ? {count} - {start} : {Chunk};
                    """);
                var place = shared ? $"({start} + {i}) % {positions}" : $"{ownRows}{start} + {i}";
                code.Line($"for (var {i} = 0; {i} < {any}; {i}++)");
                using (code.Indent())
                    code.Line($"if ({chunk}[{i}] == {row}) {sum} += {x}[{(Width == 1 ? place : $"({place}) * {Width} + {column}")}];");
            }
            var ownTable = node.Output.IsBatched ? $"Grid.IdxZ * {Table.Length} + " : "";
            code.Line($"if ({row} < {Table[0]} && {column} < {Width}) {table}[{ownTable}{LoopWriter.Term(row, Width)} + {column}] {Assign} {sum};");
        }
    }
}
