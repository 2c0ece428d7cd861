using System.Globalization;

namespace ModelGen.Compiler.Emit;

/// <summary>
/// Sum, mean, maximum or minimum over any axes, the samples among them. Where the last axis is reduced, vectors run
/// along it and their lanes are folded at the end; where it stays, each lane is a result of its own.
/// </summary>
public sealed class ReductionKernel(ReductionForm form) : Kernel
{
    // Columns of a result that a thread takes at a time: the widest type of vectors.
    private const int Tile = 64;

    private readonly Node node = form.Node;
    private readonly LoopNest nest = form.Nest;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        ReductionForm.Of(node) is { } form ? new Selected(new ReductionKernel(form), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override Domain Domain => node.Output.IsBatched ? Domain.Samples : Domain.Tiles;

    public override int TileCount => Domain == Domain.Samples || Kept.Count == 0 ? 1
        : FoldsLanes || Kept.Count > 1 ? Kept[0].Extent
        : (Kept[0].Extent + Tile - 1) / Tile;

    public override bool ReadsPastEnd(int input) => false;

    public override bool TakesHalves(Value operand) => operand == Inputs[0];

    public override long Flops => node.Inputs[0].Shape.Length;

    private Fold Fold => form.Fold;

    private double Scale => form.Scale;

    private IReadOnlyList<Loop> Kept { get; } = form.Kept;

    private IReadOnlyList<Loop> Reduced { get; } = form.Reduced;

    private bool FoldsLanes => nest.Loops.Count == 0 || nest.Inner.Strides[1] == 0;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        KernelText.Comment(code, $"{names.Outputs[0]} {(Accumulates ? "+=" : "=")} {form.Maths(names.Inputs[0])}", Inputs, Outputs);
        var locals = new LoopLocals(names);
        using (KernelText.Method(code, this, names))
        using (var outer = new LoopWriter(code, locals))
        {
            var row = FoldsLanes ? Reduced.LastOrDefault() ?? new Loop(1, false, new[] { 1, 0 }) : nest.Inner;
            foreach (var loop in Kept.Where(loop => !ReferenceEquals(loop, row)))
                if (Domain == Domain.Tiles && ReferenceEquals(loop, Kept[0])) outer.Open(loop, "from", "to");
                else outer.Open(loop);
            if (FoldsLanes) FoldRow(code, names, locals, outer, row);
            else FoldColumns(code, names, locals, outer, row);
        }
    }

    private void FoldRow(CodeWriter code, KernelNames names, LoopLocals locals, LoopWriter outer, Loop row)
    {
        var type = VectorRow.TypeFor(row);
        var accumulator = locals.Take(Fold.Name);
        var result = outer.Offset(1);
        code.Line($"var {accumulator} = {type}.Create({Literal(Fold.Start)});");
        using (var inner = new LoopWriter(code, locals, outer))
        {
            foreach (var loop in Reduced.Where(loop => !ReferenceEquals(loop, row))) inner.Open(loop);
            var start = inner.Row(0, names.Inputs[0]);
            new VectorRow(row, type, locals).Write(code, locals.Take("c"), [start, ""], 0, (body, place) =>
            {
                var value = place.Load(0);
                if (place.Rest is not null && Fold != Fold.Sum)
                    value = $"Lanes.First({value}, {place.Rest}, {Literal(Fold.Start)})";
                body.Line(Fold.Take(accumulator, type, value));
            });
        }
        code.Line($"At(ref {names.Outputs[0]}, {result}) {(Accumulates ? "+=" : "=")} {type}.{Fold.Member}({accumulator}){(Scale == 1 ? "" : $" * {CodeWriter.Literal(Scale)}")};");
    }

    private void FoldColumns(CodeWriter code, KernelNames names, LoopLocals locals, LoopWriter outer, Loop row)
    {
        var type = VectorRow.TypeFor(row);
        string[] rows = [outer.Row(0, names.Inputs[0]), outer.Row(1, names.Outputs[0])];
        var tile = Domain == Domain.Tiles && Kept.Count == 1 && row.Extent > Tile ? Tile : 0;
        new VectorRow(row, type, locals).Write(code, locals.Take("c"), rows, tile, (body, place) =>
        {
            var accumulator = locals.Take(Fold.Name);
            body.Line($"var {accumulator} = {type}.Create({Literal(Fold.Start)});");
            FoldSteps(body, 0);
            var value = Scale == 1 ? accumulator : $"{accumulator} * {type}.Create({CodeWriter.Literal(Scale)})";
            if (Accumulates) value = $"{place.Load(1)} + {value}";
            body.Line((value == accumulator ? value : $"({value})") + place.Store(1));

            void FoldSteps(CodeWriter steps, int level, string offset = "0")
            {
                if (level == Reduced.Count)
                {
                    steps.Line(Fold.Take(accumulator, type, place.Load(0, offset)));
                    return;
                }
                using var scope = locals.Scope();
                var index = locals.TakeIndex(Reduced[level]);
                var step = LoopWriter.Term(index, Reduced[level].Strides[0]);
                KernelText.Block(
                    steps, $"for (nuint {index} = 0; {index} < {Reduced[level].Length}; {index}++)",
                    inner => FoldSteps(inner, level + 1, offset == "0" ? step : $"{offset} + {step}"));
            }
        });
    }

    private static string Literal(double start) =>
        start == 0 ? start.ToString(CultureInfo.InvariantCulture) : CodeWriter.Literal(start);
}
