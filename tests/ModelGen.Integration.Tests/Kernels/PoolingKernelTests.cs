using ModelGen.Compiler;
using ModelGen.Compiler.Reference;
using static ModelGen.Integration.Tests.Kernels.NodeCase;

namespace ModelGen.Integration.Tests.Kernels;

public class PoolingKernelTests
{
    private static readonly int[] Counts = [0, 1, 3];

    // Size, stride, and padding above, below, left and right; the image.
    private static readonly (int[] Window, int[] Image)[] Cases =
    [
        ([2, 2, 2, 2, 0, 0, 0, 0], [8, 6, 32]),
        ([2, 2, 2, 2, 0, 0, 0, 0], [7, 5, 20]),
        ([2, 2, 2, 2, 0, 0, 0, 0], [4, 4, 1]),
        ([2, 2, 2, 2, 0, 0, 0, 0], [5, 4, 3]),
        ([3, 3, 2, 2, 0, 0, 0, 0], [7, 9, 16]),
        ([3, 3, 2, 2, 1, 1, 1, 1], [7, 8, 19]),
        ([3, 2, 1, 1, 1, 0, 0, 1], [4, 5, 5]),
        ([2, 3, 3, 4, 0, 0, 0, 0], [9, 11, 8]),
        ([5, 5, 5, 5, 0, 0, 0, 0], [10, 5, 7]),
        ([4, 4, 3, 3, 2, 3, 3, 2], [6, 6, 4]),
        ([1, 1, 2, 2, 0, 0, 0, 0], [5, 5, 6]),
        ([7, 7, 7, 7, 0, 0, 0, 0], [7, 7, 33]),
    ];

    [Fact]
    public void Maximum_with_and_without_the_winners() => KernelHarness.Check(
        [.. Cases.SelectMany(item => new[]
        {
            Of(Max(item.Window), Batched(item.Image)),
            Of(Max(item.Window), keepsAll: false, Batched(item.Image)),
        }),
        Of(Max([3, 3, 2, 2, 1, 1, 1, 1]), Unbatched(6, 6, 5))], Counts);

    [Fact]
    public void The_first_of_equal_elements_wins() => KernelHarness.Check(
        [.. Cases.Select(item => Of(Max(item.Window), Batched(item.Image)) with
        {
            Inputs = (random, count) => [[.. Enumerable.Range(0, count * item.Image.Aggregate((a, b) => a * b)).Select(_ => (double)random.Next(-1, 2))]],
        })], 2);

    [Fact]
    public void Gradient_of_the_maximum() => KernelHarness.Check(
        [.. Cases.Select(item =>
        {
            var forward = Max(item.Window);
            var image = Batched(item.Image);
            var (y, winner) = (forward.Infer([image])[0], forward.Infer([image])[1]);
            return Of(new MaxPool2DGradient(forward, image.Shape), y, winner) with
            {
                Inputs = (random, count) =>
                {
                    double[] Normal(TensorType type) => [.. Enumerable.Range(0, count * type.Shape.Length).Select(_ => random.NextDouble() - 0.5)];
                    return [Normal(y), Interpreter.Apply(forward, count, (image, Normal(image)))[1]];
                },
            };
        })], Counts);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Mean_and_its_gradient(bool countsPadding) => KernelHarness.Check(
        [.. Cases.SelectMany(item =>
        {
            var w = item.Window;
            var forward = new AveragePool2D(w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7], countsPadding);
            var image = Batched(item.Image);
            return new[] { Of(forward, image), Of(new AveragePool2DGradient(forward, image.Shape), forward.Infer([image])[0]) };
        })], Counts);

    private static MaxPool2D Max(int[] w) => new(w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7]);
}
