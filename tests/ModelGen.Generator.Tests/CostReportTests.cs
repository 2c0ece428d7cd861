using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelGen.Build;

namespace ModelGen.Generator.Tests;

/// <summary>What layers cost, as the build reports it on request.</summary>
public sealed class CostReportTests
{
    private const string Net = """
        namespace App;
        [Model]
        [Input(784)]
        [Dense(64, Activation.Relu)]
        [Dense(10)]
        public partial class Net;
        """;

    // dense1: 2 · 784 · 64 multiply-adds' operations, 64 for the bias and 64 for the ReLU; 784 · 64 + 64 parameters, 784 read, 64 written.
    [Fact]
    public void EveryLayerHasItsOperationsBytesAndTime()
    {
        var lines = CostReport.Write([Costs(Net)], peak: 100, bandwidth: 20).Split('\n');
        Assert.Equal("App.Net", lines[2]);
        Assert.Equal(["layer", "kind", "FLOPs", "bytes", "µs"], Cells(lines[3]));
        Assert.Equal(["dense1", "Dense", "100,480", "204,352", "10.22", "m"], Cells(lines[4]));
        Assert.Equal(["dense2", "Dense", "1,290", "2,896", "0.14", "m"], Cells(lines[5]));
        Assert.Equal(["total", "101,770", "207,248", "10.36"], Cells(lines[6]));
        var slow = CostReport.Write([Costs(Net)], peak: 1, bandwidth: 1000).Split('\n');
        Assert.Equal(["dense1", "Dense", "100,480", "204,352", "100.48", "f"], Cells(slow[4]));
    }

    [Fact]
    public void TheDifferenceShowsWhatHasChanged()
    {
        var before = CostReport.Write([Costs(Net)], 100, 20);
        var now = CostReport.Write([Costs(Net.Replace("Dense(10)", "Dense(1000)", StringComparison.Ordinal))], 100, 20);
        var lines = CostReport.Difference(before, now).TrimEnd().Split('\n');
        Assert.Equal("App.Net", lines[0]);
        Assert.Equal(4, lines.Length - 1);
        Assert.Equal("- dense2 Dense 1,290 2,896 0.14 m", lines[1]);
        Assert.StartsWith("+ dense2 Dense 129,000 ", lines[3], StringComparison.Ordinal);
        Assert.Empty(CostReport.Difference(now, now));
    }

    [Fact]
    public void OnlyOnRequest()
    {
        var driver = GeneratorHarness.Driver().RunGenerators(GeneratorHarness.Compilation(Net));
        Assert.DoesNotContain(driver.GetRunResult().Results.Single().GeneratedSources, source => source.HintName.EndsWith(".Costs.g.cs", StringComparison.Ordinal));
    }

    private static string[] Cells(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Costs(string source)
    {
        var driver = GeneratorHarness.Driver().WithUpdatedAnalyzerConfigOptions(new Options()).RunGenerators(GeneratorHarness.Compilation(source));
        return driver.GetRunResult().Results.Single().GeneratedSources.Single(file => file.HintName == "App.Net.Costs.g.cs").SourceText.ToString();
    }

    private sealed class Options : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Global();

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Global : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) =>
                (value = key == "build_property.ModelGenCostReport" ? "costs.txt" : null) is not null;
        }
    }
}
