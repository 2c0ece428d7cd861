namespace ModelGen.Compiler.Emit;

/// <summary>
/// Sum, mean, maximum or minimum over any axes, the samples among them; always in the same order, so that the same
/// numbers give the same result. Three shapes: few terms are a thread's loop; many that lie side by side are shared by the
/// lanes of a warp; many that lie apart by eight warps, whose lanes take neighbouring results.
/// </summary>
public sealed class GpuReductionKernel(ReductionForm form) : GpuKernel
{
    private const int Warp = 32, Warps = 8, FewTerms = 16;

    private readonly Node node = form.Node;

    private enum Plan { Thread, Warp, Columns }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) =>
        ReductionForm.Of(node) is { } form ? new GpuSelected(new GpuReductionKernel(form), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override GpuGrid Grid => Shape switch
    {
        Plan.Warp => new GpuGrid(new GroupCount(Results, node.Output.IsBatched, Warps), Warp * Warps),
        Plan.Columns => new GpuGrid(new GroupCount(Results, node.Output.IsBatched, Warp), Warp * Warps),
        _ => GpuGrid.Over(Results, node.Output.IsBatched),
    };

    private int Results => node.Output.Shape.Length;

    private Plan Shape =>
        Terms < FewTerms && !form.Reduced.Any(loop => loop.OverSamples) ? Plan.Thread
        : form.Nest.Inner.Strides[1] == 0 ? Plan.Warp
        : Plan.Columns;

    private int Terms => form.Reduced.Aggregate(1, (product, loop) => product * loop.Extent);

    private bool SumsSamples => form.Reduced.Any(loop => loop.OverSamples);

    private string Accumulator => form.Fold.Name;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        KernelText.Comment(code, $"{names.Outputs[0]} {Assign} {form.Maths(names.Inputs[0])}", Inputs, Outputs);
        using (GpuText.Method(code, this, names))
        {
            var locals = new LoopLocals(names);
            switch (Shape)
            {
                case Plan.Thread:
                    WriteThread(code, names, locals);
                    break;
                case Plan.Warp:
                    WriteWarp(code, names, locals);
                    break;
                default:
                    WriteColumns(code, names, locals);
                    break;
            }
        }
    }

    private void WriteThread(CodeWriter code, KernelNames names, LoopLocals locals)
    {
        var index = locals.Take("i");
        GpuText.Thread(code, index, Results, node.Output.IsBatched);
        var kept = Kept(code, locals, index);
        var sum = Start(code, locals);
        WriteTerms(code, names, locals, kept, sum, "0", "1");
        Store(code, names, index, sum);
    }

    private void WriteWarp(CodeWriter code, KernelNames names, LoopLocals locals)
    {
        var index = locals.Take("i");
        code.Lines($"""
            var {index} = Grid.IdxX * {Warps} + Group.IdxX / {Warp};
            if ({index} >= {GpuText.Count(Results, node.Output.IsBatched)}) return;
            """);
        var kept = Kept(code, locals, index);
        var sum = Start(code, locals);
        WriteTerms(code, names, locals, kept, sum, $"Group.IdxX % {Warp}", $"{Warp}");
        code.Line($"{sum} = GpuReduce.Warp{form.Fold.Member}({sum});");
        code.Line($"if (Group.IdxX % {Warp} == 0)");
        using (code.Indent()) Store(code, names, index, sum);
    }

    private void WriteColumns(CodeWriter code, KernelNames names, LoopLocals locals)
    {
        string index = locals.Take("i"), parts = locals.Take("parts"), part = locals.Take("part");
        var count = GpuText.Count(Results, node.Output.IsBatched);
        code.Lines($"""
            var {parts} = SharedMemory.Allocate<float>({Warp * Warps});
            var {index} = Grid.IdxX * {Warp} + Group.IdxX % {Warp};
            var {part} = Group.IdxX / {Warp};
            """);
        var sum = Start(code, locals);
        var kept = new GpuLoops(form.Kept, locals);
        using (code.Block($"if ({index} < {count})"))
        {
            kept.TakeApart(code, index);
            WriteTerms(code, names, locals, kept, sum, part, $"{Warps}");
        }
        code.Lines($"""
            {parts}[Group.IdxX] = {sum};
            Gpu.Barrier();
            """);
        using (code.Block($"if ({part} == 0 && {index} < {count})"))
        {
            var other = locals.Take("other");
            code.Line($"for (var {other} = 1; {other} < {Warps}; {other}++)");
            using (code.Indent()) code.Line(Take(sum, $"{parts}[Group.IdxX + {other} * {Warp}]"));
            Store(code, names, index, sum);
        }
    }

    private GpuLoops Kept(CodeWriter code, LoopLocals locals, string index)
    {
        var kept = new GpuLoops(form.Kept, locals);
        kept.TakeApart(code, index);
        return kept;
    }

    private string Start(CodeWriter code, LoopLocals locals)
    {
        var sum = locals.Take(Accumulator);
        code.Line($"var {sum} = {CodeWriter.Literal(form.Fold.Start)};");
        return sum;
    }

    // From a term on, each so many after the last.
    private void WriteTerms(
        CodeWriter code, KernelNames names, LoopLocals locals, GpuLoops kept, string sum, string first, string step)
    {
        var term = locals.Take("k");
        var count = GpuText.Count(Terms, SumsSamples);
        code.Line($"for (var {term} = {first}; {term} < {count}; {(step == "1" ? $"{term}++" : $"{term} += {step}")})");
        var body = new CodeWriter();
        var reduced = new GpuLoops(form.Reduced, locals);
        reduced.TakeApart(body, term);
        var place = Sum(kept.Offset(0), reduced.Offset(0));
        body.Line(Take(sum, $"{names.Inputs[0]}[{place}]"));
        var text = body.ToString().TrimEnd('\n');
        using (text.Contains('\n') ? code.Block() : code.Indent()) code.Lines(text);
    }

    private string Take(string sum, string value) => form.Fold == Fold.Sum
        ? $"{sum} += {value};"
        : $"{sum} = GpuMath.{form.Fold.Member}({sum}, {value});";

    private void Store(CodeWriter code, KernelNames names, string index, string sum) =>
        code.Line($"{names.Outputs[0]}[{index}] {Assign} {sum}{(form.Scale == 1 ? "" : $" * {CodeWriter.Literal(form.Scale)}")};");

    private static string Sum(string a, string b) => a == "0" ? b : b == "0" ? a : $"{a} + {b}";
}
