using System.Globalization;

namespace ModelGen.Compiler.Emit;

/// <summary><c>X.Model.g.cs</c>: what users call, and the table of parameters.</summary>
public sealed class ModelFile(EmissionModel model, CpuProgram inference, CpuProgram? training, ParameterTable table, string summary)
{
    private readonly IReadOnlyList<Column> inputs = Signature.Inputs(inference.Graph);
    private readonly IReadOnlyList<Column> outputs = Signature.Outputs(inference.Graph);

    private bool HasPrepare => ForwardFile.PreparePhases(inference).Any();

    // A few floats are cheaper on the stack than from a pool; kernels may read 64 floats past the end.
    private bool UsesStack => StackLength <= 512;

    private int StackLength => inference.Buffers.ScratchLength + 64;

    public GeneratedFile Write()
    {
        var code = new CodeWriter();
        using (FileHeader.Open(code, model.Declaration, WriteComment, training is null ? " : IModel" : " : ITrainableModel"))
        {
            WriteConstants(code);
            WriteConstruction(code);
            WritePredict(code);
            WriteInfo(code);
        }
        return new GeneratedFile(model.Declaration.FullName + ".Model.g.cs", code.ToString());
    }

    private void WriteComment(CodeWriter code)
    {
        code.Line("/// <summary>");
        code.Line("/// <code>");
        foreach (var line in summary.Split('\n'))
            code.Line("/// " + line.Replace("&", "&amp;").Replace("<", "&lt;"));
        code.Line("/// </code>");
        code.Line($"/// The forward pass is in {model.Declaration.Name}.Forward.g.cs{(training is null ? "" : $", the trainer and the backward pass are in {model.Declaration.Name}.Backward.g.cs")}.");
        code.Line("/// </summary>");
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

            /// <summary>Operations of one prediction, a multiply-add counted as two.</summary>
            public const long FlopsPerSample = {Number(model.Layers.Sum(layer => layer.Flops))};

            """);
        WriteTable(code);
        code.Lines($"/// <summary>Layers, shapes, parameters, operations and memory, as known at build time.</summary>\npublic static string Summary {{ get; }} =");
        using (code.Indent())
            code.Lines("\"\"\"\n" + summary + "\n\"\"\";");
        code.Line();
    }

    // The offsets stand in a column, with the shape in files and the stored shape beside them.
    private void WriteTable(CodeWriter code)
    {
        code.Lines($"""
            // All parameters lie in one block of {table.BlockLength.ToString("#,0", CultureInfo.InvariantCulture)} floats; gradients and the optimizer's memory lie in
            // blocks of the same layout. A matrix is stored (inputs, outputs), in panels of columns, so that a register tile
            // reads it from end to end; columns are padded to 16 with zeros.
            """);
        if (table.Entries.Count > 0)
        {
            var width = table.Entries.Max(entry => entry.Constant.Length);
            var digits = table.Entries.Max(entry => entry.Offset.ToString(CultureInfo.InvariantCulture).Length);
            foreach (var entry in table.Entries)
                code.Line($"private const int {entry.Constant.PadRight(width)} = {entry.Offset.ToString(CultureInfo.InvariantCulture).PadLeft(digits)};   // {entry.Info.Shape}{Stored(entry)}");
        }
        code.Line($"private const int BlockLength = {table.BlockLength};").Line();

        code.Line("/// <summary>The parameters in the names, shapes and order of other frameworks.</summary>");
        code.Line("private static readonly Parameter[] ParameterLayout =");
        code.Line("[");
        using (code.Indent())
            foreach (var entry in table.Entries)
                code.Line(ParameterText(entry));
        code.Line("];").Line();
    }

    private static string Stored(ParameterEntry entry) => entry.Storage.Rows == 1 ? ""
        : entry.Storage.PanelCount == 1 ? $" stored ({entry.Storage.Rows}, {entry.Storage.Width(0)})"
        : $" stored in panels ({entry.Storage.PanelCount}, {entry.Storage.Rows}, {entry.Storage.PanelWidth})";

    private static string ParameterText(ParameterEntry entry)
    {
        var info = entry.Info;
        var shape = string.Join(", ", info.FrameworkAxes.Select(axis => info.Shape[axis]));
        var axes = string.Join(", ", info.FrameworkAxes);
        return $"new({Quote(info.Name)}, [{shape}], {entry.Constant}, rows: {entry.Storage.Rows}, columns: {entry.Storage.Columns}, "
            + $"panelWidth: {entry.Storage.PanelWidth}, axes: [{axes}]{(info.IsTrainable ? "" : ", isTrainable: false")}),";
    }

    private void WriteConstruction(CodeWriter code)
    {
        var name = model.Declaration.Name;
        code.Lines($"""
            private readonly AlignedBlock parameters = new(BlockLength);
            """);
        if (!UsesStack) code.Line($"private readonly ScratchPool spare = new({inference.Buffers.ScratchLength});");
        if (HasPrepare)
            code.Lines($"""
                private readonly AlignedBlock shared = new({inference.Buffers.SharedLength});
                private readonly System.Threading.Lock preparing = new();
                private long preparedVersion = -1;
                """);
        code.Line();
        code.Lines($"/// <summary>A model with random weights, the same for the same seed.</summary>\npublic {name}(int seed = 0)");
        using (code.Block())
        {
            code.Line("Parameters = new ParameterSet(ParameterLayout, parameters);");
            foreach (var (entry, index) in table.Entries.Select((entry, index) => (entry, index)))
                if (entry.Info.Initializer != Initializer.Zeros)
                    code.Line($"Parameters[{index}].{Initialization(entry.Info)};   // {entry.Info.Name}");
        }
        code.Line();
        code.Lines($"""
            /// <inheritdoc/>
            public ParameterSet Parameters {"{ get; }"}

            /// <summary>A model with the weights of a safetensors file.</summary>
            /// <exception cref="SafeTensorsException">The file is damaged, or its tensors do not fit the model.</exception>
            public static {name} Load(string path, WeightMap? map = null)
            """);
        WriteLoad(code, "path, map");
        code.Lines("/// <inheritdoc cref=\"Load(string, WeightMap?)\"/>");
        code.Line($"public static {name} Load(System.IO.Stream stream, WeightMap? map = null)");
        WriteLoad(code, "stream, map");
        code.Lines("/// <inheritdoc cref=\"Load(string, WeightMap?)\"/>");
        code.Line($"public static {name} Load(ReadOnlySpan<byte> file, WeightMap? map = null)");
        WriteLoad(code, "file, map");
        code.Lines("""
            /// <summary>Writes the weights as safetensors, all or nothing.</summary>
            public void Save(string path) => Parameters.Save(path);

            """);
    }

    private void WriteLoad(CodeWriter code, string arguments)
    {
        using (code.Block())
            code.Lines($"""
                var model = new {model.Declaration.Name}();
                model.Parameters.Load({arguments});
                return model;
                """);
        code.Line();
    }

    private static string Initialization(ParameterInfo info) => info.Initializer switch
    {
        Initializer.Ones => "Fill(1)",
        Initializer.Constant => $"Fill({CodeWriter.Literal(info.Scale)})",
        Initializer.GlorotUniform => $"GlorotUniform(seed, fanIn: {info.FanIn}, fanOut: {info.FanOut})",
        Initializer.HeUniform => $"HeUniform(seed, fanIn: {info.FanIn})",
        Initializer.Orthogonal => "Orthogonal(seed)",
        Initializer.Normal => $"Normal(seed, {CodeWriter.Literal(info.Scale)})",
        _ => "Fill(0)",
    };

    private void WritePredict(CodeWriter code)
    {
        var spans = string.Join(", ", inputs.Select(input => input.Span).Concat(outputs.Select(output => $"Span<float> {output.Name}")));
        var first = inputs[0];
        code.Lines($"/// <summary>Predicts any number of samples. Any number of threads may call this at once; nothing is allocated.</summary>\n/// <exception cref=\"ArgumentException\">A span has the wrong length; nothing is written then.</exception>");
        using (code.Block($"public void Predict({spans})"))
        {
            code.Line($"var n = (nuint)({first.Name}.Length / {first.Length});");
            code.Line($"if ({first.Name}.Length != (int)n * {first.Length})");
            using (code.Indent())
                code.Line($"throw new ArgumentException($\"Expected a multiple of {first.Length} values, got {{{first.Name}.Length}}.\", nameof({first.Name}));");
            foreach (var column in inputs.Skip(1).Concat(outputs))
            {
                code.Line($"if ({column.Name}.Length != (int)n * {column.Length})");
                using (code.Indent())
                    code.Line($"throw new ArgumentException($\"Expected {{n}} × {column.Length} values for {{n}} samples, got {{{column.Name}.Length}}.\", nameof({column.Name}));");
            }
            foreach (var column in inputs.Where(column => column.Limit is not null and not int.MaxValue))
            {
                code.Line($"foreach (var index in {column.Name})");
                using (code.Indent())
                {
                    code.Line($"if ((uint)index >= {column.Limit})");
                    using (code.Indent())
                        code.Line($"throw new ArgumentException($\"Expected integers from 0 to {column.Limit - 1}, got {{index}}.\", nameof({column.Name}));");
                }
            }
            if (HasPrepare) code.Line("Prepare();");
            code.Line();
            foreach (var column in inputs.Concat(outputs))
                code.Line($"ref var {Reference(column)} = ref MemoryMarshal.GetReference({column.Name});");
            if (UsesStack) code.Line($"Span<float> memory = stackalloc float[{StackLength}];");
            else code.Line("var memory = spare.Take();");
            code.Line($"foreach (var (first, count) in Chunks.Of(n, {inference.Buffers.ChunkSamples}))");
            using (code.Block())
            {
                var arguments = "count, " + string.Join(", ", inputs.Concat(outputs).Select(column =>
                    $"ref At(ref {Reference(column)}, first * {column.Length})"));
                KernelClass.Dispatch(code, types => $"Kernels<{types}>.Predict(\n    {arguments},\n    ref parameters[0], ref {(HasPrepare ? "shared" : "memory")}[0], ref memory[0]);");
            }
            if (!UsesStack) code.Line("spare.Return(memory);");
        }
        code.Line();
        if (HasPrepare) WritePrepare(code);
    }

    private static string Reference(Column column) => column.Name == "input" ? "x" : column.Name == "output" ? "y" : column.Name + "At";

    private void WritePrepare(CodeWriter code)
    {
        code.Line("// Makes what depends on the parameters alone, once after each change of them.");
        using (code.Block("private void Prepare()"))
        {
            code.Line("if (System.Threading.Volatile.Read(ref preparedVersion) == Parameters.Version) return;");
            using (code.Block("lock (preparing)"))
            {
                code.Line("var version = Parameters.Version;");
                foreach (var (_, method) in ForwardFile.PreparePhases(inference))
                    KernelClass.Dispatch(code, types => $"Kernels<{types}>.{method}(ref parameters[0], ref shared[0]);");
                code.Line("System.Threading.Volatile.Write(ref preparedVersion, version);");
            }
        }
        code.Line();
    }

    private void WriteInfo(CodeWriter code)
    {
        var targets = training is null ? [] : Signature.Targets(training.Graph);
        var arguments = string.Join(", ", inputs.Select((column, index) => column.IsIndex ? $"batch.Indices({index})" : $"batch.Reals({index})"));
        if (outputs.Count == 1)
            code.Lines($"""
                /// <inheritdoc/>
                public void Predict(Batch batch, Span<float> output) => Predict({arguments}, output);

                """);
        if (training is not null)
            code.Lines($"""
                /// <summary>A trainer for batches of up to <paramref name="batchSize"/> samples.</summary>
                public Trainer CreateTrainer(Optimizer optimizer, int batchSize, int threads = 1) => new(this, optimizer, batchSize, threads);

                ITrainer ITrainableModel.CreateTrainer(Optimizer optimizer, int batchSize, int threads) => CreateTrainer(optimizer, batchSize, threads);

                """);
        code.Lines($"/// <inheritdoc/>\npublic ModelInfo Info {{ get; }} = new()");
        using (code.Initializer())
        {
            code.Line($"Name = {Quote(model.Declaration.Name)},");
            code.Line($"InputColumns = [{string.Join(", ", inputs.Select(ColumnText))}],");
            if (training is not null)
            {
                code.Line($"TargetColumns = [{string.Join(", ", targets.Select(ColumnText))}],");
                code.Line($"Loss = {Quote(model.Loss ?? "Loss")},");
            }
            code.Line($"OutputLength = {outputs.Sum(output => output.Length)},");
            code.Line($"OutputKind = OutputKind.{model.OutputKind},");
            code.Line("ParameterCount = ParameterCount,");
            code.Line("FlopsPerSample = FlopsPerSample,");
        }
    }

    private static string ColumnText(Column column) =>
        $"new ColumnInfo({Quote(column.Name)}, ElementType.{(column.IsIndex ? "Index" : "Real")}, {column.Length}{(column.Limit is null or int.MaxValue ? "" : $", {column.Limit}")})";

    private static string Quote(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '_');
}
