namespace ModelGen.Compiler.Emit;

// Predict and the session of a model whose inputs have a time axis of any length, or that remembers something.
public sealed partial class ModelFile
{
    private PositionGraph Positions => model.Positions!;

    private bool IsTimed => Positions.Limit > 0;

    private bool HasSession => SessionForm.Exists(model.Positions);

    private bool IsLanguageModel => SessionForm.IsLanguageModel(model.Positions, inputs, outputs);

    private string Spans => string.Join(", ", inputs.Select(input => input.Span).Concat(outputs.Select(output => $"Span<float> {output.Name}")));

    private string SpanFields => string.Join(", ", inputs.Concat(outputs).Select(column => $"{Field(column)} = {column.Name}"));

    private bool IsTogether => ForwardFile.IsTogether(inference);

    // What a method takes where threads may share the kernels of a call, and what a caller passes who shares nothing.
    private string Sharing => IsTogether ? ", AlignedBlock own, int part, Meeting meeting" : "";

    private string Alone => IsTogether ? ", memory, 0, Meeting.Alone" : "";

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
            if (HasPrepare) code.Line("Prepare();");
            using (code.Block(IsWorthOthers("Threads", "n")))
            {
                code.Line($"var work = new Prediction {{ Model = this, {SpanFields}, Samples = n, Length = length }};");
                if (IsTogether)
                    code.Lines("""
                        if (n < Threads) work.Common = spare.Take();
                        var isDone = PredictionTeam.TryRun(ref work, Threads);
                        if (work.Common is not null) spare.Return(work.Common);
                        if (isDone) return;
                        """);
                else
                    code.Line("if (PredictionTeam.TryRun(ref work, Threads)) return;");
            }
            code.Lines($"""
                var memory = spare.Take();
                Predict({SpanNames}, n, length, memory{Alone});
                spare.Return(memory);
                """);
        }
        code.Line();
        code.Lines("/// <summary>Threads that share a call of <c>Predict</c>, the caller included, where there is enough to do; 1 by default. The result does not depend on it.</summary>\npublic int Threads { get; set; } = 1;\n");
        WriteAnew(code);
        WritePrediction(code);
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

    private static string Floats(Column column) => column.Value.IsTimed
        ? column.RowLength == 1 ? "length" : $"({column.RowLength} * length)" : $"{column.RowLength}";

    // Whether a call of so many positions has as much to do as other threads are woken for.
    private string IsWorthOthers(string threads, string samples)
    {
        var rows = Math.Max(1, (FewestSharedFlops + inference.FlopsPerSample - 1) / Math.Max(1, inference.FlopsPerSample));
        return rows == 1
            ? $"if ({threads} > 1)   // a single {(IsTimed ? "position" : "step")} is enough to wake others for"
            : $"if ({threads} > 1 && {samples}{(IsTimed ? " * length" : "")} >= {rows})   // enough to wake others for";
    }

    // Samples that begin anew: what they remember lies behind the memory of a call.
    private void WriteAnew(CodeWriter code)
    {
        code.Line("// Samples that begin anew; what they remember meanwhile lies behind the memory of the call.");
        using (code.Block($"private void Predict({Spans}, int n, int length, AlignedBlock memory{Sharing})"))
        {
            code.Line($"foreach (var piece in PositionPieces.Of(n, length, 0, rows: {Positions.MostRows}, samples: {Positions.Sequences}))");
            using (inference.ClearedLength > 0 ? code.Block() : code.Indent())
            {
                if (inference.ClearedLength > 0)
                {
                    code.Line($"if (piece.Start == 0{(IsTogether ? " && meeting.IsFirst(part)" : "")})");
                    using (code.Indent())
                        code.Line($"memory.Span.Slice({inference.Buffers.ScratchLength}, {inference.ClearedLength * Positions.Sequences}).Clear();");
                }
                code.Line($"Run(piece, {SpanNames}, 0, {Positions.Sequences}, ref memory[{inference.Buffers.ScratchLength}], memory{(IsTogether ? ", own, part, meeting" : "")});");
            }
        }
        code.Line();
    }

    // How threads share a call: its samples, or the kernels where there are fewer samples than threads, or a session has them.
    private void WritePrediction(CodeWriter code)
    {
        code.Line("// A call that threads share.");
        using (code.Block("private ref struct Prediction : IParallelWork"))
        {
            code.Line($"public {model.Declaration.Name} Model;");
            foreach (var column in inputs) code.Line($"public ReadOnlySpan<{column.Element}> {Field(column)};");
            foreach (var column in outputs) code.Line($"public Span<float> {Field(column)};");
            code.Line("public int Samples, Length;");
            if (IsTogether) code.Line("public AlignedBlock? Common;");
            if (IsTogether && HasSession) code.Line("public Session? Session;");
            code.Line();
            using (code.Block("public readonly void Run(int phase, int part, int parts)"))
            {
                code.Line("var memory = Model.spare.Take();");
                var fields = string.Join(", ", inputs.Concat(outputs).Select(Field));
                if (IsTogether && HasSession)
                {
                    code.Line("if (Session is not null)");
                    using (code.Indent()) code.Line($"Session.Continue({fields}, Length, Common!, memory, part, PredictionTeam.Meeting);");
                }
                if (IsTogether)
                {
                    code.Line($"{(HasSession ? "else " : "")}if (Common is not null)");
                    using (code.Indent()) code.Line($"Model.Predict({fields}, Samples, Length, Common, memory, part, PredictionTeam.Meeting);");
                    code.Line("else");
                }
                using (IsTogether ? code.Block() : null)
                {
                    code.Line("var (from, to) = Tiles.Share(Samples, part, parts);");
                    var slices = inputs.Concat(outputs).Select(column => $"{Field(column)}[((int)from * {Floats(column).Replace("length", "Length")})..]");
                    code.Line($"Model.Predict({string.Join(", ", slices)}, (int)(to - from), Length, memory{Alone});");
                }
                code.Line("Model.spare.Return(memory);");
            }
        }
        code.Line();
    }

    // The kernels for some positions of some samples, whose states begin at `first` of `capacity`.
    private void WriteRun(CodeWriter code)
    {
        code.Line("// Some positions of some samples, which keep what they remember from number `first` on in a block for `capacity`.");
        using (code.Block($"private void Run(in PositionPiece piece, {Spans}, nuint first, nuint capacity, ref float state, AlignedBlock memory{Sharing})"))
        {
            foreach (var column in inputs.Concat(outputs))
                code.Line($"ref var {Reference(column)} = ref At(ref MemoryMarshal.GetReference({column.Name}), {(column.Value.IsTimed ? "piece.Row" : "piece.FirstSample")} * {column.RowLength});");
            var arguments = "piece.Count, piece.Samples, piece.Length, piece.Start, first, capacity, "
                + string.Join(", ", inputs.Concat(outputs).Select(column => $"ref {Reference(column)}"));
            KernelClass.Dispatch(code, types => $"Kernels<{types}>.Predict(\n    {arguments},\n    ref parameters[0], ref {(HasPrepare ? "shared" : "memory")}[0], ref state, ref memory[0]{(IsTogether ? ", ref own[0], part, meeting" : "")});");
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
                if (HasPrepare) code.Line("model.Prepare();");
                if (!IsTogether)
                {
                    code.Line("var memory = model.spare.Take();");
                    WritePieces(code);
                    code.Lines("""
                        model.spare.Return(memory);
                        Advance(length);
                        """);
                }
                else
                    code.Lines($$"""
                        var memory = model.spare.Take();
                        var isDone = false;
                        {{IsWorthOthers("model.Threads", "Samples")}}
                        {
                            var work = new Prediction { Model = model, {{SpanFields}}, Samples = Samples, Length = length, Common = memory, Session = this };
                            isDone = PredictionTeam.TryRun(ref work, model.Threads);
                        }
                        if (!isDone) Continue({{SpanNames}}, length, memory{{Alone}});
                        model.spare.Return(memory);
                        Advance(length);
                        """);
            }
            if (!IsTogether) return;
            code.Line();
            using (code.Block($"internal void Continue({Spans}, int length, AlignedBlock memory{Sharing})"))
                WritePieces(code);
        }
        code.Line();
    }

    private void WritePieces(CodeWriter code)
    {
        code.Line($"foreach (var piece in PositionPieces.Of(Samples, length, Position, rows: {Positions.MostRows}, samples: Samples))");
        using (code.Indent())
            code.Line($"model.Run(piece, {SpanNames}, piece.FirstSample, (nuint)Samples, ref State, memory{(IsTogether ? ", own, part, meeting" : "")});");
    }
}
