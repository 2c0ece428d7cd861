using ModelGen.Compiler;
using ModelGen.Compiler.Emit;

namespace ModelGen.Integration.Tests.Kernels;

using ReduceKind = ModelGen.Compiler.ReduceKind;

public class ReductionKernelTests
{
    private static readonly int[] Counts = [0, 1, 5];

    [Theory]
    [InlineData(ReduceKind.Sum)]
    [InlineData(ReduceKind.Mean)]
    [InlineData(ReduceKind.Max)]
    [InlineData(ReduceKind.Min)]
    public void Any_axes(ReduceKind kind) => KernelHarness.Check(
        [
            Case(kind, [10], true, 0),
            Case(kind, [64], true, 0),
            Case(kind, [100], true, 0),
            Case(kind, [5, 3], true, 0),
            Case(kind, [5, 3], true, 1),
            Case(kind, [6, 64], true, 0),
            Case(kind, [7, 7, 20], true, 0, 1),
            Case(kind, [4, 5, 6], true, 1),
            Case(kind, [4, 5, 6], true, 0, 2),
            Case(kind, [4, 5, 6], true, 0, 1, 2),
            Case(kind, [3, 1, 7], true, 1),
            Case(kind, [4, 5, 6], false, 0, 2),
            Case(kind, [130, 70], false, 0),
            Case(kind, [130, 70], false, 1),
            Case(kind, [33], false, 0),
            Case(kind, [3, 2, 128], false, 1),
        ], Counts);

    [Fact]
    public void Rows_of_any_length() => KernelHarness.Check(
        [.. Enumerable.Range(1, 70).SelectMany(length => new[]
        {
            Case(ReduceKind.Max, [length], true, 0),
            Case(ReduceKind.Sum, [2, length], true, 0),
        })], 2);

    [Fact]
    public void Sums_over_the_batch() => KernelHarness.Check(
        [.. new[] { 1, 3, 10, 16, 64, 70, 128, 200 }.SelectMany(length => new[] { BatchSumCase(length, false), BatchSumCase(length, true) })],
        0, 1, 2, 9);

    private static KernelCase BatchSumCase(int length, bool accumulates)
    {
        var graph = new Graph();
        var x = graph.AddSource(new Source.Input("x", 0), new TensorType(new Shape(length), true), "x");
        var node = graph.Add(new BatchSum(), x);
        return new KernelCase($"batch sum of {length}", new ReductionKernel(ReductionForm.Of(node)!) { Accumulates = accumulates }, (inputs, count) =>
            [[.. Enumerable.Range(0, length).Select(i => Enumerable.Range(0, count).Sum(n => inputs[0][n * length + i]))]]);
    }

    private static KernelCase Case(ReduceKind kind, int[] shape, bool batched, params int[] axes)
    {
        var graph = new Graph();
        var x = graph.AddSource(new Source.Input("x", 0), new TensorType(new Shape(shape), batched), "x");
        var node = graph.Add(new Reduce(kind, axes, false), x);
        return new KernelCase($"{node}", new ReductionKernel(ReductionForm.Of(node)!), (inputs, count) =>
        {
            var samples = batched ? count : 1;
            var terms = new List<double>[samples * node.Output.Shape.Length];
            for (var i = 0; i < inputs[0].Length; i++)
            {
                var (place, stride, rest) = (0, 1, i % x.Shape.Length);
                for (var axis = shape.Length - 1; axis >= 0; axis--)
                {
                    if (!axes.Contains(axis))
                    {
                        place += rest % shape[axis] * stride;
                        stride *= shape[axis];
                    }
                    rest /= shape[axis];
                }
                (terms[i / x.Shape.Length * node.Output.Shape.Length + place] ??= []).Add(inputs[0][i]);
            }
            return [[.. terms.Select(list => kind switch
            {
                ReduceKind.Sum => list.Sum(),
                ReduceKind.Mean => list.Average(),
                ReduceKind.Max => list.Max(),
                _ => list.Min(),
            })]];
        });
    }
}
