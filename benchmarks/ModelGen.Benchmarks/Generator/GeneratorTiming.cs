using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using ModelGen.Benchmarks.Quick;
using ModelGen.Generator;

namespace ModelGen.Benchmarks.Generator;

/// <summary>
/// <c>-- generator</c>: what the seed CNN costs a build once the compiler is warm, and what an edit elsewhere costs in
/// a project of 13 models.
/// </summary>
internal static class GeneratorTiming
{
    private const int Models = 13, WarmUps = 15, Repetitions = 41;

    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static int Run()
    {
        // Every run sees a declaration it has not seen before: another number of units.
        Print("the seed CNN, declaration edited", Times(Compile(Declaration("Cnn", 64)), (compilation, i) =>
            Replace(compilation, 0, Declaration("Cnn", 65 + i))));
        Print($"an unrelated edit, {Models} models", Times(Compile(
            [.. Enumerable.Range(0, Models).Select(i => Declaration("Cnn" + i, 64 + i)), Unrelated(0)]), (compilation, i) =>
            Replace(compilation, Models, Unrelated(i + 1))));
        return 0;
    }

    private static List<double> Times(Compilation compilation, Func<Compilation, int, Compilation> edit)
    {
        var driver = CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], parseOptions: Options)
            .RunGenerators(compilation);
        foreach (var result in driver.GetRunResult().Results)
        {
            if (result.Exception is not null || result.GeneratedSources.IsEmpty)
                throw new InvalidOperationException("The generator wrote nothing.", result.Exception);
        }

        var times = new List<double>();
        for (var i = 0; i < WarmUps + Repetitions; i++)
        {
            compilation = edit(compilation, i);
            var start = Stopwatch.GetTimestamp();
            driver = driver.RunGenerators(compilation);
            if (i >= WarmUps) times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return times;
    }

    private static void Print(string what, List<double> times) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what}: median {Measurement.Median(times):F1} ms, fastest {times.Min():F1} ms, slowest {times.Max():F1} ms"));

    private static CSharpCompilation Compile(params string[] files) => CSharpCompilation.Create(
        "Edited", files.Select((text, i) => Parse(text, $"File{i}.cs")), References,
        new CSharpCompilationOptions(Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary));

    private static Compilation Replace(Compilation compilation, int file, string text)
    {
        var old = compilation.SyntaxTrees.ElementAt(file);
        return compilation.ReplaceSyntaxTree(old, old.WithChangedText(SourceText.From(text)));
    }

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, Options, path);

    private static string Declaration(string name, int units) => $$"""
        using ModelGen;

        [Model(Loss = Losses.SparseCategoricalCrossEntropy)]
        [Input(28, 28, 1)]
        [Conv2D(32, 3, Activation.Relu)]
        [MaxPool2D(2)]
        [Conv2D(64, 3, Activation.Relu)]
        [MaxPool2D(2)]
        [Conv2D(64, 3, Activation.Relu)]
        [Flatten]
        [Dense({{units}}, Activation.Relu)]
        [Dense(10, Activation.Softmax)]
        public sealed partial class {{name}};
        """;

    private static string Unrelated(int edit) => $$"""
        internal static class Program
        {
            public static void Main() => System.Console.WriteLine({{edit}});
        }
        """;
}
