namespace ModelGen.Compiler.Emit;

// Predict, and what it makes of the parameters beforehand.
public sealed partial class ModelFile
{
    // About 50 µs: waking a thread takes as long.
    private const long FewestSharedFlops = 4_000_000;

    private void WritePredict(CodeWriter code)
    {
        var spans = string.Join(", ", inputs.Select(input => input.Span).Concat(outputs.Select(output => $"Span<float> {output.Name}")));
        var first = inputs[0];
        code.Lines($"/// <summary>Predicts any number of samples. Any number of threads may call this at once; nothing is allocated.</summary>\n/// <exception cref=\"ArgumentException\">A span has the wrong length; nothing is written then.</exception>");
        using (code.Block($"public void Predict({spans})"))
        {
            code.Line($"var n = Lengths.Samples({first.Name}.Length, {first.Length}, nameof({first.Name}));");
            foreach (var column in inputs.Skip(1).Concat(outputs))
                code.Line($"Lengths.Check({column.Name}.Length, n, {column.Length}, nameof({column.Name}));");
            WriteIndexChecks(code);
            if (HasPrepare) code.Line("Prepare();");
            code.Line();
            foreach (var column in inputs.Concat(outputs))
                code.Line($"ref var {Reference(column)} = ref MemoryMarshal.GetReference({column.Name});");
            if (UsesStack)
            {
                if (inference.Buffers.ScratchLength > 0) code.Line($"Span<float> memory = stackalloc float[{StackLength}];");
                var memory = inference.Buffers.ScratchLength > 0 ? "memory[0]" : "Unsafe.NullRef<float>()";
                if (inference.Buffers.ChunkSamples == 1)
                {
                    code.Line("for (nuint first = 0; first < n; first++)");
                    using (code.Block()) WriteKernels(code, "1", "first", memory, memory, "0, Meeting.Alone");
                }
                else
                    WriteChunks(code, $"Chunks.Of(n, {inference.Buffers.ChunkSamples})", "0, Meeting.Alone", memory);
            }
            else
            {
                code.Line($"if (Threads > 1 && (long)n * FlopsPerSample >= {Number(FewestSharedFlops)})   // enough to wake others for");
                using (code.Block())
                {
                    code.Line($"var work = new Prediction {{ Model = this, Samples = n, {string.Join(", ", inputs.Concat(outputs).Select(column => $"{Field(column)} = ref {Reference(column)}"))} }};");
                    if (ForwardFile.IsTogether(inference))
                        code.Lines("""
                            if (n < (nuint)Threads) work.Common = spare.Take();
                            var isDone = PredictionTeam.TryRun(ref work, Threads);
                            if (work.Common is not null) spare.Return(work.Common);
                            if (isDone) return;
                            """);
                    else
                        code.Line("if (PredictionTeam.TryRun(ref work, Threads)) return;");
                }
                code.Line($"Predict(n, {string.Join(", ", inputs.Concat(outputs).Select(column => $"ref {Reference(column)}"))}, 0, 1);");
            }
        }
        code.Line();
        if (!UsesStack) WriteTogether(code);
        WriteTensors(code);
        if (HasPrepare) WritePrepare(code);
    }

    private void WriteChunks(CodeWriter code, string chunks, string part, string memory = "memory[0]")
    {
        code.Line($"foreach (var (first, count) in {chunks})");
        using (code.Block())
            WriteKernels(code, "count", "first", memory, memory, part);
    }

    private void WriteKernels(CodeWriter code, string count, string first, string memory, string own, string part)
    {
        var arguments = $"{count}, " + string.Join(", ", inputs.Concat(outputs).Select(column =>
            $"ref At(ref {Reference(column)}, {first} * {column.Length})"));
        var together = ForwardFile.IsTogether(inference) ? $", ref {own}, {part}" : "";
        KernelClass.Dispatch(code, types => $"Kernels<{types}>.Predict(\n    {arguments},\n    ref parameters[0], ref {(HasPrepare ? "shared[0]" : memory)}, ref {memory}{together});");
    }

    // How threads share a call: samples, or the kernels of a sample where there are fewer samples than threads.
    private void WriteTogether(CodeWriter code)
    {
        var columns = inputs.Concat(outputs).ToList();
        var isTogether = ForwardFile.IsTogether(inference);
        code.Lines("/// <summary>Threads that share a call of <c>Predict</c>, the caller included, where there is enough to do; 1 by default. The result does not depend on it.</summary>\npublic int Threads { get; set; } = 1;\n");
        var references = string.Join(", ", columns.Select(column => $"ref {column.Element} {Reference(column)}"));
        using (code.Block($"private void Predict(nuint n, {references}, int part, int parts{(isTogether ? ", AlignedBlock? common = null" : "")})"))
        {
            code.Line("var memory = spare.Take();");
            if (isTogether)
            {
                using (code.Block("if (common is not null)"))
                {
                    code.Line("for (nuint first = 0; first < n; first++)");
                    using (code.Block())
                        WriteKernels(code, "1", "first", "common[0]", "memory[0]", "part, PredictionTeam.Meeting");
                }
                code.Line("else");
                using (code.Indent()) WriteChunks(code, $"Chunks.Share(n, {inference.Buffers.ChunkSamples}, part, parts)", "0, Meeting.Alone");
            }
            else
                WriteChunks(code, $"Chunks.Share(n, {inference.Buffers.ChunkSamples}, part, parts)", "");
            code.Line("spare.Return(memory);");
        }
        code.Line();
        code.Line("// A call that threads share.");
        using (code.Block("private ref struct Prediction : IParallelWork"))
        {
            code.Line($"public {model.Declaration.Name} Model;");
            code.Line("public nuint Samples;");
            if (isTogether) code.Line("public AlignedBlock? Common;");
            foreach (var column in columns) code.Line($"public ref {column.Element} {Field(column)};");
            code.Line();
            code.Line("public readonly void Run(int phase, int part, int parts) =>");
            using (code.Indent())
                code.Line($"Model.Predict(Samples, {string.Join(", ", columns.Select(column => $"ref {Field(column)}"))}, part, parts{(isTogether ? ", Common" : "")});");
        }
        code.Line();
    }

    private static string Field(Column column) => Names.Pascal(Reference(column));

    private void WriteIndexChecks(CodeWriter code)
    {
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
    }

    // The same for tensors, whose shape says how many samples there are.
    private void WriteTensors(CodeWriter code)
    {
        var spans = inputs.Select(input => $"in ReadOnlyTensorSpan<{input.Element}> {input.Name}")
            .Concat(outputs.Select(output => $"in TensorSpan<float> {output.Name}"));
        var arguments = inputs.Concat(outputs).Select(column =>
            $"TensorSpans.Dense({column.Name}, [{string.Join(", ", column.Value.IsTimed ? [column.Value.Type.Positions, .. column.Value.Shape.ToArray()] : column.Value.Shape.ToArray())}], nameof({column.Name}))");
        code.Lines("/// <summary>Predicts a tensor whose first axis counts the samples.</summary>\n/// <exception cref=\"ArgumentException\">A tensor has another shape, or is a view with gaps; nothing is written then.</exception>");
        code.Line($"public void Predict({string.Join(", ", spans)}) => Predict(");
        using (code.Indent()) code.Line(string.Join(", ", arguments) + ");");
        code.Line();
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
                KernelClass.Dispatch(code, types => $"Kernels<{types}>.Prepare(ref parameters[0], ref shared[0]);");
                code.Line("System.Threading.Volatile.Write(ref preparedVersion, version);");
            }
        }
        code.Line();
    }
}
