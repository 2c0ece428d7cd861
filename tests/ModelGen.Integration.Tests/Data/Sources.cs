namespace ModelGen.Integration.Tests.Data;

/// <summary>Sample i holds the reals i, i + ½, … and the label i mod classes; made when it is asked for.</summary>
internal sealed class NumberedSource(int count, int length = 1, int classes = 3) : RandomAccessSource
{
    public override int Count => count;

    public override IReadOnlyList<ColumnInfo> Schema { get; } =
        [new("x", ElementType.Real, length), new("label", ElementType.Index, 1) { ClassNames = [.. Enumerable.Range(0, classes).Select(i => $"class {i}")] }];

    public override void Fill(Batch batch, ReadOnlySpan<int> samples)
    {
        batch.Begin(samples.Length);
        for (var i = 0; i < samples.Length; i++)
        {
            for (var k = 0; k < length; k++)
                batch.RealsToFill(0)[i * length + k] = samples[i] + 0.5f * k;
            if (batch.Columns.Count > 1)
                batch.IndicesToFill(1)[i] = samples[i] % classes;
        }
    }
}

/// <summary>Numbers one after the other, which cannot be read in another order.</summary>
internal sealed class CountingSource(int count, int shuffleBuffer) : SequentialSource(shuffleBuffer)
{
    public override int Count => count;

    public override IReadOnlyList<ColumnInfo> Schema { get; } = [new("x", ElementType.Real, 1)];

    protected override IEnumerable<Batch> ReadInOrder(Batch buffer)
    {
        for (var start = 0; start < count; start += buffer.Capacity)
        {
            buffer.Begin(Math.Min(buffer.Capacity, count - start));
            for (var i = 0; i < buffer.Count; i++)
                buffer.RealsToFill(0)[i] = start + i;
            yield return buffer;
        }
    }
}

internal static class Reading
{
    /// <summary>The first value of each sample of an epoch.</summary>
    public static float[] Firsts(this DataSource source, EpochPlan plan, int batchSize = 4) =>
        [.. source.Batches(plan, batchSize).SelectMany(batch => batch)];

    /// <summary>The same, by batch.</summary>
    public static float[][] Batches(this DataSource source, EpochPlan plan, int batchSize = 4)
    {
        var length = source.Schema[0].Length;
        return [.. source.ReadChecked(new Batch(source.Schema, batchSize), plan)
            .Select(batch => batch.Reals(0).ToArray().Where((_, i) => i % length == 0).ToArray())];
    }
}
