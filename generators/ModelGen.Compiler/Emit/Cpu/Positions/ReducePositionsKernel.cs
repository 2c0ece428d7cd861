namespace ModelGen.Compiler.Emit;

/// <summary>The sum, mean, largest or smallest over the positions of a sample, brought up to date by each.</summary>
public sealed class ReducePositionsKernel(Node node) : PositionKernel(node)
{
    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is ReducePositions ? new Selected(new ReducePositionsKernel(node), [node]) : null;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string x = names.Inputs[0], total = names.Inputs[1], y = names.Outputs[0];
        var (width, kind) = (Node.Output.Shape.Length, ((ReducePositions)Node.Operator).Kind);
        KernelText.Comment(code, $"{y} = {kind.ToString().ToLowerInvariant()} of {x} over the positions so far", Inputs, Outputs);
        var locals = Locals(names);
        string sample = locals.Take("sample"), position = locals.Take("position"), row = locals.Take("row"), sum = locals.Take("sum"), result = locals.Take("result");
        using var body = KernelText.Method(code, this, names);
        using var samples = code.Block($"for (nuint {sample} = 0; {sample} < samples; {sample}++)");
        code.Line($"ref var {sum} = ref At(ref {total}, {sample} * {width});");
        using (code.Block($"for (nuint {position} = 0; {position} < length; {position}++)"))
        {
            code.Line($"ref var {row} = ref At(ref {x}, ({sample} * length + {position}) * {width});");
            using (code.Block($"if (start + {position} == 0)"))
            {
                code.Line($"Copy(ref {row}, ref {sum}, {width});");
                code.Line("continue;");
            }
            Row([row, sum], (inner, place) => inner.Line((kind switch
            {
                ReduceKind.Max => $"TVector.Max({place.Load(1)}, {place.Load(0)})",
                ReduceKind.Min => $"TVector.Min({place.Load(1)}, {place.Load(0)})",
                _ => $"({place.Load(1)} + {place.Load(0)})",
            }) + place.Store(1)));
        }
        if (kind != ReduceKind.Mean)
        {
            code.Line($"Copy(ref {sum}, ref At(ref {y}, {sample} * {width}), {width});");
            return;
        }
        var scale = locals.Take("scale");
        code.Line($"var {scale} = TVector.Create(1f / (start + length));");
        code.Line($"ref var {result} = ref At(ref {y}, {sample} * {width});");
        Row([sum, result], (inner, place) => inner.Line($"({place.Load(0)} * {scale}){place.Store(1)}"));

        void Row(string[] rows, Action<CodeWriter, VectorPlace> write)
        {
            using var scope = locals.Scope();
            using var block = code.Block();
            new VectorRow(new Loop(width, false, rows.Select(_ => 1).ToArray()), "TVector", locals).Write(code, locals.Take("c"), rows, 0, write);
        }
    }
}
