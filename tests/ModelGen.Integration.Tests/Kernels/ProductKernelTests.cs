using ModelGen.Compiler;
using ModelGen.Compiler.Emit;

namespace ModelGen.Integration.Tests.Kernels;

using OutputKind = ModelGen.Compiler.OutputKind;

public class ProductKernelTests
{
    private static readonly int[] Columns = [1, 3, 10, 16, 17, 33, 48, 50, 60, 63, 64, 65, 80, 100, 130];

    private static readonly Scalar Sum = new Scalar.Argument(0), Bias = new Scalar.Argument(1);

    private static Scalar Sigmoid(Scalar x) => Scalar.Call(ScalarFunction.Sigmoid, x);

    [Fact]
    public void Dense_products_of_any_number_of_columns_and_rows() => KernelHarness.Check(
        [.. Columns.Select((columns, index) => Dense(rows: index % 4 == 0 ? 5 : 1, inner: 3 + 7 * index % 40, columns, null))],
        0, 1, 2, 3, 13, 38);

    [Fact]
    public void Epilogues() => KernelHarness.Check(
        [.. new[] { 10, 40, 64, 100 }.SelectMany(columns => new[]
        {
            Dense(1, 9, columns, Scalar.Call(ScalarFunction.Maximum, Sum + Bias, 0), "bias"),
            Dense(2, 9, columns, (Sum + Bias) * Sigmoid(Sum + Bias), "bias"),
            Dense(1, 9, columns, Scalar.Call(ScalarFunction.Select, Scalar.Call(ScalarFunction.Greater, Bias, 0), Sum, 0), "full"),
            Dense(1, 9, columns, Sum * Bias + new Scalar.Argument(2), "number", "bias"),
            Dense(3, 9, columns, Sigmoid(Sum * Bias) - new Scalar.Argument(2), "bias", "full"),
        })], 1, 7, 14);

    [Fact]
    public void Threads_share_rows() => KernelHarness.CheckShared(
        Dense(31, 40, 100, Scalar.Call(ScalarFunction.Maximum, Sum + Bias, 0), "bias"), Dense(17, 9, 64, Sum + Bias, "full"), Dense(5, 70, 33, null));

    [Fact]
    public void Threads_share_the_panels_of_a_single_row()
    {
        KernelCase[] cases =
        [
            Dense(1, 300, 330, Scalar.Call(ScalarFunction.Maximum, Sum + Bias, 0), "bias"), Dense(1, 350, 200, Sum + Bias, "full"),
            Dense(1, 520, 128, null), Dense(1, 660, 100, Sum + Bias, "bias"), Dense(1, 200, 500, Sigmoid(Sum + Bias), "bias"),
        ];
        // Long sums, whose terms cancel.
        KernelHarness.CheckShared([.. cases.Select(item => item with { Tolerance = 1e-4 })]);
    }

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(true, true, true)]
    [InlineData(false, true, false)]
    [InlineData(true, false, true)]
    public void Products_of_many_small_matrices(bool leftBatched, bool rightBatched, bool transposeLeft) => KernelHarness.Check(
        [.. new[] { (1, 4, 6, 20), (3, 13, 5, 64), (2, 7, 10, 3), (1, 1, 8, 70), (1, 1, 5, 320) }.Select(extents =>
        {
            var (matrices, rows, inner, columns) = extents;
            var graph = new Graph();
            var left = Source(graph, "x", transposeLeft ? [matrices, inner, rows] : [matrices, rows, inner], leftBatched);
            var right = Source(graph, "w", [matrices, inner, columns], rightBatched);
            var node = graph.Add(new MatMul(transposeLeft), left, right);
            graph.AddOutput(node.Output, OutputKind.Prediction, "y");
            return new KernelCase($"{left.Type} · {right.Type}", Select(ProductFamily.Select, node, graph), (inputs, count) =>
            {
                var y = new double[count * matrices * rows * columns];
                for (var i = 0; i < y.Length; i++)
                {
                    var (matrix, row, column) = (i / columns / rows, i / columns % rows, i % columns);
                    var (a, b) = (leftBatched ? matrix : matrix % matrices, rightBatched ? matrix : matrix % matrices);
                    for (var k = 0; k < inner; k++)
                        y[i] += inputs[0][a * rows * inner + (transposeLeft ? k * rows + row : row * inner + k)]
                            * inputs[1][(b * inner + k) * columns + column];
                }
                return [y];
            });
        })], 1, 2, 5);

    [Fact]
    public void Weight_gradients_in_any_storage() => KernelHarness.Check(
        [.. from columns in new[] { 1, 10, 40, 64, 100, 130 }
            from width in new[] { 0, 16, 32, 64 }
            let rows = columns % 3 + 1
            let inner = 1 + columns * 7 % 31
            select WeightGradient(rows, inner, columns, width, accumulates: width % 32 == 0)], 1, 3, 50);

    private static KernelCase WeightGradient(int rows, int inner, int columns, int width, bool accumulates)
    {
        var graph = new Graph();
        var x = Source(graph, "x", rows == 1 ? [inner] : [rows, inner], true);
        var dy = Source(graph, "dy", rows == 1 ? [columns] : [rows, columns], true);
        var node = graph.Add(new MatMulWeightGradient(), x, dy);
        var kernel = Select(ProductFamily.SelectWeightGradient, node, graph);
        var storage = width == 0 ? ParameterStorage.Dense(node.Output.Shape) : new ParameterStorage(inner, columns, width);
        kernel.OutputStorage = storage;
        kernel.Accumulates = accumulates;
        return new KernelCase($"{x.Type}ᵀ · {dy.Type} in panels of {width}", kernel, (inputs, count) =>
        {
            var dw = new double[inner * columns];
            for (var i = 0; i < dw.Length; i++)
                for (var row = 0; row < count * rows; row++)
                    dw[i] += inputs[0][row * inner + i / columns] * inputs[1][row * columns + i % columns];
            return [dw];
        })
        {
            Storage = _ => storage,
            Tolerance = 5e-5,
        };
    }

    private static KernelCase Dense(int rows, int inner, int columns, Scalar? epilogue, params string[] operands)
    {
        var graph = new Graph();
        var x = Source(graph, "x", rows == 1 ? [inner] : [rows, inner], true);
        var w = Source(graph, "w", [inner, columns], false);
        var product = graph.Add(new MatMul(), x, w);
        var result = product.Output;
        if (epilogue is not null)
            result = graph.Apply(new FusedElementwise(epilogue), [product.Output, .. operands.Select((kind, index) => kind switch
            {
                "full" => graph.AddSource(new Source.Input($"in{index}", 0), product.Output.Type, $"in{index}"),
                "bias" => Source(graph, $"in{index}", [columns], false),
                _ => Source(graph, $"in{index}", [], false),
            })]);
        graph.AddOutput(result, OutputKind.Prediction, "y");
        return new KernelCase($"{x.Type} · {w.Type} with {epilogue?.ToString() ?? "nothing"}", Select(ProductFamily.Select, product, graph), (inputs, count) =>
        {
            var y = new double[count * rows * columns];
            for (var i = 0; i < y.Length; i++)
            {
                for (var k = 0; k < inner; k++) y[i] += inputs[0][i / columns * inner + k] * inputs[1][k * columns + i % columns];
                if (epilogue is null) continue;
                var element = i;
                var sum = y[i];
                y[i] = Evaluate(epilogue, index => index == 0 ? sum : operands[index - 1] switch
                {
                    "full" => inputs[index + 1][element],
                    "bias" => inputs[index + 1][element % columns],
                    _ => inputs[index + 1][0],
                });
            }
            return [y];
        });
    }

    internal static Value Source(Graph graph, string name, int[] shape, bool isBatched) =>
        graph.AddSource(new Source.Input(name, 0), new TensorType(new Shape(shape), isBatched), name);

    internal static Kernel Select(KernelFamily family, Node node, Graph graph) =>
        family(node, new SelectionContext(graph))?.Kernel ?? throw new InvalidOperationException($"No kernel for {node}.");

    private static double Evaluate(Scalar expression, Func<int, double> argument) => expression switch
    {
        Scalar.Argument(var index) => argument(index),
        Scalar.Literal(var number) => number,
        Scalar.Apply(ScalarFunction.Add, [var a, var b]) => Evaluate(a, argument) + Evaluate(b, argument),
        Scalar.Apply(ScalarFunction.Subtract, [var a, var b]) => Evaluate(a, argument) - Evaluate(b, argument),
        Scalar.Apply(ScalarFunction.Multiply, [var a, var b]) => Evaluate(a, argument) * Evaluate(b, argument),
        Scalar.Apply(ScalarFunction.Maximum, [var a, var b]) => Math.Max(Evaluate(a, argument), Evaluate(b, argument)),
        Scalar.Apply(ScalarFunction.Greater, [var a, var b]) => Evaluate(a, argument) > Evaluate(b, argument) ? 1 : 0,
        Scalar.Apply(ScalarFunction.Select, [var c, var a, var b]) => Evaluate(Evaluate(c, argument) != 0 ? a : b, argument),
        Scalar.Apply(ScalarFunction.Sigmoid, [var a]) => 1 / (1 + Math.Exp(-Evaluate(a, argument))),
        _ => throw new NotSupportedException($"{expression}"),
    };
}
