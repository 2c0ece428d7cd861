namespace ModelGen.Compiler.Emit;

/// <summary><c>X.Gpu.g.cs</c>: the model's trainer and session on a GPU, and the kernels that they launch.</summary>
public sealed partial class GpuFile
{
    private readonly EmissionModel model;
    private readonly ParameterTable table;
    private readonly GpuTables tables;
    private readonly GpuPlan inference;
    private readonly GpuPlan? training, evaluation;
    private readonly GpuKernelLibrary library = new();

    /// <param name="model">The model.</param>
    /// <param name="table">Where parameters lie on the device.</param>
    /// <param name="tables">What the host sends once.</param>
    /// <param name="inference">The plan of a prediction.</param>
    /// <param name="training">The plan of loss and gradients; null without a loss.</param>
    /// <param name="evaluation">The plan of the loss as predictions have it; null where it is that of training.</param>
    public GpuFile(EmissionModel model, ParameterTable table, GpuTables tables, GpuPlan inference, GpuPlan? training, GpuPlan? evaluation) =>
        (this.model, this.table, this.tables, this.inference, this.training, this.evaluation) = (model, table, tables, inference, training, evaluation);

    public GeneratedFile Write()
    {
        var code = new CodeWriter();
        var interfaces = training is null ? " : IGpuModel" : " : IGpuTrainableModel";
        using (FileHeader.Open(code, model.Declaration, null, interfaces, ["System", "ILGPU", "ModelGen", "ModelGen.Numerics"]))
        {
            WriteEntries(code);
            WriteLayout(code);
            WriteSession(code);
            code.Line();
            if (training is not null)
            {
                WriteTrainer(code);
                code.Line();
            }
            WriteKernels(code);
        }
        return new GeneratedFile(model.Declaration.FullName + ".Gpu.g.cs", code.ToString());
    }

    private void WriteEntries(CodeWriter code)
    {
        code.Lines("""
            /// <summary>Predictions of up to <paramref name="batchSize"/> samples at once on a GPU, with this model's parameters.</summary>
            public GpuSession CreateGpuSession(GpuDevice device, int batchSize = 1) => new(this, device, batchSize);

            CompiledGpuSession IGpuModel.CreateGpuSession(GpuDevice device, int batchSize) => CreateGpuSession(device, batchSize);

            """);
        if (training is not null)
            code.Lines("""
                /// <summary>A trainer on a GPU, for batches of up to <paramref name="batchSize"/> samples.</summary>
                public GpuTrainer CreateGpuTrainer(GpuDevice device, Optimizer optimizer, int batchSize) => new(this, device, optimizer, batchSize);

                CompiledGpuTrainer IGpuTrainableModel.CreateGpuTrainer(GpuDevice device, Optimizer optimizer, int batchSize) =>
                    CreateGpuTrainer(device, optimizer, batchSize);

                """);
    }

    // On the device parameters are dense, in the order of axes that kernels index.
    private void WriteLayout(CodeWriter code)
    {
        code.Line("// On the device parameters are dense and row-major: a dense weight is (inputs, outputs), a convolution's (height, width, inputs, outputs).");
        code.Line("private static readonly Parameter[] GpuParameters =");
        code.Line("[");
        using (code.Indent())
            foreach (var entry in table.Entries) code.Line(ParameterText.Dense(entry));
        code.Line("];").Line();
    }

    private void WriteLayoutOf(CodeWriter code, params GpuPlan[] plans)
    {
        var penalties = string.Concat(table.Entries.Where(entry => entry.Info.L1 != 0 || entry.Info.L2 != 0).Select(entry =>
            $",\n    new ParameterPenalty({entry.Offset}, {entry.Info.Shape.Length}, {CodeWriter.Literal(entry.Info.L1)}, {CodeWriter.Literal(entry.Info.L2)})"));
        code.Lines($"""
            private static readonly GpuModelLayout Layout = new(
                GpuParameters, ParameterFloats: {table.BlockLength}, TrainableFloats: {table.TrainableLength},
                SentFloats: {plans.Max(plan => plan.SentLength)}, SharedFloats: {plans.Max(plan => plan.SharedLength)}, BatchFloats: {plans.Max(plan => plan.BatchLength)}{penalties})
            """);
        using (code.Initializer())
        {
            code.Line($"LargestValue = {plans.Max(plan => plan.LargestValue)},");
            if (tables.Length > 0) code.Line($"TableFloats = {tables.Length},");
            if (plans.SelectMany(plan => plan.Kernels).Any(kernel => kernel.Precision != GpuPrecision.Float32)) code.Line("NeedsMatrixUnits = true,");
        }
        code.Line();
    }

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
                WriteInterleaved(code, fromBatch, outputs);
            tables.WriteFill(code);
            code.Line("/// <inheritdoc/>");
            using (code.Block("protected override void Record(GpuCommands commands, int n)"))
                WriteLaunches(code, inference, inference.Kernels);
        }
    }

    // What works for any model knows one output per sample: here the outputs one behind the other.
    private static void WriteInterleaved(CodeWriter code, string fromBatch, IReadOnlyList<Column> outputs)
    {
        var length = outputs.Sum(output => output.Length);
        using (code.Block("public override void Predict(Batch batch, Span<float> output)"))
        {
            foreach (var output in outputs) code.Line($"var {output.Name}Values = new float[batch.Count * {output.Length}];");
            code.Line($"Predict({fromBatch}, {string.Join(", ", outputs.Select(output => output.Name + "Values"))});");
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

    private void WriteLaunches(CodeWriter code, GpuPlan plan, IEnumerable<GpuKernel> kernels)
    {
        code.Line("var kernels = Kernels;");
        new LaunchWriter(plan, table, library).Write(code, kernels);
    }

    private void WriteKernels(CodeWriter code)
    {
        code.Lines("""
            // Each is launched over groups of threads; Grid.IdxX is the number of the group, Group.IdxX that of the thread in it.
            #pragma warning disable CS1718 // what is not a number differs from itself
            """);
        using (code.Block("internal static class GpuKernels"))
            for (var i = 0; i < library.Texts.Count; i++)
            {
                if (i > 0) code.Line();
                code.Lines(library.Texts[i].TrimEnd('\n'));
            }
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

    private static string Read(GpuPlan plan, Column output) => plan[output.Value] is (GpuPlace.Batch, var offset)
        ? $"Read({output.Name}, {offset}, {output.Length}, nameof({output.Name}));"
        : throw new InvalidOperationException($"{output.Name} is no computed value.");
}
