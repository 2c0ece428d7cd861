namespace ModelGen.Compiler.Emit;

/// <summary>Copies the row of a table that each index names.</summary>
public sealed class LookupKernel(Node node) : Kernel
{
    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is Lookup ? new Selected(new LookupKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override Domain Domain => node.Output.IsBatched ? Domain.Samples : Domain.Tiles;

    public override int TileCount => Domain == Domain.Tiles ? node.Inputs[1].Shape.Length : 1;

    public override bool ReadsPastEnd(int input) => false;

    /// <summary>The rows of the table lie one after another.</summary>
    public override ParameterStorage? RequiredStorage(int input) =>
        input == 0 ? ParameterStorage.Dense(node.Inputs[0].Shape) : null;

    public override long Flops => 0;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string table = names.Inputs[0], indices = names.Inputs[1], result = names.Outputs[0];
        KernelText.Comment(code, $"{result}[i] = {table}[{indices}[i]]", Inputs, Outputs);
        var locals = new LoopLocals(names);
        using (KernelText.Method(code, this, names))
        using (IndexedRows.Open(code, locals, node.Inputs[1], indices, isCut: Domain == Domain.Tiles, out var position, out var index))
        {
            var row = new Loop(node.Inputs[0].Shape.Length / node.Inputs[0].Shape[0], false, new[] { 1, 1 });
            string[] rows = [locals.Take(table + "Row"), locals.Take(result + "Row")];
            code.Line($"ref var {rows[0]} = ref At(ref {table}, {LoopWriter.Term(index, row.Extent)});");
            code.Line($"ref var {rows[1]} = ref At(ref {result}, {LoopWriter.Term(position, row.Extent)});");
            new VectorRow(row, VectorRow.TypeFor(row), locals).Write(
                code, locals.Take("c"), rows, 0, (body, place) => body.Line(place.Load(0) + place.Store(1)));
        }
    }
}
