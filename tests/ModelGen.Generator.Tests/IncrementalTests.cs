using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelGen.Generator.Tests;

/// <summary>What an edit costs, and what it must not miss.</summary>
public class IncrementalTests
{
    private const string Model = """
        namespace App;
        [Model(Loss = Losses.MeanSquaredError)]
        public partial class Net { static Tensor Forward([Input(4)] Tensor x) => x.Block(Sizes.Width); }
        """;

    private const string Helper = """
        namespace App;
        public static class Mine { public static Tensor Block(this Tensor x, int units) => x.Dense(units).Dense(2); }
        """;

    private const string Constants = "namespace App; public static class Sizes { public const int Width = 8; }";

    private const string Other = "namespace App; class Unrelated { int A() => 1; }";

    private static readonly string[] Steps = ["Read", "Model", "Compile", "Layers", "Mistakes"];

    [Fact]
    public void AnUnrelatedEditLeavesEveryStepCached()
    {
        var compilation = GeneratorHarness.Compilation(Model, Helper, Constants, Other);
        var driver = GeneratorHarness.Driver().RunGenerators(compilation);
        driver = driver.RunGenerators(Edit(compilation, 3, "=> 1", "=> 2"));
        var result = driver.GetRunResult().Results.Single();
        foreach (var step in Steps)
            Assert.All(Reasons(result, step), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        Assert.All(result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs), output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    [Theory]
    [InlineData(1, "Dense(2)", "Dense(3)")]
    [InlineData(2, "Width = 8", "Width = 9")]
    [InlineData(0, "Input(4)", "Input(5)")]
    public void EditsOfWhatAModelDependsOnAreSeen(int file, string before, string after)
    {
        var compilation = GeneratorHarness.Compilation(Model, Helper, Constants, Other);
        var driver = GeneratorHarness.Driver().RunGenerators(compilation);
        driver = driver.RunGenerators(Edit(compilation, file, before, after));
        Assert.Contains(IncrementalStepRunReason.Modified, Reasons(driver.GetRunResult().Results.Single(), "Compile"));
    }

    [Fact]
    public void AnotherModelIsNotCompiledAgain()
    {
        var second = Model.Replace("Net", "Second").Replace("Sizes.Width", "6");
        var compilation = GeneratorHarness.Compilation(Model, Helper, Constants, second);
        var driver = GeneratorHarness.Driver().RunGenerators(compilation);
        driver = driver.RunGenerators(Edit(compilation, 3, "Input(4)", "Input(3)"));
        var reasons = Reasons(driver.GetRunResult().Results.Single(), "Compile").ToArray();
        Assert.Equal(2, reasons.Length);
        Assert.Single(reasons, IncrementalStepRunReason.Modified);
    }

    [Fact]
    public void ALineAboveAModelMovesItsDiagnosticsAndNothingElse()
    {
        const string Hinted = "[Model(Loss = Losses.MeanSquaredError)]\n[Input(4)]\n[Dense(3, Activation.Softmax)]\npublic partial class Net;";
        var compilation = GeneratorHarness.Compilation(Hinted);
        var driver = GeneratorHarness.Driver().RunGenerators(compilation);
        Assert.Equal(0, Line(driver));
        driver = driver.RunGenerators(Edit(compilation, 0, "[Model", "// a comment\n\n[Model"));
        Assert.Equal(2, Line(driver));
        Assert.All(Reasons(driver.GetRunResult().Results.Single(), "Compile"), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));

        static int Line(GeneratorDriver driver) => Assert.Single(driver.GetRunResult().Diagnostics).Location.GetLineSpan().StartLinePosition.Line;
    }

    [Fact]
    public void ThirteenModelsCostAnEditAFewMilliseconds()
    {
        var models = Enumerable.Range(0, 13).Select(i => Model.Replace("Net", "Net" + i)).ToArray();
        var compilation = GeneratorHarness.Compilation([.. models, Helper, Constants, Other]);
        var driver = GeneratorHarness.Driver().RunGenerators(compilation);
        var times = new List<double>();
        for (var i = 0; i < 30; i++)
        {
            compilation = Edit(compilation, 15, "=> " + (i + 1), "=> " + (i + 2));
            var watch = Stopwatch.StartNew();
            driver = driver.RunGenerators(compilation);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        Assert.InRange(times.Min(), 0, 10);
    }

    [Fact]
    public void AnUnchangedGateKeepsNoCompilationAlive()
    {
        var (driver, old) = Run();
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(old.IsAlive);
        GC.KeepAlive(driver);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static (GeneratorDriver Driver, WeakReference Old) Run()
        {
            var first = GeneratorHarness.Compilation(Model, Helper, Constants, Other);
            var driver = GeneratorHarness.Driver().RunGenerators(first);
            return (driver.RunGenerators(Edit(first, 3, "=> 1", "=> 2")), new WeakReference(first));
        }
    }

    [Fact]
    public void TheTextIsTheSameOnEveryRun()
    {
        var files = new[] { Model, Helper, Constants };
        var first = GeneratorHarness.Driver().RunGenerators(GeneratorHarness.Compilation(files)).GetRunResult();
        var second = GeneratorHarness.Driver().RunGenerators(GeneratorHarness.Compilation(files)).GetRunResult();
        Assert.NotEmpty(first.GeneratedTrees);
        Assert.Equal(
            first.Results[0].GeneratedSources.Select(source => (source.HintName, source.SourceText.ToString())),
            second.Results[0].GeneratedSources.Select(source => (source.HintName, source.SourceText.ToString())));
    }

    [Fact]
    public void TwoModelsOfOneNameHaveTheirOwnFiles()
    {
        var result = GeneratorHarness.Driver().RunGenerators(GeneratorHarness.Compilation(Model, Helper, Constants, Model.Replace("namespace App;", "namespace App.Other;"))).GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        Assert.Contains(result.GeneratedSources, source => source.HintName.StartsWith("App.Net.", StringComparison.Ordinal));
        Assert.Contains(result.GeneratedSources, source => source.HintName.StartsWith("App.Other.Net.", StringComparison.Ordinal));
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string step) =>
        result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason);

    private static CSharpCompilation Edit(CSharpCompilation compilation, int file, string before, string after)
    {
        var tree = compilation.SyntaxTrees[file + 1];
        var text = tree.ToString();
        Assert.Contains(before, text);
        return compilation.ReplaceSyntaxTree(tree, GeneratorHarness.Parse(text.Replace(before, after), tree.FilePath));
    }
}
