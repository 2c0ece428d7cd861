using ModelGen.Compiler;
using ModelGen.Compiler.Emit;
using ModelGen.Compiler.Reference;
using static ModelGen.Integration.Tests.Kernels.NodeCase;

namespace ModelGen.Integration.Tests.Kernels;

using ElementType = ModelGen.Compiler.ElementType;
using Resampling = ModelGen.Compiler.Resampling;

/// <summary>The kernels of running sums, resampling, picking, reversed slices, and convolutions of several images.</summary>
public class LayerKernelTests
{
    private static readonly int[] Counts = [0, 1, 3];

    [Fact]
    public void Running_sums() => KernelHarness.Check(
        [.. from reverse in new[] { false, true }
            from exclusive in new[] { false, true }
            from operands in new[] { Batched(7), Batched(3, 5), Batched(4, 16), Batched(2, 6, 37), Unbatched(9), Unbatched(5, 70) }
            from axis in Enumerable.Range(0, operands.Shape.Rank)
            select Of(new CumulativeSum(axis, reverse, exclusive), operands)], Counts);

    [Fact]
    public void Axes_of_other_lengths_and_their_gradients() => KernelHarness.Check(
        [.. from kind in Enum.GetValues<Resampling>()
            from item in new (TensorType From, int Axis, int To)[] { (Batched(7, 16), 0, 14), (Batched(7, 5), 0, 3), (Batched(3, 4, 37), 1, 9), (Batched(6, 10), 1, 4), (Batched(1, 8), 0, 5), (Unbatched(5, 20), 0, 8) }
            let map = new Resample(kind, item.Axis, item.To)
            from isGradient in new[] { false, true }
            select isGradient
                ? Of(new ResampleGradient(map, item.From.Shape[item.Axis]), map.Infer([item.From])[0])
                : Of(map, item.From)], Counts);

    [Fact]
    public void Slices_that_go_backwards() => KernelHarness.Check(
        [
            Of(new Slice(new[] { 8 }, new[] { 9 }, new[] { -1 }), Batched(9)),
            Of(new Slice(new[] { 8 }, new[] { 4 }, new[] { -2 }), Unbatched(9)),
            Of(new Slice(new[] { 3, 0 }, new[] { 4, 40 }, new[] { -1, 1 }), Batched(4, 40)),
            Of(new Slice(new[] { 0, 4 }, new[] { 3, 5 }, new[] { 1, -1 }), Batched(3, 5)),
            Of(new Slice(new[] { 3, 5, 2 }, new[] { 4, 3, 3 }, new[] { -1, -2, 1 }), Batched(5, 6, 5)),
            Of(new Slice(new[] { 3, 5, 4 }, new[] { 4, 6, 5 }, new[] { -1, -1, -1 }), Batched(4, 6, 5)),
            Of(new SliceGradient(new Slice(new[] { 3, 1 }, new[] { 2, 4 }, new[] { -2, 1 }), new Shape(5, 6)), Batched(2, 4)),
            Of(new SliceGradient(new Slice(new[] { 0, 5 }, new[] { 5, 3 }, new[] { 1, -2 }), new Shape(5, 6)), Batched(5, 3)),
        ], Counts);

    [Fact]
    public void Largest_elements_and_rows_of_zeros_with_a_one() => KernelHarness.Check(
        [
            .. new[] { Batched(1), Batched(5), Batched(3, 16), Batched(2, 3, 37), Unbatched(4, 9) }.SelectMany(x => new[]
            {
                Of(new ArgMax(), x), Of(new TopK(1), x), Of(new TopK((x.Shape.RowLength + 1) / 2), x), Of(new TopK(x.Shape.RowLength), x),
            }),
            Picked(Of(new OneHot(4), Batched() with { Element = ElementType.Index }), 6),
            Picked(Of(new OneHot(33), Batched(3, 5) with { Element = ElementType.Index }), 40),
        ], Counts);

    [Fact]
    public void The_first_of_equal_elements_is_the_largest()
    {
        double[][] equal = [[1, 3, 2, 3, 3, 0, 2]];
        KernelHarness.Check(
            [
                Of(new ArgMax(), Batched(7)) with { Inputs = (_, _) => equal },
                Of(new TopK(5), Batched(7)) with { Inputs = (_, _) => equal },
            ], 1);
    }

    [Fact]
    public void Rows_that_indices_name() => KernelHarness.Check(
        [
            Rows(new Gather(), Batched(6, 16), Batched(4)),
            Rows(new Gather(), Batched(5, 2, 9), Batched(2, 3)),
            Rows(new Gather(), Batched(7), Batched()),
            Rows(new Gather(), Batched(4, 5), Unbatched(3)),
            Rows(new Scatter(5), Batched(4, 16), Batched(4)),
            Rows(new Scatter(3), Batched(2, 3, 7), Batched(2, 3)),
            Rows(new Scatter(9), Batched(), Batched()),
            Rows(new Scatter(6), Unbatched(5, 4), Batched(5)),
        ], Counts);

    private static KernelCase Rows(Operator @operator, TensorType x, TensorType indices)
    {
        var item = Of(@operator, x, indices with { Element = ElementType.Index });
        return item with
        {
            // Some of the indices are out of range.
            Inputs = (random, count) =>
            [
                KernelCase.Normal(random, item.Kernel.Inputs[0], count),
                [.. KernelCase.Normal(random, item.Kernel.Inputs[1], count).Select(_ => (double)random.Next(8))],
            ],
        };
    }

    [Fact]
    public void Convolutions_of_several_images_in_a_sample() => KernelHarness.Check(
        [
            Convolution(ConvolutionFamily.Select, new Conv2D(1, 1, 0, 0, 0, 0, 1, 1, 1), Batched(3, 6, 7, 4), Unbatched(3, 3, 4, 20)),
            Convolution(ConvolutionFamily.Select, new Conv2D(2, 1, 0, 0, 0, 0, 1, 2, 2), Batched(2, 2, 7, 8, 4), Unbatched(3, 2, 2, 10)),
            Convolution(ConvolutionFamily.Select, new Conv2D(1, 1, 0, 0, 0, 0, 1, 1, 9), Batched(2, 5, 6, 9), Unbatched(3, 3, 1, 9)),
            WeightGradient(new Conv2D(1, 1, 0, 0, 0, 0, 1, 1, 1), Batched(3, 6, 7, 4), Unbatched(3, 3, 4, 20)),
            WeightGradient(new Conv2D(1, 2, 0, 0, 0, 0, 1, 1, 1), Batched(2, 30, 31, 1), Unbatched(3, 3, 1, 5)),
            InputGradient(new Conv2D(1, 1, 0, 0, 0, 0, 1, 1, 1), Batched(3, 6, 7, 4), Unbatched(3, 3, 4, 20)),
            InputGradient(new Conv2D(2, 2, 0, 0, 0, 0, 1, 1, 1), Batched(2, 9, 7, 5), Unbatched(3, 3, 5, 6)),
        ], 1, 3);

    // Indices up to a limit, so that some are out of range.
    private static KernelCase Picked(KernelCase item, int limit) => item with
    {
        Inputs = (random, count) => [[.. Enumerable.Range(0, count * item.Kernel.Inputs[0].Shape.Length).Select(_ => (double)random.Next(limit))]],
    };

    private static KernelCase Convolution(KernelFamily family, Operator @operator, params TensorType[] operands)
    {
        var graph = new Graph();
        var inputs = operands.Select((type, i) => ProductKernelTests.Source(graph, "x" + i, type.Shape.ToArray(), type.IsBatched)).ToArray();
        var node = graph.Add(@operator, inputs);
        graph.AddOutput(node.Output, ModelGen.Compiler.OutputKind.Prediction, "y");
        return new KernelCase($"{@operator} of {string.Join(", ", operands)}", ProductKernelTests.Select(family, node, graph), (values, count) =>
            Interpreter.Apply(@operator, count, [.. operands.Zip(values)]))
        {
            Tolerance = 1e-4,
        };
    }

    private static KernelCase WeightGradient(Conv2D convolution, TensorType x, TensorType weight) => Convolution(
        ConvolutionFamily.SelectWeightGradient, new Conv2DWeightGradient(convolution, weight.Shape), x, convolution.Infer([x, weight])[0]) with
    {
        Storage = value => ParameterStorage.Dense(value.Shape),
    };

    // The kernel takes the weight with its channels exchanged.
    private static KernelCase InputGradient(Conv2D convolution, TensorType x, TensorType weight)
    {
        var dy = convolution.Infer([x, weight])[0];
        var exchange = new Permute(new[] { 0, 1, 3, 2 });
        var exchanged = exchange.Infer([weight])[0];
        return Convolution(ConvolutionFamily.SelectInputGradient, new TransposedConvolution(convolution, x.Shape), dy, exchanged) with
        {
            Reference = (values, count) => Interpreter.Apply(
                new Conv2DInputGradient(convolution, x.Shape), count,
                (dy, values[0]), (weight, Interpreter.Apply(exchange, 1, (exchanged, values[1]))[0])),
        };
    }
}
