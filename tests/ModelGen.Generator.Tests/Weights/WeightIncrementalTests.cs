using Microsoft.CodeAnalysis;

namespace ModelGen.Generator.Tests.Weights;

/// <summary>Weights are read when they change, and no other model is compiled again for them.</summary>
public sealed class WeightIncrementalTests : IDisposable
{
    private const string Models = """
        [Model, Weights("net.safetensors"), Input(2), Dense(3)]
        public partial class Net;

        [Model, Input(2), Dense(3)]
        public partial class Other;
        """;

    private readonly WeightFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void AnEditElsewhereLeavesEverythingCached()
    {
        var compilation = GeneratorHarness.Compilation(Models, "class Unrelated { int A() => 1; }");
        var driver = GeneratorHarness.Driver(Weights(1)).RunGenerators(compilation);
        var old = compilation.SyntaxTrees.Last();
        driver = driver.RunGenerators(compilation.ReplaceSyntaxTree(old, GeneratorHarness.Parse("class Unrelated { int A() => 2; }", old.FilePath)));
        foreach (var step in new[] { "Weights", "WeightsOfModel", "Compile" })
            Assert.All(Reasons(driver, step), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void OtherWeightsCompileTheirModelAgain()
    {
        var compilation = GeneratorHarness.Compilation(Models);
        var before = Weights(1);
        var driver = GeneratorHarness.Driver(before).RunGenerators(compilation);
        driver = driver.ReplaceAdditionalTexts([.. Weights(2)]).RunGenerators(compilation);
        Assert.Equal(
            [IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached],
            Reasons(driver, "Compile").OrderByDescending(reason => reason == IncrementalStepRunReason.Modified));
    }

    [Fact]
    public void TheSameWeightsAreNotDescribedAgain()
    {
        var path = Assert.Single(Describe(1).Manifests).ItemSpec;
        var written = File.GetLastWriteTimeUtc(path);
        File.SetLastWriteTimeUtc(path, written = written.AddHours(-1));
        Describe(1);
        Assert.Equal(written, File.GetLastWriteTimeUtc(path));
        Describe(2);
        Assert.NotEqual(written, File.GetLastWriteTimeUtc(path));
    }

    private AdditionalText[] Weights(float value) => WeightFolder.Texts(Describe(value));

    private Build.ReadWeights Describe(float value)
    {
        var weights = new SafeTensorsWriter();
        weights.Add("dense1.weight", [3, 2], Enumerable.Repeat(value, 6).ToArray());
        weights.Add("dense1.bias", [3], new float[3]);
        folder.Write("net.safetensors", weights);
        return folder.Read(1 << 20, "net.safetensors");
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorDriver driver, string step) =>
        driver.GetRunResult().Results.Single().TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason);
}
