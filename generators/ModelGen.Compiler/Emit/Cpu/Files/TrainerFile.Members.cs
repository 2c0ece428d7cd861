namespace ModelGen.Compiler.Emit;

// The members that are called for each batch.
public sealed partial class TrainerFile
{
    private void WriteLossMembers(CodeWriter code, CpuProgram training)
    {
        Column[] columns = [.. Signature.Inputs(training.Graph), .. Signature.Targets(training.Graph)];
        var spans = Spans(columns) + ", ReadOnlySpan<float> weights = default";
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
        code.Lines("/// <summary>The mean loss of a batch; keeps what <see cref=\"CompiledLossTrainer.Backward()\"/> needs.</summary>");
        WriteForward(code, $"public float Forward({spans})", training, keeps: true);
        code.Line();
        code.Lines($"""
            /// <inheritdoc/>
            public override float Forward(Batch batch) => Forward({fromBatch});

            """);
        code.Lines("/// <summary>The mean loss of a batch as <c>Predict</c> would see it: without dropout, with running statistics.</summary>");
        if (programs.Evaluation is not { } evaluation)
            code.Line($"public float Evaluate({spans}) => Forward({arguments});").Line();
        else
        {
            WriteForward(code, $"public float Evaluate({spans})", evaluation, keeps: false);
            code.Line();
        }
        code.Lines($"""
            /// <inheritdoc/>
            public override float Evaluate(Batch batch) => Evaluate({fromBatch});

            """);
        code.Lines("/// <inheritdoc/>");
        using (code.Block("protected override void RunBackward()"))
            WritePhaseCalls(code, training, forward: false);
        code.Line();
    }

    private void WriteForward(CodeWriter code, string head, CpuProgram program, bool keeps)
    {
        using (code.Block(head))
        {
            WriteInputs(code, program, [.. Signature.Inputs(program.Graph), .. Signature.Targets(program.Graph)]);
            var loss = program.Graph.Outputs.First(output => output.Kind == OutputKind.SampleLoss).Value;
            var share = program.Graph.Sources.First(source => source.Source is Source.LossShare);
            var positions = share.Shape.Length;
            code.Line($"KeepShares(weights, {At(program, share)}, {positions});");
            WritePhaseCalls(code, program, forward: true);
            if (keeps) code.Line("EndForward(GradientOrigin.Loss);");
            code.Line($"return MeanLoss({At(program, loss)}, {At(program, share)}, {positions});");
        }
    }

    private void WriteExternalMembers(CodeWriter code, CpuProgram external)
    {
        var inputs = Signature.Inputs(external.Graph);
        var gradients = Signature.OutputGradients(external.Graph);
        var hasOneOutput = gradients.Count == 1;
        code.Lines($"""
            /// <summary>
            /// Predicts a batch in training mode{(hasOneOutput ? "; the result stands until the next <c>Forward</c>" : "")}. Keeps what
            /// <c>Backward({string.Join(", ", gradients.Select(column => column.Name))})</c> needs.
            /// </summary>
            """);
        using (code.Block($"public {(hasOneOutput ? "ReadOnlySpan<float>" : "void")} Forward({Spans(inputs)})"))
        {
            WriteInputs(code, external, inputs);
            WritePhaseCalls(code, external, forward: true);
            code.Line("EndForward(GradientOrigin.Output);");
            if (hasOneOutput) code.Line("return Output;");
        }
        code.Line();
        code.Lines("""
            /// <summary>
            /// Adds to the gradient what follows from the derivatives of a loss outside of the model with respect to every
            /// output of the last <c>Forward</c> without a target.
            /// </summary>
            /// <exception cref="ArgumentException">A span has not as many values as the outputs.</exception>
            /// <exception cref="InvalidOperationException">There was no such <c>Forward</c> since the last <c>Backward</c>.</exception>
            """);
        using (code.Block($"public void Backward({Spans(gradients)})"))
        {
            code.Line("BeginBackward(GradientOrigin.Output);");
            WriteKeep(code, external, gradients);
            WritePhaseCalls(code, external, forward: false);
            code.Line("EndBackward();");
        }
        code.Line();
    }

    private static string Spans(IEnumerable<Column> columns) => string.Join(", ", columns.Select(column => column.Span));

    private static void WriteInputs(CodeWriter code, CpuProgram program, IReadOnlyList<Column> columns)
    {
        code.Line($"Begin({columns[0].Name}.Length, {columns[0].Length}, nameof({columns[0].Name}));");
        WriteKeep(code, program, columns);
    }

    // All lengths are checked before anything is kept.
    private static void WriteKeep(CodeWriter code, CpuProgram program, IReadOnlyList<Column> columns)
    {
        foreach (var column in columns)
        {
            if (!program.Buffers.Contains(column.Value))
            {
                code.Line($"Check({column.Name}.Length, {column.Length}, nameof({column.Name}));");
                continue;
            }
            var place = At(program, column.Value);
            code.Line(column.IsIndex
                ? $"Keep({column.Name}, ref Integers({place}), {column.Length}, {(column.Limit == int.MaxValue ? "int.MaxValue" : column.Limit)}, nameof({column.Name}));"
                : $"Keep({column.Name}, {place}, {column.Length}, nameof({column.Name}));");
        }
    }

    private void WritePhaseCalls(CodeWriter code, CpuProgram program, bool forward)
    {
        foreach (var phase in programs.PhasesOf(program, forward))
            code.Line($"RunPhase({phase});   // {programs.Phases[phase].Method}");
    }

    private static string At(CpuProgram program, Value value) => $"ref Kept[{program.Buffers[value].Offset} * BatchSize]";
}
