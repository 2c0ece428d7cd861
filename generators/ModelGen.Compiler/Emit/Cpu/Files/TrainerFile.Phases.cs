namespace ModelGen.Compiler.Emit;

// The phases: each a method over samples or over tiles, called by its number on every thread.
public sealed partial class TrainerFile
{
    private void WriteRun(CodeWriter code)
    {
        code.Lines("/// <inheritdoc/>");
        using (code.Block("protected override void Run(int phase, int part, int parts, ref float scratch)"))
            KernelClass.Dispatch(code, arguments => $"Run<{arguments}>(phase, part, parts, ref scratch);");
        code.Line();
        code.Line("private void Run<TVector, TTwelve, TSix>(int phase, int part, int parts, ref float scratch)");
        using (code.Indent()) code.Lines(KernelClass.Constraints);
        using (code.Block())
        {
            code.Lines("""
                nuint n = (nuint)Count, capacity = (nuint)BatchSize;
                ref float parameters = ref model.parameters[0], gradient = ref Gradient[0], shared = ref Shared[0], batch = ref Kept[0];
                uint seed = MaskSeed, step = (uint)State.Step;
                """);
            using (code.Block("switch (phase)"))
                for (var i = 0; i < programs.Phases.Count; i++)
                {
                    var (phase, method, program) = programs.Phases[i];
                    const string memory = "ref parameters, ref gradient, ref shared, ref batch, ref scratch, seed, step";
                    code.Line($"case {i}:");
                    using (code.Indent())
                    {
                        if (phase.Domain == Domain.Samples)
                        {
                            code.Line($"foreach (var (first, count) in Chunks.Share(n, {program.Buffers.ChunkSamples}, part, parts))");
                            using (code.Indent())
                                code.Line($"{KernelClass.Name}.{method}(first, count, capacity, {memory});");
                        }
                        else
                            code.Line($"{KernelClass.Name}.{method}(part, parts, n, capacity, {memory});");
                        code.Line("break;");
                    }
                }
        }
    }

    private void WritePhases(CodeWriter code)
    {
        var separate = false;
        foreach (var (phase, method, program) in programs.Phases)
        {
            var writer = new PhaseWriter(
                program.Buffers, storages, library, program.Names, value => table.EntryOf(program.ParameterOf(value)));
            if (separate) code.Line();
            separate = true;
            KernelText.Remark(code, Describe(phase, program));
            if (phase.Domain == Domain.Samples)
            {
                code.Line($"public static void {method}(");
                using (code.Indent()) code.Lines($"nuint first, nuint count, nuint capacity,\n{PhaseArguments})");
                using (code.Block()) writer.WriteSamples(code, phase, value => Note(program, value));
            }
            else
            {
                code.Line($"public static void {method}(");
                using (code.Indent()) code.Lines($"int part, int parts, nuint n, nuint capacity,\n{PhaseArguments})");
                using (code.Block())
                {
                    if (PhaseWriter.SharesTiles(phase)) code.Line("nuint from, to;");
                    writer.WriteTiles(code, phase, _ => null);
                }
            }
            foreach (var text in library.Take())
                code.Line().Lines(text.TrimEnd());
        }
    }

    // Why a value of the batch is kept: which kernels of later phases read it.
    private static string? Note(CpuProgram program, Value value)
    {
        if (program.Buffers[value].Place != Place.Batch || value.Producer is null) return null;
        var later = new HashSet<int>(program.Buffers.LaterPhases(value));
        var readers = program.ReadersOf(value).Where(reader => later.Contains(reader.Phase))
            .Select(reader => program.Names[reader.Kernel.Outputs[0]]).Distinct().Take(3).ToList();
        return readers.Count == 0 ? null : "kept for " + string.Join(", ", readers);
    }

    private static string Describe(Phase phase, CpuProgram program)
    {
        var made = phase.Kernels.SelectMany(kernel => kernel.Outputs).Select(value => program.Names[value]).Distinct().ToList();
        var list = made.Count <= 6 ? string.Join(", ", made) : string.Join(", ", made.Take(3)) + ", … " + string.Join(", ", made.Skip(made.Count - 2));
        return phase.Domain == Domain.Samples
            ? $"{list}, for a chunk of samples"
            : $"{list}, each thread its part of every result; sums run over the samples in order";
    }
}
