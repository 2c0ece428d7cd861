using ModelGen.Compiler;
using ModelGen.Compiler.Emit;
using ModelGen.Compiler.Reference;
using ModelGen.Numerics;

namespace ModelGen.Integration.Tests.Kernels;

using OutputKind = ModelGen.Compiler.OutputKind;
using SinusoidKind = ModelGen.Compiler.SinusoidKind;

/// <summary>Attention of every shape, mask and layout, and its gradient, by the reference interpreter.</summary>
public class AttentionKernelTests
{
    // Positions on both sides of a register tile, a vector, a panel of keys and a block of the backward pass.
    private static readonly int[] Positions = [1, 2, 7, 12, 13, 16, 17, 24, 31, 32, 33, 49, 64, 65, 130];

    [Fact]
    public void Causal_self_attention() => Check(
        [.. Positions.Select(positions => (new Attention(0.4, true, false), Self(positions, heads: 2, width: 8)))]);

    [Fact]
    public void Cross_attention() => Check(
        [.. Positions.Select(keys => (new Attention(0.4, false, false), Operands(14, keys, 2, 2, 5, 7)))]);

    [Fact]
    public void Widths_of_heads() => Check(
        [.. new[] { 1, 3, 8, 16, 17, 32, 40, 48, 64, 80 }.Select(width => (new Attention(0.3, true, false), Self(18, 2, width)))]);

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
                NodeCase.Batched(19), NodeCase.Unbatched(19), NodeCase.Batched(19, 19), NodeCase.Unbatched(3, 19, 19),
                NodeCase.Batched(3, 1, 19), NodeCase.Unbatched(1, 19, 19), NodeCase.Batched(1, 19),
            }
            select (new Attention(0.4, causal, false), (TensorType[])[.. Self(19, 3, 8), bias])]);

    [Fact]
    public void Alibi_and_dropout() => Check(
        (new Attention(0.4, true, false, HasAlibi: true), Self(34, 3, 8)),
        (new Attention(0.4, false, false, HasAlibi: true), Operands(11, 34, 4, 2, 8, 8)),
        (new Attention(0.4, true, false, HasAlibi: true), [.. Self(18, 8, 4), NodeCase.Batched(18)]),
        (new Attention(0.4, true, false, Dropout: 0.4, Stream: 3), Self(34, 3, 8)),
        (new Attention(0.4, false, false, Dropout: 0.1), Operands(11, 34, 4, 2, 8, 6)));

    [Fact]
    public void Positions_and_rotations() => KernelHarness.Check(
        [
            NodeCase.Of(new Sinusoid(70, 12, 10000, SinusoidKind.Positions)),
            NodeCase.Of(new Sinusoid(5, 7, 100, SinusoidKind.Positions)),
            NodeCase.Of(new Sinusoid(2000, 4, 10000, SinusoidKind.RotaryPairs)),
            NodeCase.Of(new Sinusoid(300, 6, 0.25, SinusoidKind.RotaryHalves)),
            .. from width in new[] { 2, 6, 8, 16, 24, 32, 34, 64, 70 }
               from interleaved in new[] { true, false }
               from item in new[]
               {
                   NodeCase.Of(new Rotate(interleaved), NodeCase.Batched(5, 3, width), NodeCase.Unbatched(2, 5, width)),
                   NodeCase.Of(new Rotate(interleaved, IsInverse: true), NodeCase.Batched(4, width), NodeCase.Unbatched(2, 4, width)),
                   NodeCase.Of(new Rotate(interleaved), NodeCase.Unbatched(1, 2, width), NodeCase.Unbatched(2, 1, width)),
               }
               select item,
        ], 1, 3);

    [Fact]
    public void What_is_the_same_for_all_samples() => Check(
        (new Attention(0.4, false, false), [NodeCase.Unbatched(5, 2, 8), NodeCase.Batched(18, 2, 8), NodeCase.Batched(18, 2, 8)]),
        (new Attention(0.4, false, false), [NodeCase.Batched(5, 2, 8), NodeCase.Unbatched(18, 2, 8), NodeCase.Unbatched(18, 2, 8)]));

    /// <summary>Keys that are out of sight by −∞, for one query all of them.</summary>
    [Fact]
    public void Queries_that_see_nothing()
    {
        var attention = new Attention(0.4, false, false);
        TensorType[] operands = [.. Operands(3, 18, 2, 2, 8, 8), NodeCase.Batched(3, 18)];
        KernelHarness.Check([Forward(attention, operands, Hide), Gradient(attention, operands, Hide)], 1, 3);

        static void Hide(double[][] inputs)
        {
            for (var i = 0; i < inputs[3].Length; i++)
                inputs[3][i] = i / 18 % 3 == 1 || i % 18 > 11 ? double.NegativeInfinity : 0;
        }
    }

    private static void Check(params (Attention Attention, TensorType[] Operands)[] cases) => KernelHarness.Check(
        [.. cases.SelectMany(item => new[] { Forward(item.Attention, item.Operands), Gradient(item.Attention, item.Operands) })], 1, 3);

    private static KernelCase Forward(Attention attention, TensorType[] operands, Action<double[][]>? change = null) =>
        Of(attention, operands, (random, count) => Operands(random, operands, count, change));

    // The results of the forward pass among the operands are those of the others.
    private static KernelCase Gradient(Attention attention, TensorType[] operands, Action<double[][]>? change = null)
    {
        var results = attention.Infer(operands);
        TensorType[] types = [results[0], results[0], results[1], .. operands];
        return Of(new AttentionGradient(attention, OfBias: operands.Length > 3), types, (random, count) =>
        {
            var inputs = Operands(random, operands, count, change);
            var forward = Apply(attention, operands, inputs, count);
            return [Normal(random, results[0], count), forward[0], forward[1], .. inputs];
        });
    }

    private static KernelCase Of(Operator @operator, TensorType[] types, Func<Random, int, double[][]> inputs)
    {
        var graph = new Graph();
        var node = graph.Add(@operator, [.. types.Select((type, i) => graph.AddSource(new Source.Input("x" + i, i), type, "x" + i))]);
        foreach (var output in node.Outputs) graph.AddOutput(output, OutputKind.Exposed, "y");
        var kernel = Assert.Single(KernelSelection.Select(graph, CpuKernels.Families)).Kernel;
        return new KernelCase($"{@operator} of {string.Join(", ", types)}", kernel, (values, count) => Apply(@operator, types, values, count))
        {
            Inputs = inputs,
        };
    }

    private static double[][] Apply(Operator @operator, TensorType[] types, double[][] inputs, int count)
    {
        var graph = new Graph();
        Value[] sources = [.. types.Select((type, i) => graph.AddSource(new Source.Input("x" + i, i), type, "x" + i))];
        var node = graph.Add(@operator, sources);
        var run = Interpreter.Run(graph, count, source => inputs[Array.IndexOf(sources, source)], Mask);
        return [.. node.Outputs.Select(output => run[output])];
    }

    private static double[] Mask(DropoutMask dropout, int samples)
    {
        var mask = new float[samples * dropout.Shape.Length];
        CounterRandom.FillDropoutMask<Simd128>(ref mask[0], (nuint)mask.Length, 7, 11, (uint)dropout.Stream, 0, (float)dropout.Rate);
        return [.. mask.Select(element => (double)element)];
    }

    private static double[][] Operands(Random random, TensorType[] types, int count, Action<double[][]>? change)
    {
        double[][] inputs = [.. types.Select(type => Normal(random, type, count))];
        change?.Invoke(inputs);
        return inputs;
    }

    private static double[] Normal(Random random, TensorType type, int count) =>
        KernelCase.Normal(random, new Graph().AddSource(new Source.Input("x", 0), type, "x"), count);

    private static TensorType[] Self(int positions, int heads, int width) => Operands(positions, positions, heads, heads, width, width);

    private static TensorType[] Operands(int queries, int keys, int heads, int keyHeads, int width, int valueWidth) =>
        [NodeCase.Batched(queries, heads, width), NodeCase.Batched(keys, keyHeads, width), NodeCase.Batched(keys, keyHeads, valueWidth)];

    private static TensorType[] HeadsFirst(int queries, int keys, int heads, int keyHeads, int width, int valueWidth) =>
        [NodeCase.Batched(heads, queries, width), NodeCase.Batched(keyHeads, keys, width), NodeCase.Batched(keyHeads, keys, valueWidth)];
}
