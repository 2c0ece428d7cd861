namespace ModelGen.Compiler.Emit;

/// <summary>Writes the launches of a plan: where each operand lies, then kernel after kernel.</summary>
internal sealed class LaunchWriter(GpuPlan plan, ParameterTable table, GpuKernelLibrary library)
{
    /// <summary>Writes some of the plan's kernels.</summary>
    public void Write(CodeWriter code, IEnumerable<GpuKernel> kernels)
    {
        var parts = Repetition<GpuKernel>.Find([.. kernels], Signature, Values).ToList();
        // A value in a view is declared once for each shape of memory: by its root.
        var fixedValues = parts.SelectMany(part => part.Single is { } kernel
            ? Values(kernel)
            : part.Repeated!.Operands.Where(operand => operand.Distinct().Count() == 1).Select(operand => operand[0])).Distinct().ToList();
        foreach (var value in fixedValues) code.Line($"var {Name(value)} = {Span(value)};   // {value.Type}");
        if (parts.Count > 0) code.Line();
        foreach (var (single, repeated) in parts)
            if (single is not null) Launch(code, single, Values(single).Select(Name), $"{single.Stream}");
            else Repeat(code, repeated!, [.. GpuText.Reserved, .. GpuText.ReservedByLaunches, .. GpuText.ReservedAlongTime, .. fixedValues.Select(Name)]);
    }

    private void Repeat(CodeWriter code, Repetition<GpuKernel> repetition, HashSet<string> taken)
    {
        var rounds = repetition.Rounds;
        code.Line();
        code.Line($"// {rounds.Count} times the same kernels at other places, from {Name(rounds[0][0].Outputs[0])} to {Name(rounds[rounds.Count - 1][0].Outputs[0])}.");
        using (code.Block($"for (var block = 0; block < {rounds.Count}; block++)"))
        {
            var names = new Dictionary<Value, List<(IReadOnlyList<Value> Values, string Name)>>();
            foreach (var operand in repetition.Operands)
            {
                if (!names.TryGetValue(operand[0], out var alike)) names.Add(operand[0], alike = []);
                alike.Add((operand, Operand(code, operand, taken)));
            }
            for (var kernel = 0; kernel < rounds[0].Count; kernel++)
            {
                var operands = rounds.Select(round => Values(round[kernel])).ToList();
                var arguments = Enumerable.Range(0, operands[0].Count).Select(position =>
                {
                    Value[] values = [.. operands.Select(round => round[position])];
                    return names[values[0]].First(entry => entry.Values.SequenceEqual(values)).Name;
                });
                Launch(code, rounds[0][kernel], arguments, Repetition.Progression([.. rounds.Select(round => round[kernel].Stream)], "block"));
            }
        }
        code.Line();
    }

    // The name of an operand in a round; one that is another value in each is declared in the loop.
    private string Operand(CodeWriter code, IReadOnlyList<Value> values, HashSet<string> taken)
    {
        if (values.Distinct().Count() == 1) return Name(values[0]);
        var common = Repetition.CommonName([.. values.Select(Name)]);
        var name = common;
        for (var i = 2; !taken.Add(name); i++) name = $"{common}_{i}";
        code.Line($"var {name} = {Span(values[0], Repetition.Progression([.. values.Select(Offset)], "block"))};   // {values[0].Type}");
        return name;
    }

    private void Launch(CodeWriter code, GpuKernel kernel, IEnumerable<string> operands, string stream)
    {
        List<string> values = [.. operands];
        if (kernel.FromStart is not { } other)
        {
            code.Lines(Launch(kernel, values, stream));
            return;
        }
        code.Line($"if (!fromStart || length < {other.Fewest})");
        using (code.Indent()) code.Lines(Launch(kernel, values, stream));
        code.Line("else");
        using (code.Indent()) code.Lines(Launch(other.Kernel, values, stream));
    }

    private string Launch(GpuKernel kernel, IEnumerable<string> operands, string stream)
    {
        List<string> arguments =
        [
            "kernels", $"nameof(GpuKernels.{library.Method(kernel, plan.Names)})", kernel.Grid.Text(CountOf(kernel)), $"{kernel.Grid.Threads}", .. operands,
        ];
        if (kernel.IsRandom) arguments.AddRange(["Counters", stream]);
        if (kernel.HasPositions) arguments.AddRange(["PositionSpan", "length"]);
        if (kernel.HasSamples) arguments.Add(CountOf(kernel));
        return KernelText.Joined("commands.Launch(", arguments, ");");
    }

    // Positions of all samples are rows.
    private static string CountOf(GpuKernel kernel) => kernel.CountsPositions ? "rows" : "n";

    // Launches with equal ones differ in places within the same blocks of memory only.
    private string Signature(GpuKernel kernel) => string.Join(" ",
        Values(kernel).Select(value => $"{plan[value].Place}{value.Type.Element}{value.Shape.Length}{(value.IsTimed ? "T" : "")}")
            .Prepend($"{library.Method(kernel, plan.Names)} {kernel.Grid.Text(CountOf(kernel))} {kernel.Grid.Threads}"));

    private static IReadOnlyList<Value> Values(GpuKernel kernel) => [.. kernel.Inputs.Concat(kernel.Outputs).Select(GpuView.Root)];

    /// <summary>Where a value lies, as C#.</summary>
    public string Span(Value value) => Span(value, $"{Offset(value)}");

    private string Span(Value value, string offset)
    {
        var length = GpuText.Count(value.Shape.Length, value.IsBatched, value.IsTimed ? "rows" : "n");
        var element = value.Type.Element switch
        {
            ElementType.Index => ", GpuElement.Int32",
            ElementType.Byte => ", GpuElement.Byte",
            _ => "",
        };
        return plan[GpuView.Root(value)].Place switch
        {
            GpuPlace.Parameters => $"Parameter({offset}, {length})",
            GpuPlace.Gradients => $"Gradient({offset}, {length})",
            GpuPlace.Tables => $"Table({offset}, {length})",
            GpuPlace.Sent => $"Sent({offset}, {length}{element})",
            GpuPlace.State => $"Remembered({offset}, {length})",
            GpuPlace.Shared => $"Shared({offset}, {length}{element})",
            _ => $"Batch({offset}, {length}{element})",
        };
    }

    private int Offset(Value value)
    {
        var root = GpuView.Root(value);
        var (place, offset) = plan[root];
        return place is GpuPlace.Parameters or GpuPlace.Gradients ? table.EntryOf(plan.ParameterOf(root)).Offset : offset;
    }

    private string Name(Value value) => plan.Names[GpuView.Root(value)];
}
