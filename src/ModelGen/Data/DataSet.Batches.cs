namespace ModelGen;

public sealed partial class DataSet
{
    /// <summary>Gathers samples into a batch, with as many of the first columns as the batch has. Allocates nothing.</summary>
    /// <param name="batch">Made for columns that fit (see <see cref="CheckFits"/>).</param>
    /// <param name="samples">Positions in this set, at most <see cref="Batch.Capacity"/>.</param>
    public override void Fill(Batch batch, ReadOnlySpan<int> samples)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Begin(samples.Length, IsWeighted);
        for (var column = 0; column < batch.Columns.Count; column++)
        {
            if (batch.Columns[column].ElementType == ElementType.Real)
                Gather(columns[column].Reals, columns[column].Length, samples, batch.RealsToFill(column));
            else
                Gather(columns[column].Indices, columns[column].Length, samples, batch.IndicesToFill(column));
        }
        var batchWeights = batch.WeightsToFill;
        for (var i = 0; i < batchWeights.Length; i++)
            batchWeights[i] = weights![Row(samples[i])];
    }

    private void Gather<T>(ReadOnlySpan<T> values, int length, ReadOnlySpan<int> samples, Span<T> gathered)
    {
        if (gathered.Length != samples.Length * length)
            throw new ArgumentException($"The batch's columns are not those of the data set: {length} values per sample.");
        for (var i = 0; i < samples.Length; i++)
            values.Slice(Row(samples[i]) * length, length).CopyTo(gathered[(i * length)..]);
    }

    /// <summary>Throws unless the first columns are those that a model needs.</summary>
    /// <param name="info">The model.</param>
    /// <param name="withTargets">Whether its targets must be there too.</param>
    /// <exception cref="ArgumentException">
    /// A column is missing, of the wrong kind or length, or holds an index outside the classes; says which.
    /// </exception>
    public override void CheckFits(ModelInfo info, bool withTargets = true)
    {
        base.CheckFits(info, withTargets);
        ColumnInfo[] expected = withTargets ? [.. info.InputColumns, .. info.TargetColumns] : [.. info.InputColumns];
        for (var i = 0; i < expected.Length; i++)
        {
            if (expected[i].Classes is not { } classes)
                continue;
            for (var sample = 0; sample < Count; sample++)
            {
                foreach (var index in Indices(i, sample))
                {
                    if ((uint)index >= (uint)classes)
                        throw new ArgumentException($"Sample {sample} has {index} in column {i} ({expected[i].Name}), expected 0 to {classes - 1}.");
                }
            }
        }
    }
}
