namespace ModelGen.Compiler.Tests.Autodiff;

internal static partial class GradientCases
{
    private static IEnumerable<GradientCase> Layers()
    {
        // Several images in a sample.
        yield return new(new Conv2D(1, 1, 0, 0, 0, 0, 1, 1, 1), [Batched(3, 4, 4, 2), Shared(2, 2, 2, 3)]);
        yield return new(new Conv2D(2, 1, 1, 0, 1, 1, 1, 1, 2), [Batched(2, 2, 5, 4, 4), Shared(3, 3, 2, 2)]);

        yield return new(Transposed(new Conv2D(1, 1, 0, 0, 0, 0, 1, 1, 1), 6, 5, 3), [Batched(4, 4, 2), Shared(3, 2, 3, 2)]);
        yield return new(Transposed(new Conv2D(2, 2, 1, 1, 1, 1, 1, 1, 1), 6, 6, 2), [Batched(3, 3, 3), Shared(3, 3, 2, 3)]);
        yield return new(Transposed(new Conv2D(2, 1, 1, 0, 0, 1, 2, 1, 2), 8, 4, 4), [Batched(3, 4, 2), Shared(3, 2, 2, 2)]);
        yield return new(Transposed(new Conv2D(2, 2, 0, 0, 0, 0, 1, 1, 1), 2, 4, 4, 2), [Batched(2, 2, 2, 3), Shared(2, 2, 2, 3)]);

        yield return new(new Slice(new[] { 4, 0 }, new[] { 3, 2 }, new[] { -2, 1 }), [Batched(5, 3)]);
        yield return new(new Slice(new[] { 0, 2 }, new[] { 5, 3 }, new[] { 1, -1 }), [Batched(5, 3)]);
        yield return new(new Slice(new[] { 4 }, new[] { 5 }, new[] { -1 }), [Shared(5)]);

        foreach (var reverse in new[] { false, true })
            foreach (var exclusive in new[] { false, true })
            {
                yield return new(new CumulativeSum(1, reverse, exclusive), [Batched(2, 4)]);
                yield return new(new CumulativeSum(0, reverse, exclusive), [Shared(3, 2)]);
            }

        foreach (Resampling kind in Enum.GetValues<Resampling>())
        {
            yield return new(new Resample(kind, 0, 5), [Batched(3, 2)]);
            yield return new(new Resample(kind, 1, 3), [Batched(2, 7, 2)]);
            yield return new(new Resample(kind, 1, 4), [Shared(2, 3)]);
            yield return new(new Resample(kind, 0, 2), [Batched(1)]);
        }
    }

    private static IEnumerable<GradientCase> Rows()
    {
        static TensorType Indices(TensorType type) => type with { Element = ElementType.Index };
        yield return new(new Gather(), [Batched(6, 3), Indices(Batched(4))]);
        yield return new(new Gather(), [Batched(5), Indices(Batched())]);
        yield return new(new Gather(), [Shared(5, 2), Indices(Batched(2, 2))]);
        yield return new(new Scatter(5), [Batched(4, 3), Indices(Batched(4))]);
        yield return new(new Scatter(6), [Batched(2, 3), Indices(Batched(2, 3))]);
        yield return new(new Scatter(3), [Shared(4, 2), Indices(Batched(4))]);
    }

    // The image that a convolution makes its operand from.
    private static Conv2DInputGradient Transposed(Conv2D forward, params int[] image) => new(forward, new Shape(image));
}
