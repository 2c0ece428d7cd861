using ModelGen.Compiler.Emit;

namespace ModelGen.Compiler.Tests.Emit;

/// <summary><see cref="PrefetchText"/>.</summary>
public class PrefetchTextTests
{
    [Theory]
    [InlineData(64, 6)]
    [InlineData(32, 12)]
    public void Two_tiles_or_more_fetch_the_whole_panel(int panelWidth, int mostLines)
    {
        for (var units = mostLines + 1; units <= 20 * mostLines; units++)
        {
            var tiling = new ConvolutionTiling(panelWidth, false, 1, units, 1, mostLines);
            var text = PrefetchText.Of(new ParameterStorage(16 * 256, 256, panelWidth), 256, tiling.Tiles)!;
            var (tiles, fetched) = (0, 0);
            foreach (var (_, count) in tiling.Widths)
            {
                var lines = text.Lines(tiles, count, fetched);
                Assert.InRange(lines, 0, 2);
                (tiles, fetched) = (tiles + count, fetched + lines * count);
            }
            Assert.True(fetched >= panelWidth / PrefetchText.FloatsOfLine, $"{units} rows fetch {fetched} lines.");
        }
    }

    [Fact]
    public void Small_matrices_and_single_tiles_are_not_fetched()
    {
        Assert.Null(PrefetchText.Of(new ParameterStorage(256, 256, 64), 256, 9));
        Assert.Null(PrefetchText.Of(new ParameterStorage(16 * 256, 256, 64), 256, 1));
        Assert.Null(PrefetchText.OfNextPanel(new ParameterStorage(2048, 256, 64), NumberFormat.Float32, 9));
        Assert.Null(PrefetchText.OfNextPanel(new ParameterStorage(1024, 256, 64), NumberFormat.BFloat16, 9));
        Assert.NotNull(PrefetchText.OfNextPanel(new ParameterStorage(1024, 256, 64), NumberFormat.Float32, 9));
    }
}
