using ModelGen.Tests;

namespace ModelGen.Integration.Tests.Models;

/// <summary>Files in which the projections of an attention are one matrix, as PyTorch and GPT-2 save them.</summary>
public class FusedWeightTests
{
    private static readonly Golden Golden = Golden.Open("gpt");

    /// <summary><c>nn.MultiheadAttention</c>: in_proj_weight (3 · width, width).</summary>
    [Fact]
    public void InProjWeightLoads() => Check(
        "in_proj_weight", [96, 32], rows => rows,
        new WeightMap()
            .Split("*.in_proj_weight", axis: 0, "*.attention.query.weight", "*.attention.key.weight", "*.attention.value.weight")
            .Split("*.in_proj_bias", axis: 0, "*.attention.query.bias", "*.attention.key.bias", "*.attention.value.bias")
            .Rename("block.*.output.*", "block.*.attention.output.*"));

    /// <summary>GPT-2: c_attn.weight (width, 3 · width), the other way round.</summary>
    [Fact]
    public void TransposedCAttnLoads() => Check(
        "c_attn_weight", [32, 96], rows => [.. Enumerable.Range(0, 32).SelectMany(column => rows.Where((_, i) => i % 32 == column))],
        new WeightMap()
            .Transpose("*.c_attn_weight")
            .Split("*.c_attn_weight", axis: 0, "*.attention.query.weight", "*.attention.key.weight", "*.attention.value.weight")
            .Split("*.in_proj_bias", axis: 0, "*.attention.query.bias", "*.attention.key.bias", "*.attention.value.bias")
            .Rename("block.*.output.*", "block.*.attention.output.*"));

    private static void Check(string weight, int[] shape, Func<float[], float[]> layout, WeightMap map)
    {
        var writer = new SafeTensorsWriter();
        foreach (var name in Golden.Names.Where(name => name.StartsWith("param/", StringComparison.Ordinal) && !IsProjection(name)))
            writer.Add(name["param/".Length..], Golden[name].Shape, Golden[name].Floats);
        for (var block = 0; block < 2; block++)
        {
            writer.Add($"block.{block}.{weight}", shape, layout(Together(block, "weight")));
            writer.Add($"block.{block}.in_proj_bias", [96], Together(block, "bias"));
        }
        using var stream = new MemoryStream();
        writer.Save(stream);
        stream.Position = 0;

        var model = Gpt.Load(stream, map);
        var output = new float[Golden["y"].Length];
        model.Predict(Golden["x"].Ints, output);
        for (var i = 0; i < output.Length; i++)
            Assert.Equal(Golden["y"].Floats[i], output[i], 1e-5);
    }

    private static bool IsProjection(string name) => new[] { ".query.", ".key.", ".value." }.Any(part => name.Contains(part, StringComparison.Ordinal));

    private static float[] Together(int block, string kind) =>
        [.. new[] { "query", "key", "value" }.SelectMany(part => Golden[$"param/block.{block}.{part}.{kind}"].Floats)];
}
