using ModelGen.Compiler;
using ModelGen.Compiler.Emit;
using ModelGen.Tests.Kernels;

namespace ModelGen.Tests.Attention;

using Attention = ModelGen.Compiler.Attention;
using SinusoidKind = ModelGen.Compiler.SinusoidKind;

/// <summary>Attention of every shape, mask and layout, and its gradient, by the reference interpreter.</summary>
public class GpuAttentionTests
{
    // Positions on both sides of a group's lines and of its columns.
    [Fact]
    public void Causal_self_attention_of_any_length() => Check(
        [.. new[] { 1, 7, 16, 17, 32, 33, 64, 70, 129 }.Select(positions => (new Attention(0.4, true, false), Self(positions, heads: 2, width: 8)))]);

    [Fact]
    public void Cross_attention() => Check(
        [.. new[] { 1, 15, 32, 33, 66 }.Select(keys => (new Attention(0.4, false, false), Operands(14, keys, 2, 2, 5, 7)))]);

    // In parts of the products, and in groups of the columns.
    [Fact]
    public void Widths_of_heads() => Check(
        [.. new[] { 1, 3, 16, 40, 64, 68, 70, 130, 200 }.Select(width => (new Attention(0.3, true, false), Self(18, 1, width)))]);

    [Fact]
    public void Heads_first_and_heads_that_share_keys() => Check(
        (new Attention(0.4, true, true), HeadsFirst(20, 20, 3, 3, 8, 8)),
        (new Attention(0.4, false, true), HeadsFirst(9, 21, 4, 2, 16, 6)),
        (new Attention(0.4, false, false), Operands(9, 21, 6, 2, 16, 16)),
        (new Attention(0.2, true, false), Operands(33, 33, 4, 1, 32, 32)));

    [Fact]
    public void Bias_for_keys_queries_and_heads() => Check(
        [.. from causal in new[] { false, true }
            from bias in new[]
            {
                Batched(19), Unbatched(19), Batched(19, 19), Unbatched(3, 19, 19), Batched(3, 1, 19), Unbatched(1, 19, 19), Batched(1, 19),
            }
            select (new Attention(0.4, causal, false), (TensorType[])[.. Self(19, 3, 8), bias])]);

    [Fact]
    public void Alibi_and_dropout() => Check(
        (new Attention(0.4, true, false, HasAlibi: true), Self(34, 3, 8)),
        (new Attention(0.4, false, false, HasAlibi: true), Operands(11, 34, 4, 2, 8, 8)),
        (new Attention(0.4, true, false, HasAlibi: true), [.. Self(18, 8, 4), Batched(18)]),
        (new Attention(0.4, true, false, Dropout: 0.4, Stream: 3), Self(34, 3, 8)),
        (new Attention(1, false, false, Dropout: 0.1), Operands(11, 34, 4, 2, 8, 6)));

    [Fact]
    public void What_is_the_same_for_all_samples() => Check(
        (new Attention(0.4, false, false), [Unbatched(5, 2, 8), Batched(18, 2, 8), Batched(18, 2, 8)]),
        (new Attention(0.4, false, false), [Batched(5, 2, 8), Unbatched(18, 2, 8), Unbatched(18, 2, 8)]));

    /// <summary>Keys that are out of sight by −∞, for one query all of them.</summary>
    [Fact]
    public void Queries_that_see_nothing()
    {
        var attention = new Attention(0.4, false, false);
        TensorType[] operands = [.. Operands(3, 34, 2, 2, 8, 8), Batched(3, 34)];
        GpuNode.Check([Forward(attention, operands, Hide), Gradient(attention, operands, Hide)]);

        static void Hide(double[][] inputs)
        {
            for (var i = 0; i < inputs[3].Length; i++)
                inputs[3][i] = i / 34 % 3 == 1 || i % 34 > 11 ? double.NegativeInfinity : 0;
        }
    }

    /// <summary>The largest scores come last, so that all sums before are multiplied down to nothing.</summary>
    [Fact]
    public void Scores_that_grow()
    {
        var attention = new Attention(1, false, false);
        var operands = Operands(5, 70, 1, 1, 4, 4);
        GpuNode.Check([Forward(attention, operands, Grow), Gradient(attention, operands, Grow)]);

        static void Grow(double[][] inputs)
        {
            for (var i = 0; i < inputs[0].Length; i++) inputs[0][i] = 1;
            for (var i = 0; i < inputs[1].Length; i++) inputs[1][i] = 0.25 * (i / 4 % 70);
        }
    }

    // Ten bits of fraction: whatever lay in a wrong place would be off by a whole.
    [Theory]
    [InlineData(GpuPrecision.TensorFloat32)]
    [InlineData(GpuPrecision.BFloat16)]
    public void Products_on_matrix_units(GpuPrecision precision) => GpuNode.Check(
    [
        .. new[]
        {
            (new Attention(0.4, true, false), Self(70, 2, 40)),
            (new Attention(0.4, false, false), Operands(14, 33, 2, 2, 5, 7)),
            (new Attention(0.3, true, false), Self(18, 1, 200)),
            (new Attention(0.4, false, true), HeadsFirst(9, 21, 4, 2, 16, 6)),
            (new Attention(0.4, true, false, Dropout: 0.4, Stream: 3), [.. Self(34, 3, 8), Unbatched(3, 34, 34)]),
        }.SelectMany(item => new[] { Forward(item.Item1, item.Item2), Gradient(item.Item1, item.Item2) }),
    ], 3e-3, precision);

    [Fact]
    public void Rotations_by_tables_of_sines() => GpuNode.Check(
    [
        .. from width in new[] { 2, 6, 34 }
           from interleaved in new[] { true, false }
           from inverse in new[] { true, false }
           from x in new[] { Batched(5, 3, width), Batched(5, width), Unbatched(5, 1, width) }
           select GpuNode.Of(new Rotate(interleaved, inverse), [x, Unbatched(2, 5, width)], 3, random => GpuNode.Normal(random, [x, Unbatched(2, 5, width)], 3)),
    ]);

    // Two tables, one of them of two readers.
    [Fact]
    public void Tables_that_the_host_fills()
    {
        TensorType[] types = [Batched(70, 12), Batched(70, 2, 6)];
        GpuNode.Check([new GpuNode("tables", types, 2, random => GpuNode.Normal(random, types, 2), (graph, x) =>
        {
            var positions = graph.Apply(new Sinusoid(70, 12, 10000, SinusoidKind.Positions));
            var halves = graph.Apply(new Sinusoid(70, 6, 0.25, SinusoidKind.RotaryHalves));
            return [
                graph.Apply(new Add(), x[0], positions),
                graph.Apply(new Rotate(Interleaved: false), x[1], halves),
                graph.Apply(new Rotate(Interleaved: false, IsInverse: true), x[1], graph.Apply(new Sinusoid(70, 6, 0.25, SinusoidKind.RotaryHalves))),
            ];
        })]);
    }

    private static void Check(params (Attention Attention, TensorType[] Operands)[] cases) => GpuNode.Check(
        [.. cases.SelectMany(item => new[] { Forward(item.Attention, item.Operands), Gradient(item.Attention, item.Operands) })]);

    private static GpuNode Forward(Attention attention, TensorType[] operands, Action<double[][]>? change = null) =>
        GpuNode.Of(attention, operands, 2, random => Operands(random, operands, change));

    // The results of the forward pass among the operands are those of the others.
    private static GpuNode Gradient(Attention attention, TensorType[] operands, Action<double[][]>? change = null)
    {
        var results = attention.Infer(operands);
        return GpuNode.Of(new AttentionGradient(attention, OfBias: operands.Length > 3), [results[0], results[0], results[1], .. operands], 2, random =>
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

    private static TensorType[] HeadsFirst(int queries, int keys, int heads, int keyHeads, int width, int valueWidth) =>
        [Batched(heads, queries, width), Batched(keyHeads, keys, width), Batched(keyHeads, keys, valueWidth)];
}
