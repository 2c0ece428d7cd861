using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelGen.Generator.Tests;

/// <summary>Declarations compiled with the generator and loaded, as a consumer's project would be.</summary>
internal static class InMemory
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using ModelGen;
        global using Tensor = ModelGen.Tensor;

        """;

    /// <summary>What the framework and the library offer to a declaration.</summary>
    public static IReadOnlyList<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(Tensor).Assembly.Location),
    ];

    public static CSharpCompilation Compile(string source, IEnumerable<MetadataReference>? more = null, IEnumerable<string>? others = null) => CSharpCompilation.Create(
        "Declarations",
        [
            CSharpSyntaxTree.ParseText(Usings, path: "Usings.cs"), CSharpSyntaxTree.ParseText(source, path: "Declarations.cs"),
            .. (others ?? []).Select((text, i) => CSharpSyntaxTree.ParseText(text, path: $"Declarations{i + 2}.cs")),
        ],
        References.Concat(more ?? []),
        new CSharpCompilationOptions(
            Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>
    /// The assembly, or an exception that lists the errors of the C# compiler. Members of models that the generator
    /// refused are there and throw.
    /// </summary>
    /// <param name="source">The declarations.</param>
    /// <param name="additional">Descriptions of weights.</param>
    /// <param name="resources">What the assembly carries.</param>
    /// <param name="more">Further references.</param>
    /// <param name="others">Further files.</param>
    public static Assembly Build(
        string source, IEnumerable<AdditionalText>? additional = null, IEnumerable<ResourceDescription>? resources = null,
        IEnumerable<MetadataReference>? more = null, IEnumerable<string>? others = null)
    {
        CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], additional ?? [])
            .RunGeneratorsAndUpdateCompilation(Compile(source, more, others), out var compilation, out _);
        using var image = new MemoryStream();
        var errors = compilation.Emit(image, manifestResources: resources).Diagnostics
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToArray();
        return errors.Length == 0
            ? Assembly.Load(image.ToArray())
            : throw new InvalidOperationException(string.Join("\n", errors.Take(20).Select(error => error.ToString())));
    }
}
