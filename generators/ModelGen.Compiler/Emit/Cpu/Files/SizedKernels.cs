namespace ModelGen.Compiler.Emit;

/// <summary>Kernels that share one text by <see cref="SizedText"/>: a generic class, of which each kernel is an instance.</summary>
/// <param name="Kernels">The kernels, of each text one.</param>
/// <param name="Text">What they share.</param>
/// <param name="Common">What their names have in common.</param>
internal sealed record SizedKernels(IReadOnlyList<(Kernel Kernel, Names Names)> Kernels, SizedText Text, string Common)
{
    // Kernels of their own, with literal shapes and names, read better: only files that would become long share.
    private const int FewestKernels = 3, FewestCharactersSaved = 6_000;

    /// <summary>Finds the kernels worth sharing.</summary>
    /// <param name="kernels">Kernels with different texts, without names and comments.</param>
    /// <param name="named">The text of a kernel with its names.</param>
    public static IEnumerable<(SizedKernels Group, IReadOnlyList<string> Texts)> Find(
        IEnumerable<(Kernel Kernel, Names Names, string Text)> kernels, Func<Kernel, Names, string> named)
    {
        foreach (var alike in kernels.GroupBy(entry => SizedText.Skeleton(entry.Text), StringComparer.Ordinal).Select(group => group.ToList()))
        {
            if (alike.Count < FewestKernels || (alike.Count - 1) * alike[0].Text.Length < FewestCharactersSaved) continue;
            string[] texts = [.. alike.Select(entry => entry.Text)];
            if (SizedText.Find(texts, alike.Max(entry => entry.Kernel.SmallestSharedNumber)) is not { } text || !text.Fits(named(alike[0].Kernel, alike[0].Names))) continue;
            var common = Repetition.CommonName([.. alike.Select(entry => Names.Pascal(entry.Names[entry.Kernel.Outputs[0]]))]);
            yield return (new([.. alike.Select(entry => (entry.Kernel, entry.Names))], text, common), texts);
        }
    }

    /// <summary>The class: <paramref name="body"/> is the text of the first kernel, whose method is <c>Run</c>.</summary>
    public string Class(string name, string body)
    {
        var code = new CodeWriter();
        var sizes = Text.Parameters.Zip(Text.Sizes, (parameter, values) => $"{parameter} from {values.Min()} to {values.Max()}");
        KernelText.Remark(code, $"{Kernels.Count} kernels of one text, {string.Join(", ", sizes)}; names and shapes are those of the first.");
        code.Line($"public static class {name}<{string.Join(", ", Text.Parameters)}>");
        using (code.Indent())
            foreach (var parameter in Text.Parameters)
                code.Line($"where {parameter} : ISize");
        using (code.Block())
            code.Lines(Text.Write(body).TrimEnd().Replace("private static void Run(", "public static void Run("));
        return code.ToString();
    }

    /// <summary>The type arguments of a kernel.</summary>
    public IReadOnlyList<int> Arguments(int kernel) => [.. Text.Sizes.Select(values => values[kernel])];
}
