using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelGen.Tests;

namespace ModelGen.Generator.Tests;

/// <summary>Compiles source against the library, with the generator, as the C# compiler does.</summary>
internal static class GeneratorHarness
{
    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest);

    private const string Usings = "global using System; global using System.Collections.Generic; global using System.Linq; global using ModelGen; global using Tensor = ModelGen.Tensor;";

    private static readonly MetadataReference[] Platform =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "ModelGen.dll" or "netstandard.dll" or "mscorlib.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static CSharpCompilation Compilation(params string[] files) => Compilation("app", [], files);

    public static CSharpCompilation Compilation(string name, IEnumerable<MetadataReference> references, params string[] files) => CSharpCompilation.Create(
        name,
        [Parse(Usings, "Usings.cs"), .. files.Select((text, i) => Parse(text, $"File{i}.cs"))],
        [.. Platform, .. references],
        new CSharpCompilationOptions(Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    public static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, ParseOptions, path);

    public static GeneratorDriver Driver(params AdditionalText[] additional) => CSharpGeneratorDriver.Create(
        [new ModelGenerator().AsSourceGenerator()],
        additional,
        parseOptions: ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>The generator's diagnostics on some files; the generator itself must not fail.</summary>
    public static IReadOnlyList<Diagnostic> Diagnose(params string[] files) => Diagnose([], files);

    private static IReadOnlyList<Diagnostic> Diagnose(AdditionalText[] additional, params string[] files)
    {
        var result = Driver(additional).RunGenerators(Compilation(files)).GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        return result.Diagnostics;
    }

    /// <summary>
    /// The only diagnostic of a declaration in which its place is marked <c>«so»</c>: asserts its id and place, and
    /// that its message contains each of some parts.
    /// </summary>
    public static void Expect(string id, string marked, params string[] messageParts) => Expect(id, marked, [], messageParts);

    /// <inheritdoc cref="Expect(string, string, string[])"/>
    public static void Expect(string id, string marked, AdditionalText[] additional, params string[] messageParts)
    {
        var start = marked.IndexOf('«');
        var end = marked.IndexOf('»') - 1;
        var text = marked.Replace("«", "").Replace("»", "");
        var diagnostic = Assert.Single(Diagnose(additional, text), diagnostic => diagnostic.Id != "CS");
        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(text[start..end], text.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
        Assert.Equal(start, diagnostic.Location.SourceSpan.Start);
        var message = diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
        Assert.All(messageParts, part => Assert.Contains(part, message));
        Assert.Equal($"https://github.com/modelgen/modelgen/blob/main/docs/diagnostics/{id}.md", diagnostic.Descriptor.HelpLinkUri);
        Assert.True(File.Exists(Repository.Path("docs", "diagnostics", id + ".md")), $"docs/diagnostics/{id}.md is missing.");
    }
}
