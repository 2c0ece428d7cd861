using ModelGen.Numerics;

namespace ModelGen.Integration.Tests.Numerics;

public class LanesTests
{
    [Fact]
    public void SetsOfFloatsAndBytes()
    {
        var random = new Random(1);
        for (var count = 1; count <= 64; count++)
        {
            var floats = Enumerable.Range(0, 80).Select(_ => random.Next(3) switch { 0 => 0f, 1 => -0f, _ => random.NextSingle() - 0.5f }).ToArray();
            var bytes = Enumerable.Range(0, 80).Select(_ => (byte)random.Next(4)).ToArray();

            ulong nonZero = 0, twos = 0;
            for (var i = 0; i < count; i++)
            {
                if (floats[i] != 0) nonZero |= 1ul << i;
                if (bytes[i] == 2) twos |= 1ul << i;
            }

            Assert.Equal(nonZero, Lanes.NonZero(ref floats[0], count));
            Assert.Equal(twos, Lanes.Equal(ref bytes[0], 2, count));
        }
    }

    [Fact]
    public void NotANumberIsNotZero() =>
        Assert.Equal(0b101ul, Lanes.NonZero(ref new[] { float.NaN, 0, float.Epsilon, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }[0], 3));
}
