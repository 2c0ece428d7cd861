using ModelGen.Compiler;
using ModelGen.Compiler.Emit;

namespace ModelGen.Integration.Tests.Kernels;

public class ElementwiseKernelTests
{
    private static readonly Scalar X = new Scalar.Argument(0), Y = new Scalar.Argument(1), Z = new Scalar.Argument(2);

    private static readonly int[] Counts = [0, 1, 2, 9];

    [Fact]
    public void Rows_of_any_length() => KernelHarness.Check(
        [.. Enumerable.Range(1, 70).Select(length => Case(
            Scalar.Call(ScalarFunction.Maximum, X, 0), x => Math.Max(x[0], 0), ([length], true)))], 0, 1, 3);

    [Fact]
    public void Every_kind_of_broadcasting() => KernelHarness.Check(
        [
            Sum(([7], true), ([7], false)),
            Sum(([5, 32], true), ([32], false)),
            Sum(([5, 10], true), ([5, 1], true)),
            Sum(([5, 1], true), ([1, 33], true)),
            Sum(([4, 1, 6], true), ([3, 1], false)),
            Sum(([], true), ([17], false)),
            Sum(([], false), ([17], true)),
            Sum(([2, 3, 4], true), ([], true)),
            Sum(([2, 3, 20], false), ([3, 1], false)),
            Sum(([1, 1], false), ([1], false)),
            Sum(([2500], false), ([], false)),
            Sum(([2, 3, 1, 5], true), ([2, 1, 4, 5], true)),
            Sum(([6], true), ([6], true)),
        ], Counts);

    [Fact]
    public void Three_operands_and_one_used_twice() => KernelHarness.Check(
        [
            Case(Scalar.Call(ScalarFunction.Select, Scalar.Call(ScalarFunction.Greater, X, Y), Z, X), x => x[0] > x[1] ? x[2] : x[0],
                ([9, 3], true), ([3], false), ([9, 1], true)),
            Case(X * Y + Z, x => x[0] * x[1] + x[2], ([48], true), ([48], false), ([], false)),
            Case(Scalar.Call(ScalarFunction.Sigmoid, X) * (1 - Scalar.Call(ScalarFunction.Sigmoid, X)) * Y,
                x => Sigmoid(x[0]) * (1 - Sigmoid(x[0])) * x[1], ([30], true), ([30], true)),
            Case(0.5 * X * (1 + Scalar.Call(ScalarFunction.Erf, X * Math.Sqrt(0.5))) * Scalar.Call(ScalarFunction.Exp, -Y) + Scalar.Call(ScalarFunction.Tanh, Z),
                x => 0.5 * x[0] * (1 + Erf(x[0] * Math.Sqrt(0.5))) * Math.Exp(-x[1]) + Math.Tanh(x[2]), ([3, 5], true), ([5], false), ([3, 1], false)),
        ], Counts);

    [Fact]
    public void A_part_without_operands_may_occur_twice() => KernelHarness.Check(
        [Case(X + Scalar.Call(ScalarFunction.Exp, 1) * Scalar.Call(ScalarFunction.Exp, 1), x => x[0] + Math.Exp(2), ([20], true))], 2);

    [Fact]
    public void Adds_to_an_unbatched_result()
    {
        var sum = Sum(([300], false), ([300], false));
        var scalar = Sum(([], false), ([], false));
        sum.Kernel.Accumulates = scalar.Kernel.Accumulates = true;
        KernelHarness.Check([sum, scalar], 3);
    }

    [Fact]
    public void One_value_as_both_operands_is_read_once()
    {
        var graph = new Graph();
        var x = graph.AddSource(new Source.Input("x", 0), new TensorType(new Shape(21), true), "x");
        var node = graph.Add(new FusedElementwise(X * Y), x, x);
        var kernel = new ElementwiseKernel(node);
        Assert.Single(kernel.Inputs);
        KernelHarness.Check([new KernelCase("square", kernel, (inputs, _) => [[.. inputs[0].Select(v => v * v)]])], Counts);
    }

    private static KernelCase Sum(params (int[] Shape, bool Batched)[] operands) => Case(X + Y, x => x[0] + x[1], operands);

    private static KernelCase Case(Scalar body, Func<double[], double> function, params (int[] Shape, bool Batched)[] operands)
    {
        var graph = new Graph();
        var inputs = operands.Select((operand, i) => graph.AddSource(
            new Source.Input("x", i), new TensorType(new Shape(operand.Shape), operand.Batched), "xyz"[i].ToString())).ToArray();
        var node = graph.Add(new FusedElementwise(body), inputs);
        node.Output.Name = "result";
        return new KernelCase($"{node}", new ElementwiseKernel(node), (values, count) =>
        {
            var shape = node.Output.Shape;
            var samples = node.Output.IsBatched ? count : 1;
            var result = new double[samples * shape.Length];
            for (var i = 0; i < result.Length; i++)
                result[i] = function([.. inputs.Select((input, operand) => values[operand][Place(input, shape, i / shape.Length, i % shape.Length)])]);
            return [result];
        });
    }

    // Where a broadcast operand has the element for one of the result.
    private static int Place(Value operand, Shape result, int sample, int element)
    {
        var place = operand.IsBatched ? sample * operand.Shape.Length : 0;
        var stride = 1;
        for (int axis = 1; axis <= operand.Shape.Rank; axis++)
        {
            var extent = result[result.Rank - axis];
            var index = element % extent;
            element /= extent;
            var own = operand.Shape[operand.Shape.Rank - axis];
            if (own > 1) place += index * stride;
            stride *= own;
        }
        return place;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    // The series of Abramowitz and Stegun, 7.1.6, converges for every argument that occurs here.
    private static double Erf(double x)
    {
        double term = x, sum = x;
        for (var n = 1; n < 200; n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
