namespace ModelGen.Generator.Tests;

/// <summary>What can go wrong with the layers that rearrange, resize and pick: one diagnostic each, at its call.</summary>
public class LayerDiagnosticTests
{
    public static TheoryData<string, string, string, string> Calls => new()
    {
        { "8, 8, 1", "«Conv1D(4, 3)»", "MG0101", "Conv1D expects 2 axes (length, channels), but got the shape (8, 8, 1)" },
        { "8, 1", "«Conv1D(0, 3)»", "MG0105", "'filters' must be at least 1, not 0" },
        { "8, 3", "«Conv1D(4, 3, groups: 2)»", "MG0102", "3 channels" },
        { "8, 8, 1", "«Conv3D(4, 3)»", "MG0101", "Conv3D expects 4 axes (depth, height, width, channels)" },
        { "2, 8, 8, 1", "«Conv3D(4, 3)»", "MG0103", "spans 3 slices, but its input has 2" },
        { "4, 2, 8, 1", "«Conv3D(4, 3)»", "MG0103", "is larger than its 2×8 input" },
        { "8", "«ConvTranspose2D(4, 3)»", "MG0101", "ConvTranspose2D expects 3 axes (height, width, channels)" },
        { "8, 8, 1", "«ConvTranspose2D(4, 3, stride: 2, outputPadding: 2)»", "MG0105", "output padding of ConvTranspose2D must be at least 0 and below the stride" },
        { "1, 1, 1", "«ConvTranspose2D(4, 3, padding: 2)»", "MG0103", "leaves nothing of its height" },
        { "8, 8, 3", "«ConvTranspose2D(5, 3, groups: 2)»", "MG0105", "'filters' must be a multiple of the 2 groups" },
        { "4, 3", "«MaxPool1D(5)»", "MG0103", "is larger than its 4×1 input" },
        { "4, 3", "«MaxPool3D(2)»", "MG0101", "MaxPool3D expects 4 axes" },
        { "4, 3", "«AdaptiveAveragePool2D(2)»", "MG0101", "AdaptiveAveragePool2D expects 3 axes" },
        { "4, 4, 3", "«AdaptiveMaxPool2D(0)»", "MG0105", "must be at least 1, not 0" },
        { "4, 4, 3", "«Resize(0, 4)»", "MG0105", "'height' and 'width' of Resize must be at least 1" },
        { "4, 3", "«UpSampling2D()»", "MG0101", "UpSampling2D expects 3 axes" },
        { "4, 3", "«Flip(0, -2)»", "MG0105", "names axis -2 twice" },
        { "4, 3", "«Tile(2)»", "MG0101", "expects 2 numbers, one per axis, not 1" },
        { "4, 3", "«Repeat(0, 1)»", "MG0105", "'times' must be at least 1, not 0" },
        { "4, 3", "«CumulativeSum(2)»", "MG0101", "Axis 2" },
        { "4, 3", "«TopK(4)».Values", "MG0105", "takes 1 to 3 elements, not 4" },
        { "4, 3", "«Slice(0, 1, 3, -1)»", "MG0102", "the elements 1 to -1" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_call_that_does_not_fit(string shape, string call, string id, string message) =>
        GeneratorHarness.Expect(id, Declare(shape, "x." + call), message);

    public static TheoryData<string, string, string> Expressions => new()
    {
        { "Tensor.Stack(«[x, x.Sum(0)]»)", "MG0102", "Stack expects tensors of one shape, not (4, 3) and (3)" },
        { "Tensor.Stack([x], «3»)", "MG0101", "'axis' of Stack must be from -3 to 2" },
        { "Tensor.Einsum(«\"ii->i\"», x)", "MG0105", "with \"ii\" in it. Supported are one or two operands" },
        { "Tensor.Einsum(«\"...i->i\"», x)", "MG0105", "Supported are one or two operands" },
        { "Tensor.Einsum(«\"ij,jk,kl->il\"», x, x, x)", "MG0105", "for 3 operands" },
        { "Tensor.Einsum(«\"ij,jk->ik\"», x)", "MG0105", "names 2 operands, but 1 are given" },
        { "Tensor.Einsum(«\"ij->ik\"», x)", "MG0105", "has the letter 'k' in its result that no operand has" },
        { "Tensor.«Einsum(\"ijk->i\", x)»", "MG0101", "expects 3 axes \"ijk\", but got the shape (4, 3)" },
        { "Tensor.«Einsum(\"ij,jk->ik\", x, x)»", "MG0102", "extents 3 and 4 for the letter 'j'" },
    };

    [Theory]
    [MemberData(nameof(Expressions))]
    public void An_expression_that_does_not_fit(string expression, string id, string message) =>
        GeneratorHarness.Expect(id, Declare("4, 3", expression), message);

    [Fact]
    public void The_largest_has_no_gradient() => GeneratorHarness.Expect("MG0013", """
        [Model(Loss = Losses.MeanSquaredError)]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Tensor x) => x.Dense(3).«ArgMax()».OneHot(3);
        }
        """, "ArgMax has no gradient");

    [Fact]
    public void Ctc_is_not_supported() => GeneratorHarness.Expect("MG0012", """
        [Model(Loss = «Losses.Ctc»)]
        [Input(20, 8)]
        [Dense(5)]
        public partial class Net;
        """, "CTC", "is not supported");

    [Fact]
    public void A_loss_with_a_parameter_that_is_no_target() => GeneratorHarness.Expect("MG0012", """
        [Model]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Tensor x) => x.Dense(3);

            static Tensor «Loss»(Tensor y, Tensor t) => (y - t).Square().Sum();
        }
        """, "the 1 output of the model", "there are 2");

    private static string Declare(string shape, string expression) => $$"""
        [Model]
        public partial class Net
        {
            static Tensor Forward([Input({{shape}})] Tensor x) => {{expression}};
        }
        """;
}
