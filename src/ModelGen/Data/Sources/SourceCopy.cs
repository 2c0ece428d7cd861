namespace ModelGen;

/// <summary>Brings all samples of a source into memory, in order.</summary>
internal sealed class SourceCopy(DataSource source)
{
    private const int BatchSize = 256;

    public DataSet ToDataSet()
    {
        var schema = source.Schema;
        var reals = schema.Select(column => column.ElementType == ElementType.Real ? new float[checked(source.Count * column.Length)] : null).ToArray();
        var indices = schema.Select(column => column.ElementType == ElementType.Index ? new int[checked(source.Count * column.Length)] : null).ToArray();
        var weights = new float[source.Count];
        var weighted = false;
        var done = 0;
        foreach (var batch in source.ReadChecked(new Batch(schema, BatchSize), EpochPlan.InOrder))
        {
            for (var column = 0; column < schema.Count; column++)
            {
                var start = done * schema[column].Length;
                if (reals[column] is { } values)
                    batch.Reals(column).CopyTo(values.AsSpan(start));
                else
                    batch.Indices(column).CopyTo(indices[column].AsSpan(start));
            }
            weighted |= batch.IsWeighted;
            if (batch.IsWeighted)
                batch.Weights.CopyTo(weights.AsSpan(done));
            else
                weights.AsSpan(done, batch.Count).Fill(1);
            done += batch.Count;
        }
        var data = new DataSet([.. schema.Select((column, i) => reals[i] is { } values
            ? new DataColumn(values, column.Length, column.Name)
            : new DataColumn(indices[i]!, column.Length, column.Name, column.ClassNames))]);
        return weighted ? data.WithWeights(weights) : data;
    }
}
