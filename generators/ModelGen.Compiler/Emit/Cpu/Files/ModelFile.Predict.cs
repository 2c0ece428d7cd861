namespace ModelGen.Compiler.Emit;

// Predict, and what it makes of the parameters beforehand.
public sealed partial class ModelFile
{
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
            WriteIndexChecks(code);
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
        WriteTensors(code);
        if (HasPrepare) WritePrepare(code);
    }

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
