using ModelGen.Numerics;

namespace ModelGen.Integration.Tests.Numerics;

/// <summary>Against the definition: windows, winners and gradients one by one.</summary>
public class PooledWindowsTests
{
    private const int Outputs = 21, Rows = 9, Columns = 7, ImageRow = 500, Pixel = 24;

    [Theory]
    [InlineData(2, 2, 2, 2)]
    [InlineData(3, 3, 2, 1)]
    [InlineData(4, 4, 4, 4)]
    [InlineData(16, 1, 1, 1)]
    [InlineData(1, 5, 1, 2)]
    [InlineData(5, 3, 5, 3)]
    public void Places_and_sets(int height, int width, int strideY, int strideX)
    {
        var random = new Random(height * 100 + width);
        var gradients = Enumerable.Range(0, Rows * Columns * Outputs + 64)
            .Select(i => i % 50 == 0 ? float.NaN : random.Next(3) switch { 0 => 0f, 1 => -0f, _ => random.NextSingle() - 0.5f }).ToArray();
        var halves = gradients.Select(value => (BFloat16)value).ToArray();
        var winners = Enumerable.Range(0, gradients.Length).Select(_ => (byte)random.Next(height * width)).ToArray();
        var windows = new PooledWindows(Columns, strideY * ImageRow, strideX * Pixel, width, ImageRow, Pixel);

        foreach (var (first, end) in ((int, int)[])[(0, 32), (32, Rows * Columns), (5, 6)])
            foreach (var channel in (int[])[0, Outputs - 16])
            {
                var (places, placesOfHalves) = (new int[PooledWindows.PlacesLength], new int[PooledWindows.PlacesLength]);
                var (live, liveHalves) = (new uint[PooledWindows.Outputs], new uint[PooledWindows.Outputs]);
                windows.Find((nuint)first, (nuint)end, ref gradients[channel], ref winners[channel], Outputs, places, live);
                windows.Find((nuint)first, (nuint)end, ref halves[channel], ref winners[channel], Outputs, placesOfHalves, liveHalves);

                var (expected, expectedLive) = (new int[PooledWindows.PlacesLength], new uint[PooledWindows.Outputs]);
                for (var window = first; window < end; window++)
                    for (var c = 0; c < PooledWindows.Outputs; c++)
                    {
                        var at = window * Outputs + channel + c;
                        var (y, x) = (window / Columns * strideY + winners[at] / width, window % Columns * strideX + winners[at] % width);
                        expected[(window - first) * PooledWindows.Outputs + c] = y * ImageRow + x * Pixel;
                        if (gradients[at] != 0) expectedLive[c] |= 1u << (window - first);
                    }
                Assert.Equal(expected, places);
                Assert.Equal(expected, placesOfHalves);
                Assert.Equal(expectedLive, live);
                Assert.Equal(expectedLive, liveHalves);
            }
    }

    [Fact]
    public void Takes_windows_from_a_set_in_their_order()
    {
        var set = 0x8000_0012u;
        Assert.Equal([1, 4, 31, PooledWindows.Most, PooledWindows.Most],
            Enumerable.Range(0, 5).Select(_ => (int)PooledWindows.TakeFirst(ref set)));
    }
}
