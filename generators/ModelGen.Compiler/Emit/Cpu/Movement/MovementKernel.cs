namespace ModelGen.Compiler.Emit;

/// <summary>
/// Operators that move elements without computing: boxes are copied row by row where rows stay together, else in
/// blocks; what no box covers is filled first.
/// </summary>
public sealed class MovementKernel(MovementForm form) : Kernel
{
    // Elements of a row from which the runtime's own copying is faster than a loop here.
    private const int LongRow = 32;

    // Elements that one step of a transposition reads in a row: as many lines of the result are then written.
    private const int BlockSize = 16;

    private readonly Node node = form.Node;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        MovementForm.Of(node) is { } form ? new Selected(new MovementKernel(form), [node]) : null;

    public override IReadOnlyList<Value> Inputs => form.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override Domain Domain => node.Output.IsBatched ? Domain.Samples : Domain.Tiles;

    public override int SampleParts => Border?.Rows ?? 1;

    public override bool ReadsPastEnd(int input) => false;

    // Where numbers are kept otherwise they are converted, number by number.
    private ImageBorder? Border => !Accumulates && Storages.TypeOf(node.Inputs[0]) == Storages.TypeOf(node.Output) ? ImageBorder.Of(node) : null;

    // An unbatched result is filled by a span, whose length is an int.
    public override int SmallestSharedNumber => Domain == Domain.Samples ? 16 : int.MaxValue;

    public override bool TakesHalves(Value operand) => true;

    public override long Flops => 0;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        KernelText.Comment(code, $"{names.Outputs[0]} {(Accumulates ? "+=" : "=")} {form.Maths(names.Inputs)}", Inputs, Outputs);
        var locals = new LoopLocals(names);
        using (KernelText.Method(code, this, names))
        {
            if (Border is { } border)
            {
                border.Write(code, names, locals, IsShared);
                return;
            }
            if (form.Filling is { } filling && !(Accumulates && filling == 0))
            {
                var length = node.Output.IsBatched ? $"(int)(count * {node.Output.Shape.Length})" : $"{node.Output.Shape.Length}";
                var fill = filling == 0 ? "Clear()" : $"Fill({Converted(CodeWriter.Literal(filling))})";
                code.Line($"MemoryMarshal.CreateSpan(ref {names.Outputs[0]}, {length}).{fill};");
            }
            foreach (var copy in form.Copies) Write(code, names, locals, copy);
        }
    }

    private void Write(CodeWriter code, KernelNames names, LoopLocals locals, Copy copy)
    {
        Value[] operands = [Inputs[copy.Input], node.Output];
        IEnumerable<Loop> all = node.Output.IsBatched ? [LoopNest.Samples(operands), .. copy.Loops] : copy.Loops;
        var loops = LoopNest.Of(all).Loops;
        if (loops.Count == 0) loops = [new Loop(1, false, new[] { 1, 1 })];
        var row = loops[loops.Count - 1];
        var line = loops.LastOrDefault(loop => loop.Strides[0] == 1 && !loop.OverSamples);
        using var scope = loops.Count > 1 ? locals.Scope() : null;      // else there are no braces around the row
        using var writer = new LoopWriter(code, locals);
        if (row.Strides[0] == 1 && row.Strides[1] == 1)
        {
            foreach (var loop in loops.Take(loops.Count - 1)) writer.Open(loop);
            CopyRow(code, names, locals, copy, row, writer);
        }
        else if (line is null || row.Strides[1] != 1)
        {
            foreach (var loop in loops) writer.Open(loop);
            code.Line(Assignment(names, copy, writer, "", ""));
        }
        else
        {
            foreach (var loop in loops)
                if (!ReferenceEquals(loop, line) && !ReferenceEquals(loop, row)) writer.Open(loop);
            Transpose(code, names, locals, copy, line, row, writer);
        }
    }

    private void CopyRow(CodeWriter code, KernelNames names, LoopLocals locals, Copy copy, Loop row, LoopWriter writer)
    {
        string from = writer.Offset(0, copy.From), to = writer.Offset(1, copy.To);
        var isConverted = Storages.TypeOf(Inputs[copy.Input]) != Storages.TypeOf(node.Output);
        if (isConverted || (row.Extent < LongRow || Accumulates) && !row.OverSamples && node.Output.Type.Element == ElementType.Real)
        {
            string[] rows = [Named(names.Inputs[copy.Input], from), Named(names.Outputs[0], to)];
            new VectorRow(row, "TVector", locals).Write(
                code, locals.Take("c"), rows, 0,
                (body, place) => body.Line((Accumulates ? $"({place.Load(1)} + {place.Load(0)})" : place.Load(0)) + place.Store(1)));
            return;
        }
        code.Line($"Copy({Place(names.Inputs[copy.Input], from)}, {Place(names.Outputs[0], to)}, {row.Length});");

        string Named(string operand, string offset)
        {
            if (offset == "0") return operand;
            var name = locals.Take(operand + "Row");
            code.Line($"ref var {name} = {Place(operand, offset)};");
            return name;
        }
    }

    // Sixteen elements of a row of the input go to sixteen rows of the result, whose lines stay in the cache.
    private void Transpose(
        CodeWriter code, KernelNames names, LoopLocals locals, Copy copy, Loop line, Loop row, LoopWriter writer)
    {
        string block = locals.Take("block"), i = locals.Take("r"), j = locals.Take("c");
        var end = line.Extent <= BlockSize ? $"{line.Extent}"
            : line.Extent % BlockSize == 0 ? $"{block} + {BlockSize}" : $"Math.Min({block} + {BlockSize}, {line.Extent})";
        IDisposable? blocks = line.Extent <= BlockSize ? null
            : code.Block($"for (nuint {block} = 0; {block} < {line.Extent}; {block} += {BlockSize})");
        using (blocks)
        {
            if (blocks is not null && line.Extent % BlockSize != 0)
            {
                var last = locals.Take("end");
                code.Line($"var {last} = {end};");
                end = last;
            }
            code.Line($"for (nuint {j} = 0; {j} < {row.Length}; {j}++)");
            using (code.Indent())
            {
                code.Line($"for (nuint {i} = {(blocks is null ? "0" : block)}; {i} < {end}; {i}++)");
                using (code.Indent())
                    code.Line(Assignment(names, copy, writer,
                        $"{LoopWriter.Term(j, row.Strides[0])} + {i}", $"{LoopWriter.Term(i, line.Strides[1])} + {j}"));
            }
        }
    }

    private string Assignment(KernelNames names, Copy copy, LoopWriter writer, string from, string to) =>
        $"At(ref {names.Outputs[0]}, {Join(writer.Offset(1, copy.To), to)}) {(Accumulates ? "+=" : "=")} "
        + $"{Storages.Conversion(node.Output)}At(ref {names.Inputs[copy.Input]}, {Join(writer.Offset(0, copy.From), from)});";

    // A cast in front of a minus would be a subtraction.
    private string Converted(string literal) =>
        Storages.Conversion(node.Output) is { Length: > 0 } cast ? $"{cast}({literal})" : literal;

    private static string Place(string operand, string offset) =>
        offset == "0" ? $"ref {operand}" : $"ref At(ref {operand}, {offset})";

    private static string Join(string a, string b) => b.Length == 0 ? a : a == "0" ? b : $"{a} + {b}";
}
