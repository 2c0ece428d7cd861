namespace ModelGen.Compiler.Tests.Operators;

/// <summary>What a mistake in a declaration is told: the operator, what it got and what it expected.</summary>
public class ShapeRuleTests
{
    private static readonly Conv2D Plain = new(1, 1, 0, 0, 0, 0, 1, 1, 1);

    public static TheoryData<string, string> Mistakes => new()
    {
        { "add", "MG0104 Add: the shapes (3, 4) and (5) cannot be broadcast together" },
        { "index", "MG0102 Relu takes real numbers, not indices of shape (3)." },
        { "inner", "MG0102 MatMul cannot multiply (2, 3) by (4, 5): it sums over 3 elements on the left and 4 on the right." },
        { "leading", "MG0102 MatMul cannot multiply (2, 3, 4) by (5, 4, 6): the leading axes must be equal" },
        { "image", "MG0101 Conv2D expects 3 axes (height, width, channels), but got the shape (5, 5) with 2 axes." },
        { "kernel", "MG0103 The 3×3 kernel of Conv2D is larger than its 2×5 input: the input has the shape (2, 5, 1)." },
        { "channels", "MG0102 Conv2D of an input with 2 channels in 1 group expects a weight of shape (3, 3, 2, 4), not (3, 3, 1, 4)." },
        { "window", "MG0103 The 4×4 kernel of MaxPool2D is larger than its 3×3 input" },
        { "reshape", "MG0102 Reshape cannot view the shape (3, 4) with 12 elements as (5) with 5." },
        { "permute", "MG0101 Permute expects each of the 2 axes of the shape (3, 4) once, not [0, 0]." },
        { "slice", "MG0102 Slice takes the elements 1 to 3 of axis 0 of the shape (3), which has 3." },
        { "concat", "MG0102 Concat along axis 0 expects shapes that differ only there, not (3, 4) and (3, 5)." },
        { "target", "MG0102 SparseCategoricalCrossEntropy of logits of shape (10) expects targets of shape (), not (2)." },
        { "batch", "MG0102 BatchSum sums over the samples of a batch" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistakes_name_what_was_expected(string mistake, string message)
    {
        var thrown = Assert.Throws<GraphException>(() => Make(mistake));
        Assert.StartsWith(message, $"{thrown.Id} {thrown.Message}");
    }

    [Fact]
    public void A_multiplication_and_an_addition_count_for_each_weight_of_each_output()
    {
        TensorType[] convolution = [Reals(8, 8, 3), Weight(3, 3, 3, 16)];
        Assert.Equal(2L * 27 * 6 * 6 * 16, Plain.CountFlops(convolution, Plain.Infer(convolution)));
        TensorType[] product = [Reals(784), Weight(784, 64)];
        Assert.Equal(2L * 784 * 64, new MatMul().CountFlops(product, new MatMul().Infer(product)));
        Assert.Equal(0, new Reshape(new Shape(4)).CountFlops([Reals(2, 2)], [Reals(4)]));
    }

    private static object Make(string mistake) => mistake switch
    {
        "add" => new Add().Infer([Reals(3, 4), Reals(5)]),
        "index" => new Relu().Infer([Reals(3) with { Element = ElementType.Index }]),
        "inner" => new MatMul().Infer([Reals(2, 3), Weight(4, 5)]),
        "leading" => new MatMul().Infer([Reals(2, 3, 4), Reals(5, 4, 6)]),
        "image" => Plain.Infer([Reals(5, 5), Weight(3, 3, 1, 4)]),
        "kernel" => Plain.Infer([Reals(2, 5, 1), Weight(3, 3, 1, 4)]),
        "channels" => Plain.Infer([Reals(5, 5, 2), Weight(3, 3, 1, 4)]),
        "window" => new MaxPool2D(4, 4, 4, 4, 0, 0, 0, 0).Infer([Reals(3, 3, 1)]),
        "reshape" => new Reshape(new Shape(5)).Infer([Reals(3, 4)]),
        "permute" => new Permute(new[] { 0, 0 }).Infer([Reals(3, 4)]),
        "slice" => new Slice(new[] { 1 }, new[] { 3 }, new[] { 1 }).Infer([Reals(3)]),
        "concat" => new Concat(0).Infer([Reals(3, 4), Reals(3, 5)]),
        "target" => new SparseCategoricalCrossEntropy().Infer([Reals(10), Reals(2) with { Element = ElementType.Index }]),
        _ => new BatchSum().Infer([Weight(3)]),
    };

    private static TensorType Reals(params int[] shape) => new(new Shape(shape), IsBatched: true);

    private static TensorType Weight(params int[] shape) => new(new Shape(shape), IsBatched: false);
}
