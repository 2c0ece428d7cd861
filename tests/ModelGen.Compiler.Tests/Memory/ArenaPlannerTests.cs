using ModelGen.Compiler.Memory;

namespace ModelGen.Compiler.Tests.Memory;

/// <summary>Buffers in one block: never two at one place at one time, and no more room than need be.</summary>
public sealed class ArenaPlannerTests
{
    [Fact]
    public void BuffersThatLiveTogetherDoNotOverlap()
    {
        var random = new Random(1);
        for (var round = 0; round < 300; round++)
        {
            Interval<int>[] intervals = [.. Enumerable.Range(0, random.Next(1, 30)).Select(key =>
                random.Next(0, 20) is var first ? new Interval<int>(key, first, first + random.Next(0, 8), random.Next(1, 400)) : default)];
            var (offsets, length) = ArenaPlanner.Place(intervals);
            Assert.Equal(intervals.Length, offsets.Count);
            Assert.InRange(length, ArenaPlanner.MostAlive(intervals), intervals.Sum(interval => interval.Length + 15));
            foreach (var a in intervals)
            {
                Assert.Equal(0, offsets[a.Key] % 16);
                Assert.InRange(offsets[a.Key] + a.Length, 1, length);
                foreach (var b in intervals.Where(b => b.Key > a.Key && b.First <= a.Last && b.Last >= a.First))
                    Assert.True(offsets[a.Key] + a.Length <= offsets[b.Key] || offsets[b.Key] + b.Length <= offsets[a.Key]);
            }
        }
    }

    // Largest first puts a at the start and c on top of it, e on top of c, and needs 112; by their starts they need 80.
    [Fact]
    public void AnotherOrderIsTakenWhereItNeedsLess()
    {
        Interval<char>[] intervals = [new('a', 2, 2, 48), new('b', 0, 0, 32), new('c', 2, 3, 32), new('d', 4, 4, 32), new('e', 3, 5, 32)];
        Assert.Equal(80, ArenaPlanner.MostAlive(intervals));
        Assert.Equal(80, ArenaPlanner.Place(intervals).Length);
    }

    [Fact]
    public void AResultTakesThePlaceOfWhatItIsTheLastToUse()
    {
        Interval<char>[] intervals = [new('a', 0, 1, 64), new('b', 1, 2, 64), new('c', 2, 5, 64), new('d', 2, 5, 32)];
        var (joined, hosts) = InPlace.Join(intervals, new Dictionary<char, char> { ['b'] = 'a', ['c'] = 'b', ['d'] = 'b' });
        Assert.Equal(new Dictionary<char, char> { ['b'] = 'a', ['c'] = 'a' }, hosts);
        Assert.Equal([new('a', 0, 5, 64), new('d', 2, 5, 32)], joined);
    }

    [Theory]
    [InlineData("64 KB", 65_536)]
    [InlineData("1.5MiB", 1_572_864)]
    [InlineData("512 B", 512)]
    public void AmountsOfMemory(string text, long bytes) => Assert.Equal(bytes, ByteCount.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("KB")]
    [InlineData("0 KB")]
    [InlineData("1e3 KB")]
    [InlineData("1,5 MB")]
    [InlineData("64 kb")]
    public void NoAmountsOfMemory(string text) => Assert.Null(ByteCount.Parse(text));
}
