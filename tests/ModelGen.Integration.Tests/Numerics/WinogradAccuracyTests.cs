using ModelGen.Numerics;

namespace ModelGen.Integration.Tests.Numerics;

/// <summary>How far outputs of Winograd's algorithm are from those in double precision, by its points of evaluation.</summary>
public class WinogradAccuracyTests
{
    private const int Channels = 64, Filters = 16, Tiles = 60;

    private delegate void Weights(ref float w, nint tap, ref float u, nuint position, nuint length);

    private delegate void Transform(ref float x, nuint down, nuint right, ref float v, nuint position, nuint channels, ref float scratch);

    private delegate void Output(ref float m, nuint position, ref float y, ref float scratch);

    // About twice of what was seen: F(4×4) at 0, ±1, ±2 and ∞ would be at 2e-5.
    [Theory]
    [InlineData(2, 2.5e-6)]
    [InlineData(3, 9e-6)]
    [InlineData(4, 1.2e-5)]
    public void Errors_are_a_small_part_of_the_outputs(int outputs, double bound)
    {
        var (weights, transform, output) = outputs switch
        {
            2 => ((Weights)Winograd2.Weights<Simd128>, (Transform)Winograd2.Transform<Simd128>, (Output)Winograd2.Output<Simd128>),
            3 => (Winograd3.Weights<Simd128>, Winograd3.Transform<Simd128>, Winograd3.Output<Simd128>),
            _ => (Winograd4.Weights<Simd128>, Winograd4.Transform<Simd128>, Winograd4.Output<Simd128>),
        };
        var random = new Random(11);
        var (a, lanes) = (outputs + 2, (int)Simd128.Length);
        var (squares, largest) = (0.0, 0.0);
        for (var tile = 0; tile < Tiles; tile++)
        {
            var (x, w) = (Normal(random, a * a * Channels, 1), Normal(random, 9 * Channels * Filters, 1 / Math.Sqrt(9 * Channels)));
            var (v, u, m) = (new float[a * a * Channels], new float[a * a * Channels * Filters], new float[a * a * Filters]);
            var (y, scratch) = (new float[outputs * outputs * lanes], new float[36 * 16]);
            weights(ref w[0], Channels * Filters, ref u[0], Channels * Filters, Channels * Filters);
            transform(ref x[0], (nuint)(a * Channels), Channels, ref v[0], Channels, Channels, ref scratch[0]);
            for (var position = 0; position < a * a; position++)
                for (var c = 0; c < Channels; c++)
                    for (var o = 0; o < Filters; o++)
                        m[position * Filters + o] = MathF.FusedMultiplyAdd(
                            v[position * Channels + c], u[(position * Channels + c) * Filters + o], m[position * Filters + o]);
            for (var first = 0; first < Filters; first += lanes)
            {
                output(ref m[first], Filters, ref y[0], ref scratch[0]);
                for (var i = 0; i < outputs * outputs; i++)
                    for (var lane = 0; lane < lanes; lane++)
                    {
                        var exact = 0.0;
                        for (var tap = 0; tap < 9; tap++)
                            for (var c = 0; c < Channels; c++)
                                exact += (double)x[((i / outputs + tap / 3) * a + i % outputs + tap % 3) * Channels + c]
                                    * w[(tap * Channels + c) * Filters + first + lane];
                        squares += exact * exact;
                        largest = Math.Max(largest, Math.Abs(y[i * lanes + lane] - exact));
                    }
            }
        }
        var relative = largest / Math.Sqrt(squares / (Tiles * Filters * outputs * outputs));
        Assert.InRange(relative, 0, bound);
    }

    // Box and Muller.
    private static float[] Normal(Random random, int count, double deviation) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
}
