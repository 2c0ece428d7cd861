namespace ModelGen.Compiler.Emit;

// The trainer.
public sealed partial class GpuFile
{
    private void WriteTrainer(CodeWriter code)
    {
        var plan = training!;
        Column[] columns = [.. Signature.Inputs(plan.Graph), .. Signature.Targets(plan.Graph)];
        var spans = string.Join(", ", columns.Select(column => column.Span)) + ", ReadOnlySpan<float> weights = default";
        var arguments = string.Join(", ", columns.Select(column => column.Name)) + ", weights";
        var fromBatch = string.Join(", ", columns.Select(FromBatch)) + ", batch.Weights";

        code.Lines("""
            /// <summary>
            /// Learns from batches on a GPU: <c>Forward</c>, <c>Backward</c> (which adds to the gradient) and
            /// <see cref="CompiledGpuTrainer.Update"/> (which clears it), or all three in one <c>Step</c>, which is one list of launches.
            /// </summary>
            """);
        using (code.Block("public sealed class GpuTrainer : CompiledGpuTrainer"))
        {
            WriteLayoutOf(code, [.. new[] { plan, evaluation }.OfType<GpuPlan>()]);
            code.Lines($$"""
                internal GpuTrainer({{model.Declaration.Name}} model, GpuDevice device, Optimizer optimizer, int batchSize)
                    : base(device, typeof(GpuKernels), Layout, model.Parameters, optimizer, batchSize)
                {
                }

                /// <summary>One step of training on one batch; returns the mean loss before the step.</summary>
                public float Step({{spans}})
                {
                    Start({{arguments}});
                    return Loss;
                }

                /// <summary>Starts a step of training on one batch; the next one can be given while the device is at work.</summary>
                """);
            WriteRun(code, $"public void Start({spans})", plan, columns, "StartStep();");
            code.Line("/// <summary>The mean loss of a batch; keeps what <see cref=\"CompiledGpuTrainer.Backward()\"/> needs.</summary>");
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
            WriteValues(code, plan);
            tables.WriteFill(code);
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

    // What can be read after a pass: outputs, exposed activations, and gradients other than those of parameters.
    private static void WriteValues(CodeWriter code, GpuPlan plan)
    {
        var outputs = plan.Graph.Outputs.Where(output => output.Kind == OutputKind.Prediction).ToList();
        if (outputs.Count == 1)
        {
            WriteValue(code, plan, "<inheritdoc/>", "override ", "Output", outputs[0].Value);
            WriteOutputSpan(code, plan, outputs[0].Value);
        }
        else
            foreach (var output in outputs)
                WriteValue(code, plan, Summary($"{output.Name} as the last <c>Forward</c> left it", output.Value), "", Names.Pascal(output.Name) + "Output", output.Value);

        var inputs = Signature.Inputs(plan.Graph);
        foreach (var output in plan.Graph.Outputs)
        {
            var (name, text) = output switch
            {
                { Kind: OutputKind.Exposed } => (Names.Pascal(output.Name), $"{output.Name} as the last <c>Forward</c> left it"),
                { Kind: OutputKind.Gradient, Of.Source: Source.Input } => (
                    (inputs.Count == 1 ? "Input" : Names.Pascal(output.Of!.Name!)) + "Gradient", "The derivative of the loss with respect to the input, after <c>Backward</c>"),
                { Kind: OutputKind.Gradient, Of.Source: null } => (
                    Names.Pascal(output.Name) + "Gradient", $"The derivative of the loss with respect to {output.Name}, after <c>Backward</c>"),
                _ => ("", ""),
            };
            if (name.Length > 0) WriteValue(code, plan, Summary(text, output.Value), "", name, output.Value);
        }
    }

    private static void WriteValue(CodeWriter code, GpuPlan plan, string comment, string modifier, string name, Value value)
    {
        if (!plan.Contains(value) || plan[value].Place != GpuPlace.Batch) return;
        var buffer = Names.Camel(name) + "Values";
        code.Lines($"""
            /// {comment}
            public {modifier}ReadOnlySpan<float> {name} => Read(ref {buffer}, {plan[value].Offset}, {value.Shape.Length});

            private float[]? {buffer};

            """);
    }

    private static void WriteOutputSpan(CodeWriter code, GpuPlan plan, Value value)
    {
        if (!plan.Contains(value) || plan[value].Place != GpuPlace.Batch) return;
        code.Lines($"""
            /// <inheritdoc/>
            protected override GpuSpan OutputSpan => Batch({plan[value].Offset}, {(value.Shape.Length == 1 ? "" : $"{value.Shape.Length} * ")}BatchSize);

            """);
    }

    private static string Summary(string text, Value value) => $"<summary>{text}: {value.Type} values.</summary>";

    private static Value Share(GpuPlan plan) => plan.Graph.Sources.First(source => source.Source is Source.LossShare);
}
