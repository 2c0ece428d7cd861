namespace ModelGen.Compiler.Emit;

/// <summary>
/// Elements in other places: a thread for each element of the result finds the box that it lies in, and what is copied
/// there, or the filling.
/// </summary>
public sealed class GpuMovementKernel(MovementForm form) : GpuKernel
{
    private readonly Node node = form.Node;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) =>
        MovementForm.Of(node) is { } form ? new GpuSelected(new GpuMovementKernel(form), [node]) : null;

    public override IReadOnlyList<Value> Inputs => form.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override GpuGrid Grid => GpuGrid.Over(node.Output.Shape.Length, node.Output.IsBatched);

    public override void Emit(CodeWriter code, KernelNames names)
    {
        KernelText.Comment(code, $"{names.Outputs[0]} {Assign} {form.Maths(names.Inputs)}", Inputs, Outputs);
        using (GpuText.Method(code, this, names))
        {
            var locals = new LoopLocals(names);
            var index = locals.Take("i");
            var whole = node.Output.Shape;
            GpuText.Thread(code, index, whole.Length, node.Output.IsBatched);
            // The place of the element in the result: its sample, and a number for each axis.
            var axes = Enumerable.Range(0, whole.Rank).Select(axis => new Loop(whole[axis], false, new[] { 0, LoopNest.Stride(whole, axis) })).ToList();
            string sample = "0";
            if (node.Output.IsBatched) code.Line($"var {sample = locals.Take("sample")} = {(whole.Length == 1 ? index : $"{index} / {whole.Length}")};");
            var places = new string[whole.Rank];
            for (var axis = 0; axis < whole.Rank; axis++)
            {
                if (whole[axis] == 1) { places[axis] = "0"; continue; }
                var behind = LoopNest.Stride(whole, axis);
                var quotient = behind == 1 ? index : $"{index} / {behind}";
                var isOutermost = axis == 0 && !node.Output.IsBatched;
                places[axis] = locals.Take("i" + axis);
                code.Line($"var {places[axis]} = {(isOutermost ? quotient : $"{quotient} % {whole[axis]}")};");
            }
            var copies = form.Copies.Select(copy => new Box(copy, whole, places)).ToList();
            var result = names.Outputs[0];
            foreach (var box in copies)
            {
                var input = Inputs[box.Copy.Input];
                var from = box.Offset(node.Output.IsBatched && input.IsBatched ? LoopWriter.Term(sample, input.Shape.Length) : null);
                var copy = $"{result}[{index}] {Assign} {names.Inputs[box.Copy.Input]}[{from}];";
                if (box.Conditions.Count == 0)
                {
                    code.Line(copy);
                    return;
                }
                code.Line($"{(ReferenceEquals(box, copies[0]) ? "if" : "else if")} ({string.Join(" && ", box.Conditions)})");
                using (code.Indent()) code.Line(copy);
            }
            if (form.Filling is { } filling && !(Accumulates && filling == 0))
            {
                code.Line("else");
                using (code.Indent()) code.Line($"{result}[{index}] {Assign} {CodeWriter.Literal(filling)};");
            }
        }
    }

    // A box in terms of the places along the axes of the result.
    private sealed class Box
    {
        private readonly List<string> terms = [];

        public Box(Copy copy, Shape whole, IReadOnlyList<string> places)
        {
            Copy = copy;
            Rest = copy.From;
            for (var axis = 0; axis < whole.Rank; axis++)
            {
                var loop = copy.Loops[axis];
                var stride = LoopNest.Stride(whole, axis);
                int start = copy.To / stride % whole[axis], step = loop.Strides[1] / stride;
                var (place, last) = (places[axis], start + (loop.Extent - 1) * step);
                if (Math.Min(start, last) > 0) Conditions.Add($"{place} >= {Math.Min(start, last)}");
                if (Math.Max(start, last) < whole[axis] - 1) Conditions.Add($"{place} <= {Math.Max(start, last)}");
                if (loop.Extent == 1) continue;
                if (step is 1 or -1)
                {
                    Add(place, step * loop.Strides[0]);
                    Rest -= step * start * loop.Strides[0];
                    continue;
                }
                var along = step < 0 ? $"{start} - {place}" : start == 0 ? place : $"{place} - {start}";
                if (along != place) along = $"({along})";
                Conditions.Add($"{along} % {Math.Abs(step)} == 0");
                Add($"{along} / {Math.Abs(step)}", loop.Strides[0]);
            }
        }

        public Copy Copy { get; }

        public List<string> Conditions { get; } = [];

        private int Rest { get; }

        public string Offset(string? sample)
        {
            var sum = string.Join(" + ", terms.Where(term => term[0] != '-').Prepend(sample ?? "").Where(term => term.Length > 0));
            foreach (var term in terms.Where(term => term[0] == '-')) sum = $"{sum} - {term.Substring(1)}".TrimStart();
            if (Rest > 0) sum = sum.Length == 0 ? $"{Rest}" : $"{sum} + {Rest}";
            if (Rest < 0) sum = $"{sum} - {-Rest}";
            return sum.Length == 0 ? "0" : sum;
        }

        private void Add(string place, int stride)
        {
            if (stride == 0) return;
            var factor = place.Contains(' ') && stride is not (1 or -1) ? $"({place})" : place;
            terms.Add(stride < 0 ? "-" + LoopWriter.Term(factor, -stride) : LoopWriter.Term(factor, stride));
        }
    }
}
