using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace ModelGen.Packaging.Tests;

/// <summary>The package in the hands of somebody who has nothing else of this repository.</summary>
[Collection("package")]
public sealed class PackageTests(PackageFeed feed)
{
    [Fact]
    public void CarriesLibraryGeneratorAndBuildFiles()
    {
        using var package = ZipFile.OpenRead(feed.Package);
        var files = package.Entries.Select(entry => entry.FullName).ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                "README.md",
                "lib/net10.0/ModelGen.dll",
                "lib/net10.0/ModelGen.xml",
                "analyzers/dotnet/cs/ModelGen.Generator.dll",
                "analyzers/dotnet/cs/ModelGen.Compiler.dll",
                "analyzers/dotnet/cs/ModelGen.CodeFixes.dll",
                "buildTransitive/ModelGen.props",
                "buildTransitive/ModelGen.targets",
                "tasks/ModelGen.Build.dll",
            },
            files);

        using var reader = new StreamReader(package.GetEntry("ModelGen.nuspec")!.Open());
        Assert.DoesNotContain("Microsoft.CodeAnalysis", reader.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TrainsAModelInAnEmptyConsoleProject()
    {
        var output = await DotNet.RunAsync(feed.Create("Console"), "run", "-c", "Release");
        Assert.Contains("learned 0 1 1 0", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UsesTheLayersOfAnotherPackage()
    {
        await feed.PackAsync(feed.Create("Layers"));
        var output = await DotNet.RunAsync(feed.Create("LayersConsole"), "run", "-c", "Release");
        Assert.Contains("gated1.value.weight [8, 2]", output, StringComparison.Ordinal);
        Assert.Contains("gated1.gate.weight [8, 2]", output, StringComparison.Ordinal);
        Assert.Contains("learned 0 1 1 0", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExportsAModelThatOnnxRuntimeRuns()
    {
        await feed.PackBuiltAsync("ModelGen.Onnx");
        var output = await DotNet.RunAsync(feed.Create("OnnxConsole"), "run", "-c", "Release");
        var difference = Regex.Match(output, @"10 outputs, largest difference (\S+)");
        Assert.True(difference.Success, output);
        Assert.InRange(double.Parse(difference.Groups[1].Value, CultureInfo.InvariantCulture), 0, 1e-5);
    }

    [Fact]
    public async Task RefusesToPublishMoreThanAskedFor()
    {
        var folder = feed.Create("Console");
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            DotNet.RunAsync(folder, "publish", "-c", "Release", "-p:ModelGenMaxSize=20 KB"));
        Assert.Contains("error MG0305", problem.Message, StringComparison.Ordinal);
        Assert.Contains("20 KB", problem.Message, StringComparison.Ordinal);
        await DotNet.RunAsync(folder, "publish", "-c", "Release", "-p:ModelGenMaxSize=100 MB");
    }

    [Fact]
    public async Task ReportsCostsAndWhatHasChanged()
    {
        var folder = feed.Create("Console");
        var program = Path.Combine(folder, "Program.cs");
        await DotNet.RunAsync(folder, "build", "-c", "Release", "-p:ModelGenCostReport=costs.txt");
        Assert.Matches(@"(?m)^dense1 +Dense +[\d,]+ +[\d,]+ +\d+\.\d\d", File.ReadAllText(Path.Combine(folder, "costs.txt")));
        Assert.False(File.Exists(Path.Combine(folder, "costs.txt.diff")));
        var text = File.ReadAllText(program);
        var wider = text.Replace("[Dense(8", "[Dense(9", StringComparison.Ordinal);
        Assert.NotEqual(text, wider);
        File.WriteAllText(program, wider);
        var output = await DotNet.RunAsync(folder, "build", "-c", "Release", "-p:ModelGenCostReport=costs.txt");
        Assert.Contains("the costs of models have changed", output, StringComparison.Ordinal);
        Assert.Contains("- dense1 Dense ", File.ReadAllText(Path.Combine(folder, "costs.txt.diff")), StringComparison.Ordinal);
    }
}
