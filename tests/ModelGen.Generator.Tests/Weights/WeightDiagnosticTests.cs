using Microsoft.CodeAnalysis;

namespace ModelGen.Generator.Tests.Weights;

/// <summary>Weights that are not there, damaged, of other shapes, or of another model: one diagnostic at their name.</summary>
public sealed class WeightDiagnosticTests : IDisposable
{
    private const string Net = """
        [Model]
        [Weights(«"net.safetensors"»)]
        [Input(2)]
        [Dense(3, Activation.Relu)]
        public partial class Net;
        """;

    private readonly WeightFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void NoItemOfTheProject() => Expect("MG0301", [], "<ModelGenWeights Include=\"net.safetensors\" />");

    [Fact]
    public void NoFile() => Expect("MG0301", ["net.safetensors"], "'net.safetensors' does not exist");

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 }, "too short")]
    [InlineData(new byte[] { 255, 255, 0, 0, 0, 0, 0, 0, 1 }, "claims a header of 65535 bytes")]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 0, 0, 0, (byte)'[', (byte)']' }, "no JSON object")]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, (byte)'{' }, "no valid JSON")]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}', 7 }, "has 1 bytes of data")]
    public void DamagedFile(byte[] content, string problem)
    {
        File.WriteAllBytes(folder.PathOf("net.safetensors"), content);
        Expect("MG0301", ["net.safetensors"], problem);
    }

    [Theory]
    [InlineData("""{"dense1.bias":{"dtype":"F31","shape":[3],"data_offsets":[0,12]}}""", "unknown dtype F31")]
    [InlineData("""{"dense1.bias":{"dtype":"F32","shape":[-3],"data_offsets":[0,12]}}""", "impossible shape")]
    [InlineData("""{"dense1.bias":{"dtype":"F32","shape":[4],"data_offsets":[0,12]}}""", "where its shape says")]
    [InlineData("""{"dense1.bias":{"dtype":"F32","shape":[3]}}""", "data_offsets")]
    [InlineData("""{"dense1.bias":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", "starts at byte 4")]
    [InlineData("""{"__metadata__":{"a":1}}""", "metadata")]
    public void DamagedHeader(string header, string problem)
    {
        var text = System.Text.Encoding.UTF8.GetBytes(header);
        File.WriteAllBytes(folder.PathOf("net.safetensors"), [(byte)text.Length, 0, 0, 0, 0, 0, 0, 0, .. text, .. new byte[12]]);
        Expect("MG0301", ["net.safetensors"], problem);
    }

    [Fact]
    public void WrongShapeMissingAndSurplus()
    {
        var weights = new SafeTensorsWriter();
        weights.Add("dense1.weight", [2, 3], new float[6]);
        weights.Add("dense7.bias", [3], new float[3]);
        folder.Write("net.safetensors", weights);
        Expect("MG0302", ["net.safetensors"], "'dense1.weight' is (2, 3), expected (3, 2)", "'dense1.bias' (3) is missing", "'dense7.bias' (3) is no parameter");
    }

    [Fact]
    public void IntegersAreNoWeights()
    {
        var weights = new SafeTensorsWriter();
        weights.Add("dense1.weight", [3, 2], new int[6]);
        weights.Add("dense1.bias", [3], new float[3]);
        folder.Write("net.safetensors", weights);
        Expect("MG0302", ["net.safetensors"], "'dense1.weight' is I32");
    }

    [Fact]
    public void SavedByAnotherModelOfTheSameShapes()
    {
        folder.Write("net.safetensors", Fitting("0123456789abcdef"));
        Expect("MG0303", ["net.safetensors"], "another 'Net'");
    }

    [Fact]
    public void WeightsOfOtherFrameworksSayNothing()
    {
        folder.Write("net.safetensors", Fitting(null));
        Assert.Empty(Diagnose(Net.Replace("«", "").Replace("»", ""), folder.Describe("net.safetensors")));
    }

    [Fact]
    public void NoName() => GeneratorHarness.Expect("MG0007", Net.Replace("\"net.safetensors\"", "\"\""), "[Weights]");

    // The mistake is the file's: everything else can be compiled against.
    [Fact]
    public void TheModelIsCompiledAllTheSame()
    {
        var model = InMemory.Build(Net.Replace("«", "").Replace("»", "")).GetType("Net")!;
        Assert.NotNull(Activator.CreateInstance(model, 0));
        var thrown = Assert.Throws<System.Reflection.TargetInvocationException>(() => model.GetMethod("Pretrained")!.Invoke(null, null));
        Assert.Contains("no weights 'net.safetensors'", Assert.IsType<InvalidOperationException>(thrown.InnerException).Message);
    }

    private static SafeTensorsWriter Fitting(string? model)
    {
        var weights = new SafeTensorsWriter();
        if (model is not null) weights.Metadata["modelgen.model"] = model;
        weights.Add("dense1.weight", [3, 2], new float[6]);
        weights.Add("dense1.bias", [3], new float[3]);
        return weights;
    }

    private static IReadOnlyList<Diagnostic> Diagnose(string source, AdditionalText[] weights)
    {
        var result = GeneratorHarness.Driver(weights).RunGenerators(GeneratorHarness.Compilation(source)).GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        return result.Diagnostics;
    }

    private void Expect(string id, string[] files, params string[] parts) => GeneratorHarness.Expect(id, Net, folder.Describe(files), parts);
}
