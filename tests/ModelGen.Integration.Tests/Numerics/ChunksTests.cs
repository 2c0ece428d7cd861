using ModelGen.Numerics;

namespace ModelGen.Integration.Tests.Numerics;

public class ChunksTests
{
    [Fact]
    public void ThreadsHaveEqualSharesInChunksOfEqualSize()
    {
        for (var count = 0; count < 60; count++)
            for (var parts = 1; parts <= 5; parts++)
                for (var largest = 1; largest < 20; largest += 3)
                {
                    var next = 0;
                    var shares = new List<int>();
                    for (var part = 0; part < parts; part++)
                    {
                        var chunks = new List<int>();
                        foreach (var (first, length) in Chunks.Share((nuint)count, (nuint)largest, part, parts))
                        {
                            Assert.Equal(next, (int)first);
                            chunks.Add((int)length);
                            next += (int)length;
                        }
                        shares.Add(chunks.Sum());
                        if (chunks.Count == 0) continue;
                        Assert.InRange(chunks.Min(), Math.Max(1, chunks.Max() - 1), largest);
                        Assert.Equal((chunks.Sum() + largest - 1) / largest, chunks.Count);
                    }
                    Assert.Equal(count, next);
                    Assert.InRange(shares.Max() - shares.Min(), 0, 1);
                }
    }
}
