namespace ModelGen.Compiler.Emit;

/// <summary><c>X.Gpu.g.cs</c>: the model's trainer and session on a GPU, and the kernels that they launch.</summary>
public sealed partial class GpuFile
{
    private readonly EmissionModel model;
    private readonly ParameterTable table;
    private readonly GpuTables tables;
    private readonly GpuPlan inference;
    private readonly GpuPlan? training, evaluation, external;
    private readonly GpuKernelLibrary library = new();

    /// <param name="model">The model.</param>
    /// <param name="table">Where parameters lie on the device.</param>
    /// <param name="tables">What the host sends once.</param>
    /// <param name="inference">The plan of a prediction.</param>
    /// <param name="training">The plan of loss and gradients; null without a loss.</param>
    /// <param name="evaluation">The plan of the loss as predictions have it; null where it is that of training.</param>
    /// <param name="external">The plan of predictions and of gradients from derivatives that come from outside; null where not asked for.</param>
    public GpuFile(
        EmissionModel model, ParameterTable table, GpuTables tables, GpuPlan inference, GpuPlan? training, GpuPlan? evaluation, GpuPlan? external)
    {
        (this.model, this.table, this.tables) = (model, table, tables);
        (this.inference, this.training, this.evaluation, this.external) = (inference, training, evaluation, external);
    }

    // The plans that have a backward pass.
    private IReadOnlyList<GpuPlan> WithGradients => [.. new[] { training, external }.OfType<GpuPlan>()];

    public GeneratedFile Write()
    {
        var code = new CodeWriter();
        var interfaces = training is null ? " : IGpuModel" : " : IGpuTrainableModel";
        using (FileHeader.Open(code, model.Declaration, null, interfaces, ["System", "ILGPU", "ModelGen", "ModelGen.Numerics"]))
        {
            WriteEntries(code);
            WriteLayout(code);
            if (model.Positions is null) WriteSession(code);
            else WriteAlongTime(code);
            code.Line();
            if (WithGradients.Count > 0)
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
        code.Lines($"""
            /// <summary>{(HasSession
                ? "A session of <paramref name=\"batchSize\"/> samples on a GPU that remembers what it has seen, with this model's parameters."
                : "Predictions of up to <paramref name=\"batchSize\"/> samples at once on a GPU, with this model's parameters.")}</summary>
            public GpuSession CreateGpuSession(GpuDevice device, int batchSize = 1) => new(this, device, batchSize);

            CompiledGpuSession IGpuModel.CreateGpuSession(GpuDevice device, int batchSize) => CreateGpuSession(device, batchSize);

            """);
        if (WithGradients.Count > 0)
            code.Lines("""
                /// <summary>A trainer on a GPU, for batches of up to <paramref name="batchSize"/> samples.</summary>
                public GpuTrainer CreateGpuTrainer(GpuDevice device, Optimizer optimizer, int batchSize) => new(this, device, optimizer, batchSize);

                """);
        if (training is not null)
            code.Lines("""
                CompiledGpuLossTrainer IGpuTrainableModel.CreateGpuTrainer(GpuDevice device, Optimizer optimizer, int batchSize) =>
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
            if (plans.Max(plan => plan.StateLength) is > 0 and var remembered)
                code.Line($"StateFloats = {remembered}, ClearedFloats = {plans.Max(plan => plan.ClearedLength)},");
            if (tables.Length > 0) code.Line($"TableFloats = {tables.Length},");
            if (plans.SelectMany(plan => plan.Kernels).Any(kernel => kernel.Precision != GpuPrecision.Float32)) code.Line("NeedsMatrixUnits = true,");
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
}
