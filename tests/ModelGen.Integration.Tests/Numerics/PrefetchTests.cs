using ModelGen.Numerics;

namespace ModelGen.Integration.Tests.Numerics;

/// <summary><see cref="Prefetch"/>.</summary>
public class PrefetchTests
{
    [Fact]
    public void Tiles_have_one_share_of_a_panel_after_the_other()
    {
        Assert.Equal([0u, 16u * 100, 32u * 100, 48u * 100, 48u * 100], Shares<Simd512x4>());
        Assert.Equal([0u, 16u * 100, 16u * 100, 16u * 100, 16u * 100], Shares<Simd512x2>());
        Assert.Equal([0u, 0u, 0u, 0u, 0u], Shares<Simd256>());
        Assert.Equal([0u, 0u, 0u, 0u, 0u], Shares<Simd128>());

        static nuint[] Shares<T>() where T : struct, ISimd<T> =>
            [.. Enumerable.Range(0, 5).Select(lines => Prefetch.Share<T>((nuint)lines, 100))];
    }

    [Fact]
    public void What_lies_behind_the_end_of_memory_may_be_fetched()
    {
        var floats = new float[16];
        for (nuint k = 0; k < 1 << 20; k += 1 << 10)
        {
            Prefetch.Lines<Ahead1>(ref floats[0], k);
            Prefetch.Lines<Ahead2>(ref floats[0], k << 20);
            Prefetch.NearLines<Ahead2>(ref floats[0], k << 20);
        }
        Assert.All(floats, value => Assert.Equal(0, value));
    }
}
