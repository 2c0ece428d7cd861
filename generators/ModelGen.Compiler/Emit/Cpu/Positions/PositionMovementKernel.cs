namespace ModelGen.Compiler.Emit;

/// <summary>Rows between what positions, samples and tables have: copies.</summary>
public sealed class PositionMovementKernel(Node node) : PositionKernel(node)
{
    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is PositionRow or EveryPosition or PickPosition ? new Selected(new PositionMovementKernel(node), [node]) : null;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string x = names.Inputs[0], y = names.Outputs[0];
        var width = Node.Output.Shape.Length;
        KernelText.Comment(code, Node.Operator switch
        {
            PositionRow => $"{y} = the row of {x} that belongs to each position",
            EveryPosition => $"{y} = {x} for every position",
            PickPosition { IsLast: true } => $"{y} = {x} of the last position",
            _ => $"{y} = {x} of the first position",
        }, Inputs, Outputs);
        var locals = Locals(names);
        string sample = locals.Take("sample"), position = locals.Take("position");
        using var body = KernelText.Method(code, this, names);
        code.Line($"for (nuint {sample} = 0; {sample} < samples; {sample}++)");
        using var each = code.Indent();
        switch (Node.Operator)
        {
            case PositionRow:
                code.Line($"Copy(ref At(ref {x}, start * {width}), ref At(ref {y}, {sample} * length * {width}), length * {width});");
                break;
            case EveryPosition:
                code.Line($"for (nuint {position} = 0; {position} < length; {position}++)");
                using (code.Indent())
                    code.Line($"Copy(ref {(Node.Inputs[0].IsBatched ? $"At(ref {x}, {sample} * {width})" : x)}, ref At(ref {y}, ({sample} * length + {position}) * {width}), {width});");
                break;
            case PickPosition pick:
                code.Line($"Copy(ref At(ref {x}, {(pick.IsLast ? $"({sample} * length + length - 1)" : $"{sample} * length")} * {width}), ref At(ref {y}, {sample} * {width}), {width});");
                break;
        }
    }
}
