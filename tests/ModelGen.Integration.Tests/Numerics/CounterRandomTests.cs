using ModelGen.Numerics;

namespace ModelGen.Tests.Numerics;

public class CounterRandomTests
{
    private const int Count = 1 << 18;

    private static float[] Mask<T>(int count, uint seed, uint step, uint stream, nuint first, float rate) where T : struct, ISimd<T>
    {
        var mask = Enumerable.Repeat(-1f, count + 1).ToArray();
        CounterRandom.FillDropoutMask<T>(ref mask[0], (nuint)count, seed, step, stream, first, rate);
        Assert.Equal(-1, mask[count]);
        return mask[..count];
    }

    private sealed class AnyWidthAndAnyCut : IWidthCheck
    {
        private readonly float[] whole = Mask<Simd128>(1000, 7, 3, 1, 40, 0.3f);

        public void Run<T>() where T : struct, ISimd<T>
        {
            Assert.Equal(whole, Mask<T>(1000, 7, 3, 1, 40, 0.3f));
            Assert.Equal<float>(whole, (float[])[.. Mask<T>(333, 7, 3, 1, 40, 0.3f), .. Mask<T>(667, 7, 3, 1, 373, 0.3f)]);
            Assert.Equal(whole[5..6], Mask<T>(1, 7, 3, 1, 45, 0.3f));
        }
    }

    [Fact]
    public void An_element_depends_on_its_index_alone() => Widths.ForEach(new AnyWidthAndAnyCut());

    [Theory]
    [InlineData(0f), InlineData(0.1f), InlineData(0.5f), InlineData(0.9f)]
    public void A_mask_has_the_mean_and_variance_of_its_rate(float rate)
    {
        var mask = Mask<Simd256>(Count, 42, 1, 0, 0, rate);
        var kept = 1 / (1 - rate);
        Assert.All(mask, value => Assert.True(value == 0 || value == kept));
        // E = 1, Var = rate / (1 − rate); five standard errors of the mean
        var deviation = Math.Sqrt(rate / (1 - rate));
        Assert.InRange(mask.Average() - 1, -5 * deviation / Math.Sqrt(Count) - 1e-6, 5 * deviation / Math.Sqrt(Count) + 1e-6);
    }

    [Fact]
    public void Numbers_are_uniform_and_do_not_depend_on_their_neighbours()
    {
        foreach (var (seed, step, stream) in new[] { (0u, 0u, 0u), (1u, 0u, 0u), (0u, 1u, 0u), (0u, 0u, 1u), (123456789u, 77u, 3u) })
        {
            var random = new CounterRandom(seed, step, stream);
            var numbers = Enumerable.Range(0, Count).Select(i => (double)random.Uniform((uint)i)).ToArray();
            Assert.All(numbers, number => Assert.InRange(number, 0, 1 - 1e-8));
            Assert.InRange((numbers.Average() - 0.5) * Math.Sqrt(12 * (double)Count), -5, 5);
            foreach (var lag in new[] { 1, 2, 16, 64, 784, 1024 })
                Assert.InRange(Correlation(numbers[..^lag], numbers[lag..]) * Math.Sqrt(Count), -5, 5);

            // χ² over 256 cells: 255 ± five deviations of √510
            var cells = new int[256];
            foreach (var number in numbers) cells[(int)(number * 256)]++;
            var chiSquare = cells.Sum(cell => (cell - Count / 256.0) * (cell - Count / 256.0) / (Count / 256.0));
            Assert.InRange(chiSquare, 255 - 5 * Math.Sqrt(510), 255 + 5 * Math.Sqrt(510));
        }
    }

    [Fact]
    public void Every_bit_is_set_half_of_the_time_and_flips_with_every_bit_of_the_index()
    {
        var random = new CounterRandom(1, 2, 3);
        const int samples = 1 << 14;
        for (var bit = 0; bit < 32; bit++)
        {
            var set = 0;
            var flips = new int[32];
            for (uint i = 0; i < samples; i++)
            {
                var bits = random.Bits(i * 2654435761);
                set += (int)(bits >> bit & 1);
                var changed = bits ^ random.Bits((i * 2654435761) ^ (1u << bit));
                for (var output = 0; output < 32; output++) flips[output] += (int)(changed >> output & 1);
            }
            Assert.InRange(set, samples / 2 - 5 * 64, samples / 2 + 5 * 64);
            Assert.All(flips, count => Assert.InRange(count, samples / 2 - 6 * 64, samples / 2 + 6 * 64));
        }
    }

    [Fact]
    public void Seeds_steps_and_streams_give_independent_numbers()
    {
        double[] Numbers(uint seed, uint step, uint stream)
        {
            var random = new CounterRandom(seed, step, stream);
            return [.. Enumerable.Range(0, 1 << 14).Select(i => (double)random.Uniform((uint)i))];
        }
        var keys = new[] { (0u, 0u, 0u), (1u, 0u, 0u), (0u, 1u, 0u), (0u, 0u, 1u), (2u, 0u, 0u), (1u, 1u, 0u), (1u, 0u, 1u), (0x80000000u, 0u, 0u) };
        var sequences = keys.Select(key => Numbers(key.Item1, key.Item2, key.Item3)).ToArray();
        for (var a = 0; a < keys.Length; a++)
            for (var b = 0; b < a; b++)
                Assert.InRange(Correlation(sequences[a], sequences[b]) * Math.Sqrt(1 << 14), -5, 5);
    }

    private static double Correlation(double[] a, double[] b)
    {
        double meanA = a.Average(), meanB = b.Average(), ab = 0, aa = 0, bb = 0;
        for (var i = 0; i < a.Length; i++)
        {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }
        return ab / Math.Sqrt(aa * bb);
    }
}
