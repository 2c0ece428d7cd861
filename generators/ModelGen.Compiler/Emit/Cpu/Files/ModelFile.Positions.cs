namespace ModelGen.Compiler.Emit;

// Predict and the session of a model whose inputs have a time axis of any length, or that remembers something.
public sealed partial class ModelFile
{
    private PositionGraph Positions => model.Positions!;

    private bool IsTimed => Positions.Limit > 0;

    private bool HasSession => SessionForm.Exists(model.Positions);

    private bool IsLanguageModel => SessionForm.IsLanguageModel(model.Positions, inputs, outputs);

    private string Spans => string.Join(", ", inputs.Select(input => input.Span).Concat(outputs.Select(output => $"Span<float> {output.Name}")));

    private string SpanNames => string.Join(", ", inputs.Concat(outputs).Select(column => column.Name));

    private void WriteAlongTime(CodeWriter code)
    {
        if (IsTimed)
            code.Lines($"""
                /// <summary>The most positions of a sample, for which memory is planned.</summary>
                public const int MaxLength = {Positions.Limit};

                /// <summary>Predicts any number of samples of <see cref="MaxLength"/> positions. Any number of threads may call this at once; nothing is allocated.</summary>
                /// <exception cref="ArgumentException">A span has the wrong length; nothing is written then.</exception>
                public void Predict({Spans}) => Predict({SpanNames}, MaxLength);

                """);
        code.Line(IsTimed
            ? "/// <summary>Predicts any number of samples of <paramref name=\"length\"/> positions each, 1 to <see cref=\"MaxLength\"/>, as a model declared for that length would. Any number of threads may call this at once; nothing is allocated.</summary>"
            : "/// <summary>Predicts any number of samples that begin anew: what a session remembers is 0 here. Any number of threads may call this at once; nothing is allocated.</summary>");
        code.Line("/// <exception cref=\"ArgumentException\">A span has the wrong length; nothing is written then.</exception>");
        if (IsTimed) code.Line("/// <exception cref=\"ArgumentOutOfRangeException\">The length is not from 1 to <see cref=\"MaxLength\"/>.</exception>");
        using (code.Block($"public void Predict({Spans}{(IsTimed ? ", int length" : "")})"))
        {
            if (IsTimed)
                code.Lines("""
                    ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
                    ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxLength);
                    """);
            else
                code.Line("const int length = 1;");
            code.Line($"var n = CountSamples({SpanNames}, length);");
            code.Lines($$"""
                var memory = spare.Take();
                foreach (var piece in PositionPieces.Of(n, length, 0, rows: {{Positions.MostRows}}, samples: {{Positions.Sequences}}))
                {
                    if (piece.Start == 0) memory.Span.Slice({{inference.Buffers.ScratchLength}}, {{inference.ClearedLength * Positions.Sequences}}).Clear();
                    Run(piece, {{SpanNames}}, 0, {{Positions.Sequences}}, ref memory[{{inference.Buffers.ScratchLength}}], memory);
                }
                spare.Return(memory);
                """);
        }
        code.Line();
        WriteTensors(code);
        WriteCount(code);
        WriteRun(code);
        if (HasPrepare) WritePrepare(code);
        if (HasSession) WriteSession(code);
    }

    // How many samples the spans hold, once everything about them is known to be right.
    private void WriteCount(CodeWriter code)
    {
        var first = inputs.FirstOrDefault(input => input.Value.IsTimed) ?? inputs[0];
        using (code.Block($"private static int CountSamples({Spans}, int length)"))
        {
            code.Line($"var n = {first.Name}.Length / {Floats(first)};");
            code.Line($"if ({first.Name}.Length != n * {Floats(first)})");
            using (code.Indent())
                code.Line($"throw new ArgumentException($\"Expected a multiple of {{{Floats(first)}}} values, got {{{first.Name}.Length}}.\", nameof({first.Name}));");
            foreach (var column in inputs.Concat(outputs).Where(column => !ReferenceEquals(column, first)))
            {
                code.Line($"if ({column.Name}.Length != n * {Floats(column)})");
                using (code.Indent())
                    code.Line($"throw new ArgumentException($\"Expected {{n}} × {{{Floats(column)}}} values for {{n}} samples{(IsTimed ? " of {length} positions" : "")}, got {{{column.Name}.Length}}.\", nameof({column.Name}));");
            }
            WriteIndexChecks(code);
            code.Line("return n;");
        }
        code.Line();
    }

    private static string Floats(Column column) => column.Value.IsTimed ? $"({column.RowLength} * length)" : $"{column.RowLength}";

    // The kernels for some positions of some samples, whose states begin at `first` of `capacity`.
    private void WriteRun(CodeWriter code)
    {
        code.Line("// Some positions of some samples, which keep what they remember from number `first` on in a block for `capacity`.");
        using (code.Block($"private void Run(in PositionPiece piece, {Spans}, nuint first, nuint capacity, ref float state, AlignedBlock memory)"))
        {
            if (HasPrepare) code.Line("Prepare();");
            foreach (var column in inputs.Concat(outputs))
                code.Line($"ref var {Reference(column)} = ref At(ref MemoryMarshal.GetReference({column.Name}), {(column.Value.IsTimed ? "piece.Row" : "piece.FirstSample")} * {column.RowLength});");
            var arguments = "piece.Count, piece.Samples, piece.Length, piece.Start, first, capacity, "
                + string.Join(", ", inputs.Concat(outputs).Select(column => $"ref {Reference(column)}"));
            KernelClass.Dispatch(code, types => $"Kernels<{types}>.Predict(\n    {arguments},\n    ref parameters[0], ref {(HasPrepare ? "shared" : "memory")}[0], ref state, ref memory[0]);");
        }
        code.Line();
    }

    private void WriteSession(CodeWriter code)
    {
        var (name, kind) = (model.Declaration.Name, IsLanguageModel ? "TokenSession" : "ModelSession");
        code.Lines($"""
            /// <summary>
            /// A session of <paramref name="samples"/> samples that remembers what it has seen: {(IsTimed ? "positions are given one after the other, in pieces of any length." : "it is called once for each step.")}
            /// </summary>
            public Session CreateSession(int samples = 1) => new(this, samples);

            """);
        if (IsLanguageModel)
            code.Lines("TokenSession ILanguageModel.CreateSession(int samples) => CreateSession(samples);\n");
        code.Line($"/// <summary>What samples remember between calls, in {inference.StateLength} floats each. A session belongs to one thread at a time.</summary>");
        using (code.Block($"public sealed class Session : {kind}"))
        {
            code.Line($"private readonly {name} model;").Line();
            using (code.Block($"internal Session({name} model, int samples) : base(samples, {(IsTimed ? name + ".MaxLength" : "int.MaxValue")}, {inference.StateLength}, {inference.ClearedLength}{(IsLanguageModel ? $", {outputs[0].RowLength}, OutputKind.{model.OutputKind}" : "")})"))
                code.Line("this.model = model;");
            code.Line();
            code.Line(IsTimed
                ? "/// <summary>Predicts the next positions of all samples, as many of each; nothing is allocated.</summary>"
                : "/// <summary>Predicts the next step of all samples; nothing is allocated.</summary>");
            code.Line("/// <exception cref=\"ArgumentException\">A span has the wrong length; nothing is written then.</exception>");
            if (IsTimed) code.Line("/// <exception cref=\"InvalidOperationException\">The samples would have more positions than <see cref=\"ModelSession.MaxLength\"/>.</exception>");
            using (code.Block($"public {(IsLanguageModel ? "override " : "")}void Predict({Spans})"))
            {
                if (IsTimed)
                {
                    var first = inputs.First(input => input.Value.IsTimed);
                    code.Line($"var length = LengthOf({first.Name}.Length, {first.RowLength}, nameof({first.Name}));");
                }
                else
                    code.Line("const int length = 1;");
                code.Line($"if (CountSamples({SpanNames}, length) != Samples)");
                using (code.Indent())
                    code.Line($"throw new ArgumentException($\"Expected {{Samples}} samples.\", nameof({inputs[0].Name}));");
                code.Lines($"""
                    var memory = model.spare.Take();
                    foreach (var piece in PositionPieces.Of(Samples, length, Position, rows: {Positions.MostRows}, samples: Samples))
                        model.Run(piece, {SpanNames}, piece.FirstSample, (nuint)Samples, ref State, memory);
                    model.spare.Return(memory);
                    Advance(length);
                    """);
            }
        }
        code.Line();
    }
}
