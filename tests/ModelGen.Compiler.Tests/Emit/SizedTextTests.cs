using ModelGen.Compiler.Emit;

namespace ModelGen.Compiler.Tests.Emit;

/// <summary>Numbers of several texts in terms of few sizes.</summary>
public class SizedTextTests
{
    [Fact]
    public void NumbersBecomeMultiplesOfASize()
    {
        string[] texts = [.. new[] { 64, 96, 224 }.Select(k => $"// {k} inputs\nx[row * {7 * k} + {k}] = y1 * {32 * k} + {k - 8} + 1e-5f * 12;")];
        var text = SizedText.Find([.. texts.Select(WithoutComment)], smallest: 16)!;
        Assert.Equal([[56, 88, 216]], text.Sizes);
        Assert.True(text.Fits(texts[0]));
        Assert.Equal(
            "// 64 inputs\nx[row * (7 * TSize.Value + 56) + (TSize.Value + 8)] = y1 * (32 * TSize.Value + 256) + TSize.Value + 1e-5f * 12;",
            text.Write(texts[0]));
    }

    [Fact]
    public void ProductsOfSizesAreNoNewSizes()
    {
        var text = SizedText.Find([.. new[] { (16, 100), (32, 50), (48, 20) }.Select(s => $"{s.Item1} {s.Item2} {s.Item1 * s.Item2} {3 * s.Item1 * s.Item2}")], 2)!;
        Assert.Equal("TSize.Value TSize2.Value (TSize.Value * TSize2.Value) (3 * TSize.Value * TSize2.Value)", text.Write("16 100 1600 4800"));
    }

    [Fact]
    public void SmallNumbersAndTooManySizesStandInTheWay()
    {
        Assert.Null(SizedText.Find(["x 15", "x 31", "x 47"], smallest: 16));
        Assert.NotNull(SizedText.Find(["x 15", "x 31", "x 47"], smallest: 2));
        Assert.Null(SizedText.Find(["16 23 47 61 97", "32 81 29 83 31", "48 17 99 31 57"], smallest: 2));
    }

    [Fact]
    public void SkeletonsDifferWhereMoreThanNumbersDoes()
    {
        Assert.Equal(SizedText.Skeleton("a[32] + 7"), SizedText.Skeleton("a[64] + 9"));
        Assert.NotEqual(SizedText.Skeleton("Rows7 32"), SizedText.Skeleton("Rows8 32"));
        Assert.NotEqual(SizedText.Skeleton("0.5f 32"), SizedText.Skeleton("0.25f 32"));
    }

    private static string WithoutComment(string text) => text[(text.IndexOf('\n') + 1)..];
}
