using ModelGen.Compiler;
using ModelGen.Compiler.Emit;

namespace ModelGen.Integration.Tests.Kernels;

public class RelayoutKernelTests
{
    [Fact]
    public void Any_axes_between_any_storages() => KernelHarness.Check(
        [.. from storages in new[] { (0, 64), (64, 64), (32, 16), (16, 0), (0, 0) }
            from accumulates in new[] { false, true }
            from value in new[]
            {
                (new[] { 64, 100 }, new[] { 1, 0 }), (new[] { 17, 3 }, new[] { 1, 0 }), (new[] { 100, 70 }, new[] { 0, 1 }),
                (new[] { 3, 2, 20, 33 }, new[] { 0, 1, 3, 2 }), (new[] { 5, 20, 7 }, new[] { 2, 0, 1 }), (new[] { 40 }, new[] { 0 }),
                (new[] { 3, 18, 4, 5 }, new[] { 3, 1, 0, 2 }), (new[] { 2, 3, 35 }, new[] { 1, 0, 2 }),
            }
            select Case(value.Item1, value.Item2, storages.Item1, storages.Item2, accumulates)], 1);

    private static KernelCase Case(int[] shape, int[] axes, int from, int to, bool accumulates)
    {
        var graph = new Graph();
        var source = ProductKernelTests.Source(graph, "x", shape, false);
        var target = graph.Apply(new Permute(axes), source);
        var kernel = (RelayoutKernel)ProductKernelTests.Select(RelayoutKernel.Select, graph.Nodes[0], graph);
        kernel.InputStorage = Storage(source, from);
        kernel.OutputStorage = Storage(target, to);
        kernel.Accumulates = accumulates;
        return new KernelCase($"{source.Type} to {target.Type} from {from} to {to}", kernel, (inputs, _) =>
        {
            var y = new double[target.Shape.Length];
            var index = new int[shape.Length];
            for (var i = 0; i < y.Length; i++)
            {
                for (int axis = shape.Length - 1, rest = i; axis >= 0; rest /= target.Shape[axis], axis--)
                    index[axes[axis]] = rest % target.Shape[axis];
                y[i] = inputs[0][index.Zip(shape).Aggregate(0, (offset, pair) => offset * pair.Second + pair.First)];
            }
            return [y];
        })
        {
            Storage = value => value == target ? kernel.OutputStorage : kernel.InputStorage,
        };
    }

    private static ParameterStorage Storage(Value value, int width) =>
        width == 0 ? ParameterStorage.Dense(value.Shape) : new ParameterStorage(value.Shape.RowCount, value.Shape.RowLength, width);
}
