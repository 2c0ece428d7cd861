namespace ModelGen.Integration.Tests.Sequences;

/// <summary>Random sequences, and how they are cut and compared.</summary>
internal static class Data
{
    public static int[] Tokens(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(SequenceNets.Vocabulary))];
    }

    public static float[] Reals(int count)
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
    }

    /// <summary>The first <paramref name="length"/> of every <paramref name="full"/> values.</summary>
    public static T[] Prefixes<T>(T[] values, int full, int length) => [.. values.Chunk(full).SelectMany(chunk => chunk.Take(length))];

    public static void Close(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-5f, $"Value {i}: expected {expected[i]}, got {actual[i]}.");
    }
}
