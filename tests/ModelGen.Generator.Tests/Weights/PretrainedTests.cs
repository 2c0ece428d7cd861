using System.Buffers.Binary;
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;

namespace ModelGen.Generator.Tests.Weights;

/// <summary>Models with the weights that they carry are what loading the same file makes of them.</summary>
public sealed class PretrainedTests : IDisposable
{
    private const string Net = """
        [Model]
        [Weights("net.safetensors")]
        [Input(5)]
        [Dense(20, Activation.Tanh)]
        [Dense(3)]
        public partial class Net;
        """;

    private readonly WeightFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1 << 20)]        // in the code
    [InlineData(100)]            // a resource
    public void EqualsTheLoadedModel(int largestInCode)
    {
        folder.Write("net.safetensors", Weights());
        AssertSame(Build(Net, largestInCode), folder.PathOf("net.safetensors"));
    }

    [Theory]
    [InlineData("F64", 8)]
    [InlineData("F16", 2)]
    [InlineData("BF16", 2)]
    public void ConvertsNumbersAsLoadingDoes(string element, int size)
    {
        File.WriteAllBytes(folder.PathOf("net.safetensors"), Raw(element, size));
        AssertSame(Build(Net, 1 << 20), folder.PathOf("net.safetensors"));
    }

    [Fact]
    public void AddsTheSecondBiasOfPyTorch()
    {
        const string Recurrent = """
            [Model]
            [Weights("net.safetensors")]
            [Input(4, 3)]
            [LSTM(2)]
            public partial class Net;
            """;
        var weights = new SafeTensorsWriter();
        weights.Add("lstm1.bias_hh_l0", [8], Numbers(8, 1));
        weights.Add("lstm1.weight_ih_l0", [8, 3], Numbers(24, 2));
        weights.Add("lstm1.weight_hh_l0", [8, 2], Numbers(16, 3));
        weights.Add("lstm1.bias_ih_l0", [8], Numbers(8, 4));
        folder.Write("net.safetensors", weights);
        var type = Build(Recurrent, 1 << 20);
        AssertSame(type, folder.PathOf("net.safetensors"));
        float[] sum = [.. Numbers(8, 1).Zip(Numbers(8, 4), (a, b) => a + b)];
        Assert.Equal(sum, Pretrained(type).Parameters["lstm1.bias_ih_l0"].ToArray());
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(100)]
    public void FoldsNormsIntoTheWeightsOfAFrozenModel(int largestInCode)
    {
        const string Frozen = """
            [Model(Frozen = true)]
            [Weights("net.safetensors")]
            [Input(5)]
            [Dense(20, useBias: false)]
            [BatchNorm]
            [Dense(3, Activation.Tanh)]
            public partial class Net;
            """;
        var weights = new SafeTensorsWriter();
        weights.Add("dense1.weight", [20, 5], Numbers(100, 1));
        weights.Add("norm1.weight", [20], Numbers(20, 2));
        weights.Add("norm1.bias", [20], Numbers(20, 3));
        weights.Add("norm1.running_mean", [20], Numbers(20, 4));
        weights.Add("norm1.running_var", [20], [.. Numbers(20, 5).Select(x => x + 1)]);
        weights.Add("dense2.weight", [3, 20], Numbers(60, 6));
        weights.Add("dense2.bias", [3], Numbers(3, 7));
        folder.Write("net.safetensors", weights);
        var frozen = Build(Frozen, largestInCode);
        AssertSame(frozen, folder.PathOf("net.safetensors"));

        var thawed = Pretrained(Build(Frozen.Replace("(Frozen = true)", "", StringComparison.Ordinal), largestInCode));
        float[] Predict(IModel model)
        {
            var batch = new Batch(model.Info.InputColumns, 4);
            batch.Begin(4, weighted: false);
            Numbers(20, 8).CopyTo(batch.RealsToFill(0));
            var y = new float[12];
            model.Predict(batch, y);
            return y;
        }
        Assert.Equal(Predict(thawed), Predict(Pretrained(frozen)), (a, b) => Math.Abs(a - b) <= 1e-5f);
    }

    [Fact]
    public void SaysInSavedWeightsWhatTheyBelongTo()
    {
        folder.Write("net.safetensors", Weights());
        var path = folder.PathOf("saved.safetensors");
        Pretrained(Build(Net, 1 << 20)).Parameters.Save(path);
        var saved = SafeTensors.Read(path).Metadata["modelgen.model"];
        Assert.Matches("^[0-9a-f]{16}$", saved);
        // Another name of a local value, or a comment, is the same model.
        Pretrained(Build("/* now */ " + Net, 1 << 20)).Parameters.Save(path);
        Assert.Equal(saved, SafeTensors.Read(path).Metadata["modelgen.model"]);
        Pretrained(Build(Net.Replace("Tanh", "Relu", StringComparison.Ordinal), 1 << 20)).Parameters.Save(path);
        Assert.NotEqual(saved, SafeTensors.Read(path).Metadata["modelgen.model"]);
    }

    private Type Build(string source, int largestInCode)
    {
        var task = folder.Read(largestInCode, "net.safetensors");
        var resources = task.Resources.Select(item =>
            new ResourceDescription(item.GetMetadata("LogicalName"), () => File.OpenRead(folder.PathOf(item.ItemSpec)), isPublic: true));
        return InMemory.Build(source, WeightFolder.Texts(task), resources).GetType("Net")!;
    }

    private static IModel Pretrained(Type type) =>
        (IModel)type.GetMethod("Pretrained", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, null)!;

    private static void AssertSame(Type type, string path)
    {
        var carried = Pretrained(type).Parameters;
        var loaded = ((IModel)type.GetMethod("Load", [typeof(string), typeof(WeightMap)])!.Invoke(null, [path, null])!).Parameters;
        Assert.NotEmpty(loaded);
        Assert.All(loaded, parameter => Assert.Equal(parameter.ToArray(), carried[parameter.Name].ToArray()));
        Assert.Contains(loaded, parameter => parameter.ToArray().Distinct().Count() > 1);
    }

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }

    private static SafeTensorsWriter Weights()
    {
        var weights = new SafeTensorsWriter();
        weights.Add("dense2.bias", [3], Numbers(3, 1));
        weights.Add("dense1.weight", [20, 5], Numbers(100, 2));
        weights.Add("dense1.bias", [20], Numbers(20, 3));
        weights.Add("dense2.weight", [3, 20], Numbers(60, 4));
        return weights;
    }

    // A file as other programs write it.
    private static byte[] Raw(string element, int size)
    {
        (string Name, int[] Shape)[] tensors = [("dense1.weight", [20, 5]), ("dense1.bias", [20]), ("dense2.weight", [3, 20]), ("dense2.bias", [3])];
        var (header, offset) = (new List<string>(), 0);
        var data = new List<byte>();
        foreach (var (name, shape) in tensors)
        {
            var values = Numbers(shape.Aggregate(1, (a, b) => a * b), offset + 1);
            header.Add($"\"{name}\": {{\"dtype\":\"{element}\",\"shape\":[{string.Join(',', shape)}],\"data_offsets\":[{offset},{offset += values.Length * size}]}}");
            foreach (var value in values)
                data.AddRange(element switch
                {
                    "F64" => BitConverter.GetBytes((double)value),
                    "F16" => BitConverter.GetBytes((Half)value),
                    _ => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)),
                });
        }
        var text = Encoding.UTF8.GetBytes($"{{\n{string.Join(",\n", header)}}} ");
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. data];
    }
}
