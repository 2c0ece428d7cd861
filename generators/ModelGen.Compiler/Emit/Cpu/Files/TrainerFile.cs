namespace ModelGen.Compiler.Emit;

/// <summary><c>X.Backward.g.cs</c>: the trainer, its phases, and the kernels that the forward file has not.</summary>
public sealed class TrainerFile(
    EmissionModel model, CpuProgram training, CpuProgram? evaluation, StoragePlan storages, ParameterTable table, KernelLibrary library)
{
    private const string PhaseArguments =
        "ref float parameters, ref float gradient, ref float shared, ref float batch, ref float scratch, uint seed, uint step";

    private readonly List<(Phase Phase, string Method, CpuProgram Program)> phases =
    [
        .. Methods(training),
        .. evaluation is null ? [] : Methods(evaluation).Select(entry => (entry.Phase, "Evaluate" + entry.Method.Substring("Forward".Length), entry.Program)),
    ];

    public GeneratedFile Write()
    {
        var code = new CodeWriter();
        using (FileHeader.Open(code, model.Declaration, null, ""))
        {
            code.Lines("""
                /// <summary>
                /// Learns from batches: <see cref="Forward(Batch)"/>, <see cref="CompiledTrainer.Backward"/> (which adds to the
                /// gradient) and <see cref="CompiledTrainer.Update"/> (which clears it), or all three in one <c>Step</c>.
                /// dValue is the derivative of the loss with respect to value.
                /// </summary>
                """);
            using (code.Block("public sealed class Trainer : CompiledTrainer"))
                WriteTrainer(code);
            code.Line();
            using (KernelClass.Open(code, withComment: false))
                WritePhases(code);
        }
        return new GeneratedFile(model.Declaration.FullName + ".Backward.g.cs", code.ToString());
    }

    private void WriteTrainer(CodeWriter code)
    {
        var name = model.Declaration.Name;
        var sharedLength = Math.Max(training.Buffers.SharedLength, evaluation?.Buffers.SharedLength ?? 0);
        var batchLength = Math.Max(training.Buffers.BatchLength, evaluation?.Buffers.BatchLength ?? 0);
        var scratchLength = Math.Max(training.Buffers.ScratchLength, evaluation?.Buffers.ScratchLength ?? 0);
        var penalties = string.Concat(table.Entries.Where(entry => entry.Info.L1 != 0 || entry.Info.L2 != 0).Select(entry =>
            $",\n    new ParameterPenalty({entry.Constant}, {entry.Storage.Length}, {CodeWriter.Literal(entry.Info.L1)}, {CodeWriter.Literal(entry.Info.L2)})"));
        code.Lines($"""
            private static readonly TrainerLayout Layout = new(
                TrainableFloats: {table.TrainableLength}, FloatsPerSample: {batchLength}, SharedFloats: {sharedLength}, ScratchFloats: {scratchLength}{penalties});

            private readonly {name} model;

            internal Trainer({name} model, Optimizer optimizer, int batchSize, int threads)
                : base(model.parameters, model.Parameters.MarkChanged, Layout, optimizer, batchSize, threads)
            """);
        using (code.Block())
        {
            code.Line("this.model = model;");
            code.Line("Gradients = new ParameterSet(ParameterLayout, Gradient);");
        }
        code.Line();
        code.Lines("""
            /// <inheritdoc/>
            public override ParameterSet Gradients { get; }

            """);
        WriteEntryPoints(code);
        WriteExposed(code);
        WriteRun(code);
    }

    private void WriteEntryPoints(CodeWriter code)
    {
        Column[] columns = [.. Signature.Inputs(training.Graph), .. Signature.Targets(training.Graph)];
        var spans = string.Join(", ", columns.Select(column => column.Span)) + ", ReadOnlySpan<float> weights = default";
        var arguments = string.Join(", ", columns.Select(column => column.Name)) + ", weights";
        var fromBatch = string.Join(", ", columns.Select((column, index) =>
            column.IsIndex ? $"batch.Indices({index})" : $"batch.Reals({index})")) + ", batch.Weights";

        code.Lines("/// <summary>One step of training on one batch; returns the mean loss before the step.</summary>");
        using (code.Block($"public float Step({spans})"))
            code.Lines($"""
                var loss = Forward({arguments});
                Backward();
                Update();
                return loss;
                """);
        code.Line();
        code.Lines("/// <summary>The mean loss of a batch; keeps what <see cref=\"CompiledTrainer.Backward\"/> needs.</summary>");
        WriteForward(code, $"public float Forward({spans})", training, training.ForwardPhases, 0, keeps: true);
        code.Line();
        code.Lines($"""
            /// <inheritdoc/>
            public override float Forward(Batch batch) => Forward({fromBatch});

            """);
        code.Lines("/// <summary>The mean loss of a batch as <c>Predict</c> would see it: without dropout, with running statistics.</summary>");
        if (evaluation is null)
            code.Line($"public float Evaluate({spans}) => Forward({arguments});").Line();
        else
        {
            WriteForward(code, $"public float Evaluate({spans})", evaluation, evaluation.Phases.Count, training.Phases.Count, keeps: false);
            code.Line();
        }
        code.Lines($"""
            /// <inheritdoc/>
            public override float Evaluate(Batch batch) => Evaluate({fromBatch});

            """);
    }

    private void WriteExposed(CodeWriter code)
    {
        if (training.Graph.Outputs.Where(output => output.Kind == OutputKind.Prediction).ToList() is [var prediction])
        {
            code.Lines("/// <inheritdoc/>\npublic override ReadOnlySpan<float> Output =>");
            using (code.Indent())
                code.Line($"MemoryMarshal.CreateReadOnlySpan({At(training, prediction.Value)}, Count * {prediction.Value.Shape.Length});");
            code.Line();
        }
        foreach (var output in training.Graph.Outputs)
        {
            var (name, what) = output switch
            {
                { Kind: OutputKind.Exposed } => (Names.Pascal(output.Name), $"{output.Name} as the last <see cref=\"Forward(Batch)\"/> left it"),
                { Kind: OutputKind.Gradient, Of.Source: null } => (Names.Pascal(ExposedName(output.Of!)) + "Gradient", $"The derivative of the loss with respect to {ExposedName(output.Of!)}, after <see cref=\"CompiledTrainer.Backward\"/>"),
                _ => ("", ""),
            };
            if (name.Length == 0) continue;
            code.Line($"/// <summary>{what}: {output.Value.Type} values.</summary>");
            code.Line($"public ReadOnlySpan<float> {name} =>");
            using (code.Indent())
                code.Line($"MemoryMarshal.CreateReadOnlySpan({At(training, output.Value)}, Count * {output.Value.Shape.Length});");
            code.Line();
        }

        string ExposedName(Value value) => training.Graph.Outputs
            .First(output => output.Kind == OutputKind.Exposed && output.Value == value).Name;
    }

    private static void WriteForward(CodeWriter code, string head, CpuProgram program, int count, int firstPhase, bool keeps)
    {
        Column[] columns = [.. Signature.Inputs(program.Graph), .. Signature.Targets(program.Graph)];
        using (code.Block(head))
        {
            code.Line($"Begin({columns[0].Name}.Length, {columns[0].Length}, nameof({columns[0].Name}));");
            foreach (var column in columns)
            {
                if (!IsKept(program, column.Value))
                {
                    code.Line($"Check({column.Name}.Length, {column.Length}, nameof({column.Name}));");
                    continue;
                }
                var place = At(program, column.Value);
                code.Line(column.IsIndex
                    ? $"Keep({column.Name}, ref Integers({place}), {column.Length}, {(column.Limit == int.MaxValue ? "int.MaxValue" : column.Limit)}, nameof({column.Name}));"
                    : $"Keep({column.Name}, {place}, {column.Length}, nameof({column.Name}));");
            }
            var loss = program.Graph.Outputs.First(output => output.Kind == OutputKind.SampleLoss).Value;
            var share = program.Graph.Sources.First(source => source.Source is Source.LossShare);
            var positions = share.Shape.Length;
            code.Line($"KeepShares(weights, {At(program, share)}, {positions});");
            for (var i = 0; i < count; i++) code.Line($"RunPhase({firstPhase + i});");
            if (keeps) code.Line("EndForward();");
            code.Line($"return MeanLoss({At(program, loss)}, {At(program, share)}, {positions});");
        }
    }

    private static bool IsKept(CpuProgram program, Value value) => program.Buffers.Contains(value);

    private static string At(CpuProgram program, Value value) => $"ref Kept[{program.Buffers[value].Offset} * BatchSize]";

    private void WriteRun(CodeWriter code)
    {
        code.Lines("/// <inheritdoc/>");
        using (code.Block("protected override void RunBackward()"))
            for (var i = training.ForwardPhases; i < training.Phases.Count; i++)
                code.Line($"RunPhase({i});");
        code.Line();
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
                uint seed = State.Seed, step = (uint)State.Step;
                """);
            using (code.Block("switch (phase)"))
                for (var i = 0; i < phases.Count; i++)
                {
                    var (phase, method, program) = phases[i];
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
        foreach (var (phase, method, program) in phases)
        {
            var writer = new PhaseWriter(
                program.Buffers, storages, library, program.Names, value => table.EntryOf(program.ParameterOf(value)));
            if (separate) code.Line();
            separate = true;
            code.Line("// " + Describe(phase, program));
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
        var readers = program.LaterReaders(value).Select(kernel => program.Names[kernel.Outputs[0]]).Distinct().Take(3).ToList();
        return readers.Count == 0 ? null : "kept for " + string.Join(", ", readers);
    }

    private static string Describe(Phase phase, CpuProgram program)
    {
        var made = phase.Kernels.SelectMany(kernel => kernel.Outputs).Select(value => program.Names[value]).Distinct().ToList();
        var list = made.Count <= 6 ? string.Join(", ", made) : string.Join(", ", made.Take(3)) + ", … " + string.Join(", ", made.Skip(made.Count - 2));
        return phase.Domain == Domain.Samples
            ? $"{list}, for a chunk of samples"
            : $"{list}, each thread its part of every result, summed over the whole batch in order";
    }

    private static IEnumerable<(Phase Phase, string Method, CpuProgram Program)> Methods(CpuProgram program)
    {
        var taken = new Names();
        for (var i = 0; i < program.Phases.Count; i++)
        {
            var phase = program.Phases[i];
            var forward = i < program.ForwardPhases;
            var writesGradient = phase.Kernels.SelectMany(kernel => kernel.Outputs)
                .Any(value => program.Buffers[value].Place == Place.Gradients);
            var wanted = (forward, phase.Domain) switch
            {
                (true, Domain.Samples) => "ForwardSamples",
                (true, _) => "ForwardTotals",
                (false, Domain.Samples) => "BackwardSamples",
                _ => writesGradient ? "ParameterGradients" : "BackwardTotals",
            };
            yield return (phase, taken.Unique(wanted), program);
        }
    }
}
