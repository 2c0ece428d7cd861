namespace ModelGen.Compiler.Emit;

// The session of a model that takes samples as a whole, and what other sessions and the trainer write alike.
public sealed partial class GpuFile
{
    private void WriteSession(CodeWriter code)
    {
        var (inputs, outputs) = (Signature.Inputs(inference.Graph), Signature.Outputs(inference.Graph));
        code.Line("/// <summary>Predictions on a GPU.</summary>");
        using (code.Block("public sealed class GpuSession : CompiledGpuSession"))
        {
            WriteLayoutOf(code, inference);
            code.Lines($$"""
                internal GpuSession({{model.Declaration.Name}} model, GpuDevice device, int batchSize)
                    : base(device, typeof(GpuKernels), Layout, model.Parameters, batchSize)
                {
                }

                """);
            var spans = inputs.Select(column => column.Span).Concat(outputs.Select(output => $"Span<float> {output.Name}"));
            code.Line($"/// <summary>Predicts 1 to <see cref=\"CompiledGpuModel.BatchSize\"/> samples.</summary>");
            code.Line("/// <exception cref=\"ArgumentException\">The lengths do not fit each other.</exception>");
            using (code.Block($"public void Predict({string.Join(", ", spans)})"))
            {
                WriteInputs(code, inference, inputs);
                foreach (var output in outputs) code.Line($"Check({output.Name}.Length, {output.Length}, nameof({output.Name}));");
                code.Line("Run();");
                foreach (var output in outputs) code.Line(Read(inference, output));
            }
            code.Line();
            var fromBatch = string.Join(", ", inputs.Select(FromBatch));
            code.Line("/// <inheritdoc/>");
            if (outputs.Count == 1)
                code.Line($"public override void Predict(Batch batch, Span<float> output) => Predict({fromBatch}, output);").Line();
            else
                WriteInterleaved(code, values => $"Predict({fromBatch}, {values});", outputs);
            tables.WriteFill(code);
            code.Line("/// <inheritdoc/>");
            using (code.Block("protected override void Record(GpuCommands commands, int n)"))
                WriteLaunches(code, inference, inference.Kernels);
        }
    }

    // What works for any model knows one output per sample: here the outputs one behind the other.
    private static void WriteInterleaved(CodeWriter code, Func<string, string> predict, IReadOnlyList<Column> outputs)
    {
        var length = outputs.Sum(output => output.Length);
        using (code.Block("public override void Predict(Batch batch, Span<float> output)"))
        {
            foreach (var output in outputs) code.Line($"var {output.Name}Values = new float[batch.Count * {output.Length}];");
            code.Line(predict(string.Join(", ", outputs.Select(output => output.Name + "Values"))));
            code.Line($"Check(output.Length, {length}, nameof(output));");
            using (code.Block("for (var s = 0; s < batch.Count; s++)"))
            {
                var start = 0;
                foreach (var output in outputs)
                {
                    code.Line($"{output.Name}Values.AsSpan(s * {output.Length}, {output.Length}).CopyTo(output.Slice(s * {length} + {start}));");
                    start += output.Length;
                }
            }
        }
        code.Line();
    }

    private static string FromBatch(Column column, int index) => column.IsIndex ? $"batch.Indices({index})" : $"batch.Reals({index})";

    private static void WriteInputs(CodeWriter code, GpuPlan plan, IReadOnlyList<Column> columns)
    {
        code.Line($"Begin({columns[0].Name}.Length, {columns[0].Length}, nameof({columns[0].Name}));");
        foreach (var column in columns)
        {
            var offset = plan[column.Value].Offset;
            code.Line(column.IsIndex
                ? $"Keep({column.Name}, {offset}, {column.Length}, {(column.Limit == int.MaxValue ? "int.MaxValue" : column.Limit)}, nameof({column.Name}));"
                : $"Keep({column.Name}, {offset}, {column.Length}, nameof({column.Name}));");
        }
    }

    private static string Read(GpuPlan plan, Column output) =>
        $"Read({output.Name}, {BatchOffset(plan, output)}, {output.Length}, nameof({output.Name}));";

    private static int BatchOffset(GpuPlan plan, Column output) => plan[output.Value] is (GpuPlace.Batch, var offset)
        ? offset
        : throw new InvalidOperationException($"{output.Name} is no computed value.");
}
