using System.Globalization;

namespace ModelGen.Compiler.Emit;

/// <summary><c>X.Model.g.cs</c>: what users call, and the table of parameters.</summary>
public sealed partial class ModelFile(EmissionModel model, CpuProgram inference, TrainerPrograms programs, ParameterTable table, string summary, Footprint footprint)
{
    private readonly IReadOnlyList<Column> inputs = Signature.Inputs(inference.Graph);
    private readonly IReadOnlyList<Column> outputs = Signature.Outputs(inference.Graph);

    /// <summary>Floats behind those that count, which kernels may read; one without loops keeps to its groups of sixteen.</summary>
    public static int StackSlack(CpuProgram inference) => inference.Kernels.All(kernel => kernel is StraightLineKernel) ? 0 : 64;

    private bool HasPrepare => ForwardFile.PreparesAnything(inference);

    // A few floats are cheaper on the stack than from a pool; kernels may read 64 floats past the end.
    private bool UsesStack => Stacks(model, inference);

    /// <summary>Whether a prediction works on the stack.</summary>
    public static bool Stacks(EmissionModel model, CpuProgram inference) =>
        model.Positions is null && inference.Buffers.ScratchLength + StackSlack(inference) <= 512;

    private int StackLength => inference.Buffers.ScratchLength + StackSlack(inference);

    public GeneratedFile Write()
    {
        var code = new CodeWriter();
        using (FileHeader.Open(code, model.Declaration, WriteComment, (programs.Training is null ? " : IModel" : " : ITrainableModel") + (IsLanguageModel ? ", ILanguageModel" : "")))
        {
            WriteConstants(code);
            WriteConstruction(code);
            if (model.Positions is null) WritePredict(code);
            else WriteAlongTime(code);
            WriteInfo(code);
        }
        return new GeneratedFile(model.Declaration.FullName + ".Model.g.cs", code.ToString());
    }

    private void WriteComment(CodeWriter code)
    {
        code.Line("/// <summary>");
        if (model.Declaration.SourceLines.Count > 0)
        {
            code.Line("/// Compiled from this declaration; change it and build to change this file.");
            WriteCode(code, model.Declaration.SourceLines);
            code.Line($"/// {(model.Declaration.IsStack ? "Each attribute below the input is a row of this table" : "Each layer that it calls is a row of this table")}, N the number of samples, shapes after the layer.");
        }
        WriteCode(code, Shown(summary.Split('\n')));
        code.Line($"/// The forward pass is in {model.Declaration.Name}.Forward.g.cs{(!programs.Exist ? "" : $", the trainer and the backward pass are in {model.Declaration.Name}.Backward.g.cs")}.");
        code.Line("/// </summary>");
    }

    // A comment is read in a tooltip: of a long table it shows the start and the totals, Summary has all of it.
    private static IEnumerable<string> Shown(string[] lines)
    {
        const int most = 48, last = 8;
        return lines.Length <= most ? lines
            : [.. lines.Take(most - last), $"… {lines.Length - most} more lines in Summary …", .. lines.Skip(lines.Length - last)];
    }

    private static void WriteCode(CodeWriter code, IEnumerable<string> lines)
    {
        code.Line("/// <code>");
        foreach (var line in lines)
            code.Line(("/// " + line.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;")).TrimEnd());
        code.Line("/// </code>");
    }

    private void WriteConstants(CodeWriter code)
    {
        foreach (var column in inputs)
            code.Lines($"/// <summary>Values of one sample's {column.Name}.</summary>\npublic const int {Names.Pascal(column.Name)}Length = {column.Length};\n");
        foreach (var column in outputs)
            code.Lines($"/// <summary>Values predicted for one sample{(outputs.Count > 1 ? " as " + column.Name : "")}.</summary>\npublic const int {Names.Pascal(column.Name)}Length = {column.Length};\n");
        code.Lines($"""
            /// <summary>Elements of all parameters and running statistics.</summary>
            public const int ParameterCount = {Number(table.Count)};

            /// <summary>Elements of the parameters that training moves.</summary>
            public const int TrainableParameterCount = {Number(table.Trainable)};

            /// <summary>Operations of one prediction, a multiply-add counted as two.</summary>
            public const long FlopsPerSample = {Number(model.Layers.Sum(layer => layer.Flops))};

            """);
        if (model.Declaration.Budget is not null)
            code.Lines($"""
                /// <summary>Bytes of the weights and of what one prediction works in.</summary>
                public const long PredictionBytes = {Number(footprint.Total)};

                """);
        if (!model.Declaration.IsStack)
        {
            var methods = model.Declaration.Loss is { Name: "Loss" } ? "nameof(Forward) + \", \" + nameof(Loss)" : "nameof(Forward)";
            code.Lines($"// Evaluated while the project was built, and never called.\nprivate const string BuildTimeMethods = {methods};\n");
        }
        WriteTable(code);
        code.Lines($"/// <summary>Layers, shapes, parameters, operations and memory, as known at build time.</summary>\npublic static string Summary {{ get; }} =");
        using (code.Indent())
            code.Lines("\"\"\"\n" + summary + "\n\"\"\";");
        code.Line();
    }

    private void WriteInfo(CodeWriter code)
    {
        var targets = programs.Training is null ? [] : Signature.Targets(programs.Training.Graph);
        var arguments = string.Join(", ", inputs.Select((column, index) => column.IsIndex ? $"batch.Indices({index})" : $"batch.Reals({index})"));
        if (outputs.Count == 1)
            code.Lines($"""
                /// <inheritdoc/>
                public void Predict(Batch batch, Span<float> output) => Predict({arguments}, output);

                """);
        else
            WriteInterleaved(code);
        if (programs.Exist)
            code.Lines($"""
                /// <summary>A trainer for batches of up to <paramref name="batchSize"/> samples.</summary>
                public Trainer CreateTrainer(Optimizer optimizer, int batchSize, int threads = 1) => new(this, optimizer, batchSize, threads);

                """);
        if (programs.Training is not null)
            code.Lines($"""
                ITrainer ITrainableModel.CreateTrainer(Optimizer optimizer, int batchSize, int threads) => CreateTrainer(optimizer, batchSize, threads);

                """);
        code.Lines($"/// <inheritdoc/>\npublic ModelInfo Info {{ get; }} = new()");
        using (code.Initializer())
        {
            code.Line($"Name = {CodeWriter.Quote(model.Declaration.Name)},");
            code.Line($"InputColumns = [{string.Join(", ", inputs.Select(ColumnText))}],");
            if (programs.Training is not null)
            {
                code.Line($"TargetColumns = [{string.Join(", ", targets.Select(ColumnText))}],");
                code.Line($"Loss = {CodeWriter.Quote(model.Loss ?? "Loss")},");
            }
            code.Line($"OutputLength = {outputs.Sum(output => output.Length)},");
            code.Line($"OutputKind = OutputKind.{model.OutputKind},");
            code.Line("ParameterCount = ParameterCount,");
            code.Line("FlopsPerSample = FlopsPerSample,");
            if (model.Positions is null) code.Line($"ExecutedFlopsPerSample = {Number(inference.FlopsPerSample)},");
            if (programs.Training is not null) code.Line($"TrainingFlopsPerSample = {Number(programs.Training.FlopsPerSample)},");
        }
    }

    // What works for any model knows one output per sample: here the outputs one behind the other.
    private void WriteInterleaved(CodeWriter code)
    {
        var length = outputs.Sum(output => output.Length);
        var rows = inputs.Select((column, index) => $"batch.{(column.IsIndex ? "Indices" : "Reals")}({index}).Slice(s * {column.Length}, {column.Length})").ToList();
        var start = 0;
        foreach (var output in outputs)
        {
            rows.Add($"output.Slice(s * {length} + {start}, {output.Length})");
            start += output.Length;
        }
        code.Lines($"/// <summary>Predicts a batch, for each sample {string.Join(", then ", outputs.Select(output => output.Name))}.</summary>");
        using (code.Block("public void Predict(Batch batch, Span<float> output)"))
        {
            code.Line($"Lengths.Check(output.Length, (nuint)batch.Count, {length}, nameof(output));");
            code.Line("for (var s = 0; s < batch.Count; s++)");
            using (code.Indent())
                code.Lines($"Predict(\n    {string.Join(",\n    ", rows)});");
        }
        code.Line();
    }

    private static string ColumnText(Column column) =>
        $"new ColumnInfo({CodeWriter.Quote(column.Name)}, ElementType.{(column.IsIndex ? "Index" : "Real")}, {column.Length}{(column.Limit is null or int.MaxValue ? "" : $", {column.Limit}")})";

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '_');
}
