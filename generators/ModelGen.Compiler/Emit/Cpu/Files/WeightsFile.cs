using System.Globalization;
using System.Text;
using ModelGen.Compiler.Weights;

namespace ModelGen.Compiler.Emit;

/// <summary><c>X.Weights.g.cs</c>: the weights that a model carries, and how it is made with them.</summary>
public sealed class WeightsFile(EmissionModel model, ParameterTable table)
{
    private const int WordsInLine = 8, DigitsInWord = 16;

    private readonly CarriedWeights weights = model.Weights!;

    public GeneratedFile Write()
    {
        var code = new CodeWriter();
        using (FileHeader.Open(code, model.Declaration, null, ""))
        {
            var name = model.Declaration.Name;
            if (weights.File is not { } file)
                code.Lines($"""
                    /// <summary>A model with the weights of {model.Declaration.Weights!.Path}: see the errors of the build.</summary>
                    public static {name} Pretrained() => throw new InvalidOperationException({CodeWriter.Quote(weights.Mistake!.Message)});
                    """);
            else
                WriteLoading(code, name, file);
        }
        return new GeneratedFile(model.Declaration.FullName + ".Weights.g.cs", code.ToString());
    }

    private void WriteLoading(CodeWriter code, string name, WeightFile file)
    {
        code.Lines($"""
            /// <summary>
            /// A model with the weights of {file.Path} as they were when this was compiled. They lie in the assembly: no file is
            /// read. SHA-256 of the file: {file.Sha256}.
            /// </summary>
            public static {name} Pretrained() => new(
            [
            """);
        var indices = table.Entries.Select((entry, index) => (entry.Info.Name, index)).ToDictionary(entry => entry.Name, entry => entry.index, StringComparer.Ordinal);
        using (code.Indent())
            foreach (var (parameter, tensor, adds) in weights.Tensors)
                code.Line($"new({indices[parameter]}, TensorElement.{tensor.Element}, {tensor.Offset}{(adds ? ", adds: true" : "")}),   // {tensor.Name}");
        code.Lines($$"""
            ]);

            private {{name}}(ReadOnlySpan<EmbeddedTensor> tensors)
            {
                Parameters = {{ModelFile.NewParameters(model)}};
                EmbeddedWeights.Load(Parameters, tensors, {{(file.Resource is null ? "MemoryMarshal.AsBytes(Weights)" : $"typeof({name}).Assembly, {CodeWriter.Quote(file.Resource)}, dataLength: {file.DataLength}")}});
            }
            """);
        if (file.Resource is null) WriteWords(code, file);
    }

    // The file's bytes, eight in a number: an eighth of the literals that single bytes would be for the C# compiler.
    private static void WriteWords(CodeWriter code, WeightFile file)
    {
        code.Line().Line($"/// <summary>{file.DataLength.ToString("#,0", CultureInfo.InvariantCulture)} bytes, the first of each eight in the lowest digits.</summary>");
        code.Line("private static ReadOnlySpan<ulong> Weights =>").Line("[");
        using (code.Indent())
        {
            var digits = file.Hex.Replace("\n", "");
            var line = new StringBuilder();
            for (var start = 0; start < digits.Length; start += DigitsInWord)
            {
                line.Append(line.Length == 0 ? "0x" : " 0x");
                for (var at = start + DigitsInWord - 2; at >= start; at -= 2)
                    line.Append(at + 1 < digits.Length ? digits.Substring(at, 2) : "00");
                line.Append(',');
                if ((start / DigitsInWord + 1) % WordsInLine != 0 && start + DigitsInWord < digits.Length) continue;
                code.Line(line.ToString());
                line.Clear();
            }
        }
        code.Line("];");
    }
}
