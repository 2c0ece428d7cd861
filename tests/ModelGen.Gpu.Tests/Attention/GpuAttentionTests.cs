using ModelGen.Compiler;
using ModelGen.Tests.Kernels;

namespace ModelGen.Tests.Attention;

using Attention = ModelGen.Compiler.Attention;

/// <summary>Attention of every shape, mask and layout, and its gradient, by the reference interpreter.</summary>
public class GpuAttentionTests
{
    [Fact]
    public void Causal_self_attention_of_any_length() => Check(
        [.. new[] { 1, 7, 16, 33, 66 }.Select(positions => (new Attention(0.4, true, false), Self(positions, heads: 1, width: 8)))]);

    private static void Check(params (Attention Attention, TensorType[] Operands)[] cases) => GpuNode.Check(
        [.. cases.SelectMany(item => new[] { Forward(item.Attention, item.Operands), Gradient(item.Attention, item.Operands) })]);

    private static GpuNode Forward(Attention attention, TensorType[] operands, Action<double[][]>? change = null) =>
        new(attention, operands, 2, random => Operands(random, operands, change));

    // The results of the forward pass among the operands are those of the others.
    private static GpuNode Gradient(Attention attention, TensorType[] operands, Action<double[][]>? change = null)
    {
        var results = attention.Infer(operands);
        return new(new AttentionGradient(attention, OfBias: operands.Length > 3), [results[0], results[0], results[1], .. operands], 2, random =>
        {
            var inputs = Operands(random, operands, change);
            var forward = GpuNode.Apply(attention, operands, inputs, 2);
            return [GpuNode.Normal(random, [results[0]], 2)[0], forward[0], forward[1], .. inputs];
        });
    }

    private static double[][] Operands(Random random, TensorType[] types, Action<double[][]>? change)
    {
        var inputs = GpuNode.Normal(random, types, 2);
        change?.Invoke(inputs);
        return inputs;
    }

    private static TensorType Batched(params int[] shape) => new(new Shape(shape), IsBatched: true);

    private static TensorType Unbatched(params int[] shape) => new(new Shape(shape), IsBatched: false);

    private static TensorType[] Self(int positions, int heads, int width) => Operands(positions, positions, heads, heads, width, width);

    private static TensorType[] Operands(int queries, int keys, int heads, int keyHeads, int width, int valueWidth) =>
        [Batched(queries, heads, width), Batched(keys, keyHeads, width), Batched(keys, keyHeads, valueWidth)];
}
