namespace ModelGen.Compiler.Emit;

// The session of a model whose inputs have a time axis of any length, or that remembers something.
public sealed partial class GpuFile
{
    private PositionGraph Positions => model.Positions!;

    private bool IsTimed => Positions.Limit > 0;

    private bool HasSession => SessionForm.Exists(model.Positions);

    private void WriteAlongTime(CodeWriter code)
    {
        var name = model.Declaration.Name;
        var (inputs, outputs) = (Signature.Inputs(inference.Graph), Signature.Outputs(inference.Graph));
        var isLanguageModel = SessionForm.IsLanguageModel(model.Positions, inputs, outputs);
        var spans = string.Join(", ", inputs.Select(column => column.Span).Concat(outputs.Select(output => $"Span<float> {output.Name}")));
        var names = string.Join(", ", inputs.Concat(outputs).Select(column => column.Name));
        var fromBatch = string.Join(", ", inputs.Select(FromBatch));
        var length = IsTimed ? "MaxLength" : "1";

        code.Line(HasSession
            ? $"/// <summary>Predictions on a GPU, which remembers {inference.StateLength} floats of each sample between calls.</summary>"
            : "/// <summary>Predictions on a GPU.</summary>");
        using var session = code.Block($"public sealed class GpuSession : CompiledGpu{(HasSession ? "State" : "Position")}Session{(isLanguageModel ? ", ITokenSession" : "")}");
        WriteLayoutOf(code, inference);
        code.Lines($$"""
            internal GpuSession({{name}} model, GpuDevice device, int batchSize)
                : base(device, typeof(GpuKernels), Layout, model.Parameters, batchSize{{(!HasSession ? "" : IsTimed ? $", {name}.MaxLength" : ", int.MaxValue")}})
            {
            }

            """);
        if (isLanguageModel)
            code.Lines($"""
                /// <inheritdoc/>
                public int VocabularySize => {outputs[0].RowLength};

                /// <inheritdoc/>
                public OutputKind OutputKind => OutputKind.{model.OutputKind};

                """);
        if (HasSession) WriteOnward(code, inputs, spans, names);
        if (IsTimed) WriteAnew(code, spans, names);
        code.Line(HasSession
            ? "/// <summary>Predicts samples that begin anew, as they are in a batch; the session forgets what it remembered.</summary>"
            : "/// <inheritdoc/>");
        if (outputs.Count == 1)
            code.Line($"public override void Predict(Batch batch, Span<float> output) => PredictAnew({fromBatch}, output, {length});").Line();
        else
            WriteInterleaved(code, values => $"PredictAnew({fromBatch}, {values}, {length});", outputs);
        using (code.Block($"private void PredictAnew({spans}, int length)"))
        {
            code.Line($"BeginSamples(CountSamples({names}, length), nameof({inputs[0].Name}));");
            if (HasSession) code.Line("Reset();");
            code.Line($"Run({names}, length, 0);");
        }
        code.Line();
        using (code.Block($"private void Run({spans}, int length, int start)"))
        {
            foreach (var input in inputs) code.Line($"Keep({input.Name}, {inference[input.Value].Offset});");
            code.Line("Run(length, start);");
            foreach (var output in outputs) code.Line($"Read({output.Name}, {BatchOffset(inference, output)});");
        }
        code.Line();
        WriteStates(code);
        tables.WriteFill(code);
        WriteRecord(code);
    }

    // The next positions, or the next step.
    private void WriteOnward(CodeWriter code, IReadOnlyList<Column> inputs, string spans, string names)
    {
        code.Line(IsTimed
            ? "/// <summary>Predicts the next positions of all samples, as many of each; nothing is allocated after the first call for so many.</summary>"
            : "/// <summary>Predicts the next step of all samples; nothing is allocated after the first.</summary>");
        code.Line("/// <exception cref=\"ArgumentException\">A span has the wrong length; nothing is written then.</exception>");
        if (IsTimed) code.Line("/// <exception cref=\"InvalidOperationException\">The samples would have more positions than <see cref=\"CompiledGpuStateSession.MaxLength\"/>.</exception>");
        using (code.Block($"public void Predict({spans})"))
        {
            var first = inputs.FirstOrDefault(input => input.Value.IsTimed);
            code.Line(first is null ? "const int length = 1;" : $"var length = LengthOf({first.Name}.Length, {first.RowLength}, nameof({first.Name}));");
            code.Line($"if (CountSamples({names}, length) != Samples)");
            using (code.Indent()) code.Line($"throw new ArgumentException($\"Expected {{Samples}} samples.\", nameof({inputs[0].Name}));");
            code.Lines($"""
                BeginSamples(Samples, nameof({inputs[0].Name}));
                Run({names}, length, Position);
                Advance(length);
                """);
        }
        code.Line();
    }

    private void WriteAnew(CodeWriter code, string spans, string names)
    {
        if (!HasSession)
            code.Lines($"""
                /// <summary>Predicts 1 to <see cref="CompiledGpuModel.BatchSize"/> samples of <see cref="MaxLength"/> positions.</summary>
                /// <exception cref="ArgumentException">A span has the wrong length; nothing is written then.</exception>
                public void Predict({spans}) => PredictAnew({names}, MaxLength);

                """);
        code.Lines($$"""
            /// <summary>
            /// Predicts 1 to <see cref="CompiledGpuModel.BatchSize"/> samples of <paramref name="length"/> positions each, 1 to
            /// <see cref="{{model.Declaration.Name}}.MaxLength"/>, as a model declared for that length would{{(HasSession ? ". They begin anew, and the session forgets what it remembered" : "")}}.
            /// </summary>
            /// <exception cref="ArgumentException">A span has the wrong length; nothing is written then.</exception>
            /// <exception cref="ArgumentOutOfRangeException">The length is out of its range.</exception>
            public void Predict({{spans}}, int length)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
                ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxLength);
                PredictAnew({{names}}, length);
            }

            """);
    }

    // What the declaration calls states can be read.
    private void WriteStates(CodeWriter code)
    {
        foreach (var state in inference.Graph.States.Where(state => state.Source is Source.State { IsDeclared: true }))
        {
            var buffer = Names.Camel(state.Name!) + "StateValues";
            code.Lines($"""
                /// <summary>What the samples remember as {state.Name}: {state.Type} values, zeros before the first step.</summary>
                public ReadOnlySpan<float> {Names.Pascal(state.Name!)}State => ReadState(ref {buffer}, {inference[state].Offset}, {state.Shape.Length});

                private float[]? {buffer};

                """);
        }
    }

    private void WriteRecord(CodeWriter code)
    {
        code.Line("/// <inheritdoc/>");
        using var method = code.Block("protected override void Record(GpuCommands commands, int n, int length, bool fromStart)");
        if (IsTimed) code.Line("var rows = n * length;");
        WriteLaunches(code, inference, inference.Kernels);
        var writer = new LaunchWriter(inference, table, library);
        foreach (var next in inference.Graph.Outputs.Where(output => output.Kind == OutputKind.State))
            code.Line($"Keep(commands, {writer.Span(next.Value)}, {writer.Span(next.Of!)});   // {next.Name}");
    }
}
