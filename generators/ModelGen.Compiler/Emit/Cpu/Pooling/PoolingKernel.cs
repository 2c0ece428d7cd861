namespace ModelGen.Compiler.Emit;

/// <summary>
/// What pooling kernels share: the loops over the windows of an image (height, width, channels), with vectors along
/// the channels. Windows without a border are written out element by element, others clipped to the image.
/// </summary>
public abstract class PoolingKernel : Kernel
{
    private const int Unrolled = 9;

    private readonly Node node;

    /// <param name="node">The node.</param>
    /// <param name="pooling">The windows.</param>
    /// <param name="image">The shape that they slide over.</param>
    /// <param name="result">One element for each window.</param>
    private protected PoolingKernel(Node node, Pooling pooling, Shape image, Shape result)
    {
        this.node = node;
        (Pooling, Image, Result) = (pooling, image, result);
    }

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override Domain Domain => node.Output.IsBatched ? Domain.Samples : Domain.Tiles;

    // Rows of windows, where each has a result of its own.
    public override int SampleParts => Domain == Domain.Samples && Outputs.Select((_, index) => Inputs.Count + index).All(operand => !IsImage(operand)) ? Result[0] : 1;

    public override long Flops => node.Operator.CountFlops(
        [.. node.Inputs.Select(input => input.Type)], [.. node.Outputs.Select(output => output.Type)]);

    private protected Pooling Pooling { get; }

    private protected Shape Image { get; }

    private protected Shape Result { get; }

    private protected bool HasPadding => Pooling.PadTop + Pooling.PadBottom + Pooling.PadLeft + Pooling.PadRight > 0;

    private protected bool Overlaps => Pooling.StrideY < Pooling.SizeY || Pooling.StrideX < Pooling.SizeX;

    /// <summary>Whether every pixel belongs to one window.</summary>
    private protected bool CoversExactly => !HasPadding && !Overlaps
        && Pooling.StrideY == Pooling.SizeY && Pooling.StrideX == Pooling.SizeX
        && Image[0] == Pooling.SizeY * Result[0] && Image[1] == Pooling.SizeX * Result[1];

    private protected string Window => $"{Pooling.SizeY}×{Pooling.SizeX}";

    private protected abstract string Maths(KernelNames names);

    /// <summary>Whether an operand (inputs, then outputs) is the image; the others have an element for each window.</summary>
    private protected abstract bool IsImage(int operand);

    /// <summary>What stands before the loop over the windows of one sample.</summary>
    private protected virtual void WriteStart(CodeWriter code, IReadOnlyList<string> operands)
    {
    }

    /// <summary>What happens to the vector of channels of one window.</summary>
    private protected abstract void WriteWindow(CodeWriter code, WindowText window);

    public override void Emit(CodeWriter code, KernelNames names)
    {
        KernelText.Comment(code, Maths(names), Inputs, Outputs);
        var locals = new LoopLocals(names);
        var values = Inputs.Concat(Outputs).ToList();
        using (KernelText.Method(code, this, names))
        using (var samples = new LoopWriter(code, locals))
        {
            if (Domain == Domain.Samples) samples.Open(LoopNest.Samples(values));
            string[] operands = [.. names.Inputs, .. names.Outputs];
            for (var i = 0; i < operands.Length; i++) operands[i] = samples.Row(i, operands[i]);
            WriteStart(code, operands);
            if (!HasPadding && Pooling.SizeY * Pooling.SizeX <= Unrolled) WriteUnrolled(code, locals, operands);
            else WriteClipped(code, locals, operands);
        }
    }

    private void WriteUnrolled(CodeWriter code, LoopLocals locals, string[] operands)
    {
        string i = locals.Take("i"), j = locals.Take("j");
        int line = Image[1] * Image[2], channels = Image[2];
        using (code.Block(IsShared ? $"for (var {i} = from; {i} < to; {i}++)" : $"for (nuint {i} = 0; {i} < {Result[0]}; {i}++)"))
        using (code.Block($"for (nuint {j} = 0; {j} < {Result[1]}; {j}++)"))
        {
            var rows = operands.Select((operand, index) => Row(operand, IsImage(index)
                ? $"{i} * {Pooling.StrideY * line} + {j} * {Pooling.StrideX * channels}"
                : $"({i} * {Result[1]} + {j}) * {channels}")).ToArray();
            Vectors(code, locals, rows, (body, place) => WriteWindow(body, new WindowText(place, locals, rows,
                (elements, visit) =>
                {
                    for (var element = 0; element < Pooling.SizeY * Pooling.SizeX; element++)
                        visit(elements, $"{element}",
                            $"{element / Pooling.SizeX * line + element % Pooling.SizeX * channels}");
                },
                null)));
        }

        string Row(string operand, string offset)
        {
            var row = locals.Take(operand + "At");
            code.Line($"ref var {row} = ref At(ref {operand}, {offset});");
            return row;
        }
    }

    private void WriteClipped(CodeWriter code, LoopLocals locals, string[] operands)
    {
        string i = locals.Take("i"), j = locals.Take("j"), y = locals.Take("y"), x = locals.Take("x");
        string y0 = locals.Take("y0"), x0 = locals.Take("x0"), top = locals.Take("top"), left = locals.Take("left");
        string bottom = locals.Take("bottom"), right = locals.Take("right");
        using (code.Block(IsShared ? $"for (var {i} = (int)from; {i} < (int)to; {i}++)" : $"for (var {i} = 0; {i} < {Result[0]}; {i}++)"))
        {
            code.Line($"int {y0} = {i} * {Pooling.StrideY} - {Pooling.PadTop}, {top} = Math.Max({y0}, 0), {bottom} = Math.Min({y0} + {Pooling.SizeY}, {Image[0]});");
            using (code.Block($"for (var {j} = 0; {j} < {Result[1]}; {j}++)"))
            {
                code.Line($"int {x0} = {j} * {Pooling.StrideX} - {Pooling.PadLeft}, {left} = Math.Max({x0}, 0), {right} = Math.Min({x0} + {Pooling.SizeX}, {Image[1]});");
                var rows = operands.ToArray();
                for (var operand = 0; operand < operands.Length; operand++)
                    if (!IsImage(operand))
                    {
                        rows[operand] = locals.Take(operands[operand] + "At");
                        code.Line($"ref var {rows[operand]} = ref At(ref {operands[operand]}, (nuint)(({i} * {Result[1]} + {j}) * {Image[2]}));");
                    }
                Vectors(code, locals, rows, (body, place) => WriteWindow(body, new WindowText(place, locals, rows,
                    (elements, visit) =>
                    {
                        elements.Line($"for (var {y} = {top}; {y} < {bottom}; {y}++)");
                        using (elements.Indent())
                            KernelText.Block(elements, $"for (var {x} = {left}; {x} < {right}; {x}++)", inner => visit(
                                inner, $"({y} - {y0}) * {Pooling.SizeX} + {x} - {x0}", $"(nuint)(({y} * {Image[1]} + {x}) * {Image[2]})"));
                    },
                    new Clipped($"({top} - {y0}) * {Pooling.SizeX} + {left} - {x0}", $"({bottom} - {top}) * ({right} - {left})"))));
            }
        }
    }

    private void Vectors(CodeWriter code, LoopLocals locals, string[] rows, Action<CodeWriter, VectorPlace> body) =>
        new VectorRow(new Loop(Image[2], false, rows.Select(_ => 1).ToArray()), "TVector", locals)
            .Write(code, locals.Take("c"), rows, 0, body);
}
