using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelGen.Generator.Tests;

namespace ModelGen.Tests;

/// <summary>Declarations that were written for the processor, compiled with a form for GPUs too.</summary>
internal static partial class GpuForm
{
    /// <summary>Compiles files of declarations.</summary>
    public static Assembly Build(params string[] sources) => InMemory.Build(Add(sources[0]), more: References, others: sources.Skip(1).Select(Add));

    /// <summary>A file of declarations before the generator has seen it.</summary>
    public static CSharpCompilation Compile(string source) => InMemory.Compile(Add(source), References);

    private static IEnumerable<MetadataReference> References =>
        new[] { typeof(GpuDevice), typeof(ILGPU.Context) }.Select(type => MetadataReference.CreateFromFile(type.Assembly.Location));

    /// <summary>The same declarations, each with <c>Targets.Gpu</c> in its <c>[Model]</c> if it is not there.</summary>
    private static string Add(string source) => Models().Replace(source, match => match.Value.Contains(nameof(Targets), StringComparison.Ordinal) ? match.Value :
        $"{match.Groups[1].Value}Model(Targets = Targets.Cpu | Targets.Gpu{(match.Groups[2].Value.Length > 0 ? ", " : "")}{match.Groups[2].Value})]");

    [GeneratedRegex(@"(\[(?:ModelGen\.)?)Model(?:\(([^\]]*)\))?\]")]
    private static partial Regex Models();
}
