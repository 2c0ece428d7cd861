namespace ModelGen.Compiler.Emit;

/// <summary>A box of the input, with a step along each axis; or its gradient, that box among zeros.</summary>
public sealed class SliceForm : MovementForm
{
    private readonly Slice slice;
    private readonly Shape whole;
    private readonly bool isGradient;

    public SliceForm(Node node) : base(node)
    {
        isGradient = node.Operator is SliceGradient;
        slice = node.Operator is SliceGradient gradient ? gradient.Forward : (Slice)node.Operator;
        whole = isGradient ? Node.Output.Shape : node.Inputs[0].Shape;
    }

    public override double? Filling => isGradient ? 0 : null;

    public override IEnumerable<Copy> Copies
    {
        get
        {
            var part = new Shape([.. slice.Lengths]);
            var start = Enumerable.Range(0, whole.Rank).Sum(axis => slice.Starts[axis] * LoopNest.Stride(whole, axis));
            var loops = Enumerable.Range(0, whole.Rank).Select(axis =>
            {
                int inWhole = LoopNest.Stride(whole, axis) * slice.Steps[axis], inPart = LoopNest.Stride(part, axis);
                return new Loop(part[axis], false, isGradient ? new[] { inPart, inWhole } : new[] { inWhole, inPart });
            });
            return [isGradient ? new Copy(0, 0, start, [.. loops]) : new Copy(0, start, 0, [.. loops])];
        }
    }

    public override string Maths(IReadOnlyList<string> inputs)
    {
        var ranges = string.Join(", ", slice.Starts.Select((start, axis) =>
            slice.Steps[axis] < 0 ? $"{start} down to {start + (slice.Lengths[axis] - 1) * slice.Steps[axis]}{(slice.Steps[axis] == -1 ? "" : $" by {-slice.Steps[axis]}")}"
            : slice.Lengths[axis] == whole[axis] ? ".."
            : $"{start}..{start + (slice.Lengths[axis] - 1) * slice.Steps[axis] + 1}{(slice.Steps[axis] == 1 ? "" : $" by {slice.Steps[axis]}")}"));
        return isGradient ? $"{inputs[0]} at [{ranges}], 0 elsewhere" : $"{inputs[0]}[{ranges}]";
    }
}
