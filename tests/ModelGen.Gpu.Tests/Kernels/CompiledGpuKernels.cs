using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelGen.Compiler.Emit;

namespace ModelGen.Tests.Kernels;

/// <summary>GPU kernels as a generated file would hold them, compiled under a consumer's strictest settings.</summary>
public static class CompiledGpuKernels
{
    /// <summary>One class for each list of kernels, whose methods are called as <see cref="MethodOf"/> says.</summary>
    public static IReadOnlyList<Type> Compile(IReadOnlyList<IReadOnlyList<GpuKernel>> lists)
    {
        var source = Write(lists);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(GpuDevice).Assembly.Location)
            .Append(typeof(ILGPU.Context).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "Kernels" + Guid.NewGuid().ToString("N"),
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Latest))],
            references,
            new CSharpCompilationOptions(
                Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release,
                generalDiagnosticOption: ReportDiagnostic.Error, nullableContextOptions: NullableContextOptions.Enable));

        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        if (!result.Success)
        {
            var lines = source.Split('\n');
            throw new InvalidOperationException(string.Join("\n", result.Diagnostics
                .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(10)
                .Select(diagnostic => $"{diagnostic}\n    {lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line]}"))
                + "\n" + source);
        }
        var assembly = Assembly.Load(image.ToArray());
        return [.. lists.Select((_, index) => assembly.GetType($"Kernels{index}", throwOnError: true)!)];
    }

    /// <summary>What a kernel is called in its class.</summary>
    public static string MethodOf(GpuKernel kernel, int index)
    {
        var names = new Names([.. GpuText.Reserved]);
        return $"{Names.Pascal(names[kernel.Outputs[0]])}{index}";
    }

    /// <summary>The text of some kernels.</summary>
    public static string Write(IReadOnlyList<IReadOnlyList<GpuKernel>> lists)
    {
        var code = new CodeWriter();
        code.Lines("""
            #pragma warning disable CS1718 // as in the generated files
            using System;
            using ILGPU;
            using ILGPU.Runtime;
            using ModelGen;

            """);
        for (var list = 0; list < lists.Count; list++)
        {
            using (code.Block($"public static class Kernels{list}"))
                for (var i = 0; i < lists[list].Count; i++)
                {
                    var kernel = lists[list][i];
                    kernel.Emit(code, KernelNames.Of(kernel, MethodOf(kernel, i), new Names([.. GpuText.Reserved])));
                    code.Line();
                }
            code.Line();
        }
        return code.ToString();
    }
}
