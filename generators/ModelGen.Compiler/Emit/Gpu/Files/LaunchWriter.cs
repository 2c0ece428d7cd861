namespace ModelGen.Compiler.Emit;

/// <summary>Writes the launches of a plan: where each operand lies, then kernel after kernel.</summary>
internal sealed class LaunchWriter(GpuPlan plan, ParameterTable table, GpuKernelLibrary library)
{
    /// <summary>Writes some of the plan's kernels.</summary>
    public void Write(CodeWriter code, IEnumerable<GpuKernel> kernels)
    {
        var list = kernels.ToList();
        // A value in a view is declared once for each shape of memory: by its root.
        foreach (var value in list.SelectMany(kernel => kernel.Inputs.Concat(kernel.Outputs)).Select(GpuView.Root).Distinct())
            code.Line($"var {Name(value)} = {Span(value)};   // {value.Type}");
        if (list.Count > 0) code.Line();
        foreach (var kernel in list)
            if (kernel.FromStart is not { } tiled) code.Lines(Launch(kernel));
            else
            {
                code.Line($"if (!fromStart || length < {tiled.Fewest})");
                using (code.Indent()) code.Lines(Launch(kernel));
                code.Line("else");
                using (code.Indent()) code.Lines(Launch(tiled.Kernel));
            }
    }

    private string Launch(GpuKernel kernel)
    {
        List<string> arguments =
        [
            "kernels", $"nameof(GpuKernels.{library.Method(kernel, plan.Names)})", kernel.Grid.Text(CountOf(kernel)), $"{kernel.Grid.Threads}",
            .. kernel.Inputs.Concat(kernel.Outputs).Select(Name),
        ];
        if (kernel.IsRandom) arguments.AddRange(["Counters", $"{kernel.Stream}"]);
        if (kernel.HasPositions) arguments.AddRange(["PositionSpan", "length"]);
        if (kernel.HasSamples) arguments.Add(CountOf(kernel));
        return KernelText.Joined("commands.Launch(", arguments, ");");
    }

    /// <summary>Where a value lies, as C#.</summary>
    public string Span(Value value)
    {
        var root = GpuView.Root(value);
        var (place, offset) = plan[root];
        var length = GpuText.Count(value.Shape.Length, value.IsBatched, value.IsTimed ? "rows" : "n");
        var element = value.Type.Element switch
        {
            ElementType.Index => ", GpuElement.Int32",
            ElementType.Byte => ", GpuElement.Byte",
            _ => "",
        };
        return place switch
        {
            GpuPlace.Parameters => $"Parameter({table.EntryOf(plan.ParameterOf(root)).Offset}, {length})",
            GpuPlace.Gradients => $"Gradient({table.EntryOf(plan.ParameterOf(root)).Offset}, {length})",
            GpuPlace.Tables => $"Table({offset}, {length})",
            GpuPlace.Sent => $"Sent({offset}, {length}{element})",
            GpuPlace.State => $"Remembered({offset}, {length})",
            GpuPlace.Shared => $"Shared({offset}, {length}{element})",
            _ => $"Batch({offset}, {length}{element})",
        };
    }

    // Positions of all samples are rows.
    private static string CountOf(GpuKernel kernel) => kernel.CountsPositions ? "rows" : "n";

    /// <summary>What a value that some kernel works on is called.</summary>
    public string Name(Value value) => plan.Names[GpuView.Root(value)];
}
