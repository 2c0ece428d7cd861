using ModelGen.Compiler.Language;

namespace ModelGen.Compiler.Emit;

/// <summary><c>X.Graph.g.cs</c>: the description from which a model is exported.</summary>
public static class GraphFile
{
    public static GeneratedFile Write(ModelDeclaration declaration, string description)
    {
        var code = new CodeWriter();
        using (FileHeader.Open(code, declaration, null, " : IDescribedModel"))
        {
            // As many quotation marks as no name in the text has.
            var quotes = new string('"', 3 + LongestRun(description));
            code.Lines($"// The prediction in terms of ONNX, from which ModelGen.Onnx exports it.\nReadOnlySpan<byte> IDescribedModel.Graph =>");
            using (code.Indent())
                code.Lines(quotes + "\n" + description + quotes + "u8;");
        }
        return new GeneratedFile(declaration.FullName + ".Graph.g.cs", code.ToString());
    }

    private static int LongestRun(string text)
    {
        int longest = 0, run = 0;
        foreach (var character in text)
            longest = Math.Max(longest, run = character == '"' ? run + 1 : 0);
        return longest;
    }
}
