namespace ModelGen.Compiler.Emit;

// The trainer.
public sealed partial class GpuFile
{
    private void WriteTrainer(CodeWriter code)
    {
        code.Lines($$"""
            /// <summary>
            /// Learns from batches on a GPU: <c>Forward</c>, <c>Backward</c> (which adds to the gradient) and
            /// <see cref="CompiledGpuTrainer.Update"/> (which clears it){{(training is null ? "." : ", or all three in one <c>Step</c>, which is one list of launches.")}}
            /// </summary>
            """);
        using (code.Block($"public sealed class GpuTrainer : {(training is null ? "CompiledGpuTrainer" : "CompiledGpuLossTrainer")}"))
        {
            WriteLayoutOf(code, [.. new[] { training, evaluation, external }.OfType<GpuPlan>()]);
            code.Lines($$"""
                internal GpuTrainer({{model.Declaration.Name}} model, GpuDevice device, Optimizer optimizer, int batchSize)
                    : base(device, typeof(GpuKernels), Layout, model.Parameters, optimizer, batchSize)
                {
                }

                """);
            if (training is not null) WriteLossMembers(code, training);
            if (external is not null) WriteExternalMembers(code, external);
            WriteValues(code);
            tables.WriteFill(code);
            if (training is not null) WriteLossRecords(code, training);
            if (external is not null) WriteExternalRecords(code, external);
        }
    }

    private void WriteLossMembers(CodeWriter code, GpuPlan plan)
    {
        Column[] columns = [.. Signature.Inputs(plan.Graph), .. Signature.Targets(plan.Graph)];
        var spans = Spans(columns) + ", ReadOnlySpan<float> weights = default";
        var arguments = string.Join(", ", columns.Select(column => column.Name)) + ", weights";
        var fromBatch = string.Join(", ", columns.Select(FromBatch)) + ", batch.Weights";
        code.Lines($$"""
            /// <summary>One step of training on one batch; returns the mean loss before the step.</summary>
            public float Step({{spans}})
            {
                Start({{arguments}});
                return Loss;
            }

            /// <summary>Starts a step of training on one batch; the next one can be given while the device is at work.</summary>
            """);
        WriteRun(code, $"public void Start({spans})", plan, columns, "StartStep();");
        code.Line("/// <summary>The mean loss of a batch; keeps what <see cref=\"CompiledGpuLossTrainer.Backward()\"/> needs.</summary>");
        WriteRun(code, $"public float Forward({spans})", plan, columns, "return RunForward();");
        code.Line("/// <summary>The mean loss of a batch as <c>Predict</c> would see it: without dropout, with running statistics.</summary>");
        Column[] judged = evaluation is null ? columns : [.. Signature.Inputs(evaluation.Graph), .. Signature.Targets(evaluation.Graph)];
        WriteRun(code, $"public float Evaluate({spans})", evaluation ?? plan, judged, "return RunEvaluate();");
        code.Lines($"""
            /// <inheritdoc/>
            public override void Start(Batch batch) => Start({fromBatch});

            /// <inheritdoc/>
            public override float Forward(Batch batch) => Forward({fromBatch});

            /// <inheritdoc/>
            public override float Evaluate(Batch batch) => Evaluate({fromBatch});

            """);
    }

    private void WriteLossRecords(CodeWriter code, GpuPlan plan)
    {
        code.Line("/// <inheritdoc/>");
        WriteForward(code, "RecordForward", plan, plan.Kernels.Take(plan.ForwardCount));
        code.Line("/// <inheritdoc/>");
        using (code.Block("protected override void RecordBackward(GpuCommands commands, int n)"))
            WriteLaunches(code, plan, plan.Kernels.Skip(plan.ForwardCount));
        code.Line();
        code.Line("/// <inheritdoc/>");
        if (evaluation is null)
            code.Line("protected override (GpuSpan Losses, GpuSpan Shares) RecordEvaluate(GpuCommands commands, int n) => RecordForward(commands, n);");
        else
            WriteForward(code, "RecordEvaluate", evaluation, evaluation.Kernels);
    }

    private static void WriteRun(CodeWriter code, string head, GpuPlan plan, IReadOnlyList<Column> columns, string run)
    {
        var share = Share(plan);
        using (code.Block(head))
        {
            WriteInputs(code, plan, columns);
            code.Line($"KeepShares(weights, {plan[share].Offset}, {share.Shape.Length});");
            code.Line(run);
        }
        code.Line();
    }

    private void WriteForward(CodeWriter code, string method, GpuPlan plan, IEnumerable<GpuKernel> kernels)
    {
        var loss = plan.Graph.Outputs.First(output => output.Kind == OutputKind.SampleLoss).Value;
        using (code.Block($"protected override (GpuSpan Losses, GpuSpan Shares) {method}(GpuCommands commands, int n)"))
        {
            WriteLaunches(code, plan, kernels);
            var writer = new LaunchWriter(plan, table, library);
            code.Line($"return ({writer.Span(loss)}, {writer.Span(Share(plan))});");
        }
        code.Line();
    }

    private static string Spans(IEnumerable<Column> columns) => string.Join(", ", columns.Select(column => column.Span));

    private static Value Share(GpuPlan plan) => plan.Graph.Sources.First(source => source.Source is Source.LossShare);
}
