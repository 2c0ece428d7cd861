namespace ModelGen.Compiler.Emit;

/// <summary><c>X.Backward.g.cs</c>: the trainer, its phases, and the kernels that the forward file has not.</summary>
public sealed partial class TrainerFile(
    EmissionModel model, TrainerPrograms programs, StoragePlan storages, ParameterTable table, KernelLibrary library)
{
    private const string PhaseArguments =
        "ref float parameters, ref float gradient, ref float shared, ref float batch, ref float scratch, uint seed, uint step";

    public GeneratedFile Write()
    {
        var code = new CodeWriter();
        library.Suffix = "InTraining";
        var example = Names.Camel(model.Layers.FirstOrDefault()?.Name ?? "output");
        using (FileHeader.Open(code, model.Declaration, null, ""))
        {
            code.Lines($"""
                /// <summary>
                /// Learns from batches: <c>Forward</c>, <c>Backward</c> (which adds to the gradient) and
                /// <see cref="CompiledTrainer.Update"/> (which clears it){(programs.Training is null ? "." : ", or all three in one <c>Step</c>.")}
                /// d{Names.Pascal(example)} is the derivative of the loss with respect to {example}; {example}Y, where it occurs, is {example} before its activation.
                /// What the backward pass reads again stays in memory from <c>Forward</c> on: “kept for” beside a value says what needs it.
                /// </summary>
                """);
            using (code.Block($"public sealed class Trainer : {(programs.Training is null ? "CompiledTrainer" : "CompiledLossTrainer")}"))
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
        var penalties = string.Concat(table.Entries.Where(entry => entry.Info.L1 != 0 || entry.Info.L2 != 0).Select(entry =>
            $",\n    new ParameterPenalty({entry.Constant}, {entry.Storage.Length}, {CodeWriter.Literal(entry.Info.L1)}, {CodeWriter.Literal(entry.Info.L2)})"));
        code.Lines($"""
            private static readonly TrainerLayout Layout = new(
                TrainableFloats: {table.TrainableLength}, FloatsPerSample: {programs.BatchLength}, SharedFloats: {programs.SharedLength}, ScratchFloats: {programs.ScratchLength}{penalties});

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
        if (programs.Training is { } training) WriteLossMembers(code, training);
        if (programs.External is { } external) WriteExternalMembers(code, external);
        WriteValues(code);
        WriteRun(code);
    }
}
