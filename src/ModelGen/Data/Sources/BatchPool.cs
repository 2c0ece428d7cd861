namespace ModelGen;

/// <summary>Batches that a source keeps from one epoch to the next, so that their memory is taken once.</summary>
internal sealed class BatchPool
{
    private readonly Lock gate = new();
    private readonly List<Batch> idle = [];

    /// <summary>A batch of these columns and room; what it holds is not defined.</summary>
    public Batch Rent(IReadOnlyList<ColumnInfo> columns, int capacity)
    {
        lock (gate)
        {
            var found = idle.FindIndex(batch => batch.Capacity == capacity && batch.Columns.SequenceEqual(columns));
            if (found >= 0)
            {
                var batch = idle[found];
                idle.RemoveAt(found);
                return batch;
            }
            idle.Clear();       // of another shape: nobody will want them again
        }
        return new(columns, capacity);
    }

    /// <summary>Takes a batch that is no longer read.</summary>
    public void Return(Batch batch)
    {
        lock (gate)
            idle.Add(batch);
    }
}
