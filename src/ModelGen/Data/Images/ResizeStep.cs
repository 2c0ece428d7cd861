using System.Buffers;

namespace ModelGen;

/// <summary>
/// Along one axis, output i is Σ weight · input over the inputs under a triangle around its centre (i + ½) · ratio, whose
/// half-width is one input, or one output where those are wider; the weights sum to 1. First the rows, then the columns.
/// </summary>
internal sealed class ResizeStep : ImageStep
{
    private readonly Taps[] rows, columns;

    public ResizeStep(ImageShape input, ImageShape output)
        : base(input, output.Checked()) =>
        (rows, columns) = (Triangles(input.Height, output.Height), Triangles(input.Width, output.Width));

    private readonly record struct Taps(int First, float[] Weights);

    private static Taps[] Triangles(int inputs, int outputs)
    {
        var taps = new Taps[outputs];
        var ratio = (double)inputs / outputs;
        var half = Math.Max(ratio, 1);
        for (var i = 0; i < outputs; i++)
        {
            var centre = (i + 0.5) * ratio;
            var first = Math.Max((int)(centre - half + 0.5), 0);
            var end = Math.Min((int)(centre + half + 0.5), inputs);
            var weights = new double[end - first];
            for (var k = 0; k < weights.Length; k++)
                weights[k] = Math.Max(1 - Math.Abs(first + k + 0.5 - centre) / half, 0);
            var sum = weights.Sum();
            taps[i] = new(first, [.. weights.Select(weight => (float)(weight / sum))]);
        }
        return taps;
    }

    public override void Apply(ReadOnlySpan<float> image, Span<float> result, ref SplitMix64 random)
    {
        var narrow = Input with { Width = Output.Width };
        var rented = ArrayPool<float>.Shared.Rent(narrow.Length);
        var between = rented.AsSpan(0, narrow.Length);
        var channels = Input.Channels;
        between.Clear();
        for (var row = 0; row < Input.Height; row++)
        {
            for (var column = 0; column < columns.Length; column++)
            {
                var (first, weights) = columns[column];
                for (var k = 0; k < weights.Length; k++)
                {
                    for (var c = 0; c < channels; c++)
                        between[row * narrow.Stride + column * channels + c] += weights[k] * image[row * Input.Stride + (first + k) * channels + c];
                }
            }
        }
        result.Clear();
        for (var row = 0; row < rows.Length; row++)
        {
            var (first, weights) = rows[row];
            var target = result.Slice(row * Output.Stride, Output.Stride);
            for (var k = 0; k < weights.Length; k++)
            {
                var source = between.Slice((first + k) * narrow.Stride, narrow.Stride);
                for (var i = 0; i < target.Length; i++)
                    target[i] += weights[k] * source[i];
            }
        }
        ArrayPool<float>.Shared.Return(rented);
    }
}
