using ModelGen.Tests;

namespace ModelGen.Generator.Tests;

/// <summary>What the generator writes for samples/ModelZoo.</summary>
public class ZooTests
{
    [Fact]
    public void TheZooIsWrittenInThreeMegabytesAndGpt2InAQuarter()
    {
        var files = Directory.GetFiles(Repository.Path("samples", "ModelZoo", "Models"), "*.cs").Select(File.ReadAllText).ToArray();
        var result = GeneratorHarness.Driver().RunGenerators(GeneratorHarness.Compilation(files)).GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        Assert.Empty(result.Diagnostics);

        var sizes = result.GeneratedSources
            .Select(source => (Model: source.HintName.Split('.')[^4], source.SourceText.Length))
            .GroupBy(source => source.Model, source => source.Length)
            .ToDictionary(group => group.Key, group => group.Sum());
        Assert.True(sizes.Count >= 14, string.Join(", ", sizes.Keys));
        Assert.InRange(sizes["Gpt2"], 50_000, 250_000);
        Assert.True(sizes.Values.Sum() < 3_000_000, string.Join(", ", sizes.OrderByDescending(size => size.Value)));
    }
}
