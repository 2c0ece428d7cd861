using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelGen.Generator;
using ModelGen.Generator.Tests;
using ModelGen.Tests;

namespace ModelGen.Onnx.Tests;

/// <summary>The examples of docs/onnx.md, compiled with the generator in a project that references the package, and run.</summary>
public sealed partial class DocumentationTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void ExamplesCompileAndRun()
    {
        var blocks = CSharp().Matches(File.ReadAllText(Repository.Path("docs", "onnx.md"))).Select(block => block.Groups[1].Value).ToArray();
        Assert.Equal(3, blocks.Length);
        var declarations = blocks.Where(block => block.Contains("class ", StringComparison.Ordinal)).ToArray();
        var path = Path.Combine(folder.FullName, "digits.onnx");
        var code = string.Concat(blocks.Except(declarations)).Replace("\"digits.onnx\"", $"@\"{path}\"", StringComparison.Ordinal);
        var compilation = InMemory.Compile($"{string.Concat(declarations)}\npublic static class Examples\n{{\npublic static void Run()\n{{\n{code}\n}}\n}}")
            .AddReferences(MetadataReference.CreateFromFile(typeof(OnnxExport).Assembly.Location));
        CSharpGeneratorDriver.Create(new ModelGenerator()).RunGeneratorsAndUpdateCompilation(compilation, out var generated, out _);
        using var image = new MemoryStream();
        Assert.Empty(generated.Emit(image).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        System.Reflection.Assembly.Load(image.ToArray()).GetType("Examples")!.GetMethod("Run")!.Invoke(null, null);
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(path);
        Assert.Equal([-1, 28, 28, 1], session.InputMetadata["input"].Dimensions);
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();
}
