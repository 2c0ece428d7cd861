using ModelGen.Numerics;

namespace ModelGen;

/// <summary>
/// Some samples of a data set, gathered column by column into buffers that are allocated once and refilled for every
/// step. The columns are the model's inputs, then its targets, in the order of the declaration; a batch that is only
/// predicted may lack the targets. Not safe for use by several threads at once.
/// </summary>
public sealed class Batch
{
    private readonly ColumnInfo[] columns;
    private readonly AlignedBlock?[] reals;
    private readonly int[]?[] indices;
    private readonly float[] weights;

    /// <summary>An empty batch with room for <paramref name="capacity"/> samples of these columns.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is not positive.</exception>
    public Batch(IReadOnlyList<ColumnInfo> columns, int capacity)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        this.columns = [.. columns];
        Capacity = capacity;
        reals = [.. columns.Select(column =>
            column.ElementType == ElementType.Real ? new AlignedBlock(checked(capacity * column.Length)) : null)];
        indices = [.. columns.Select(column =>
            column.ElementType == ElementType.Index ? new int[checked(capacity * column.Length)] : null)];
        weights = new float[capacity];
    }

    /// <summary>The samples there is room for.</summary>
    public int Capacity { get; }

    /// <summary>The samples the batch holds, 0 to <see cref="Capacity"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Whether <see cref="Weights"/> counts.</summary>
    public bool IsWeighted { get; private set; }

    /// <summary>The columns, inputs first.</summary>
    public IReadOnlyList<ColumnInfo> Columns => columns;

    /// <summary>The values of a real column, sample after sample: <see cref="Count"/> × its length.</summary>
    /// <exception cref="ArgumentException">The column holds integers, or there is no such column.</exception>
    public ReadOnlySpan<float> Reals(int column) => RealsToFill(column);

    /// <summary>The values of an index column, sample after sample: <see cref="Count"/> × its length.</summary>
    /// <exception cref="ArgumentException">The column holds reals, or there is no such column.</exception>
    public ReadOnlySpan<int> Indices(int column) => IndicesToFill(column);

    /// <summary>How much each sample counts in the loss; empty if all count the same.</summary>
    public ReadOnlySpan<float> Weights => IsWeighted ? weights.AsSpan(0, Count) : default;

    /// <summary>The sum of the weights: <see cref="Count"/> without any.</summary>
    internal double TotalWeight()
    {
        if (!IsWeighted)
            return Count;
        var sum = 0.0;
        foreach (var weight in Weights)
            sum += weight;
        return sum;
    }

    /// <summary>Says how many samples follow, before they are written; forgets the weights.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More samples than <see cref="Capacity"/>, or less than none.</exception>
    public void Begin(int count, bool weighted = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Capacity);
        (Count, IsWeighted) = (count, weighted);
    }

    /// <summary>As <see cref="Reals"/>, to be written.</summary>
    /// <exception cref="ArgumentException">The column holds integers, or there is no such column.</exception>
    public Span<float> RealsToFill(int column) =>
        (uint)column < (uint)reals.Length && reals[column] is { } block
            ? block.Span[..(Count * columns[column].Length)]
            : throw Mistaken(column, "reals");

    /// <summary>As <see cref="Indices"/>, to be written.</summary>
    /// <exception cref="ArgumentException">The column holds reals, or there is no such column.</exception>
    public Span<int> IndicesToFill(int column) =>
        (uint)column < (uint)indices.Length && indices[column] is { } array
            ? array.AsSpan(0, Count * columns[column].Length)
            : throw Mistaken(column, "indices");

    /// <summary>As <see cref="Weights"/>, to be written; empty unless the batch was begun as weighted.</summary>
    public Span<float> WeightsToFill => IsWeighted ? weights.AsSpan(0, Count) : default;

    /// <summary>The weights to be changed; without any before, they are 1.</summary>
    internal Span<float> WeightsToChange
    {
        get
        {
            if (!IsWeighted)
                weights.AsSpan(0, Count).Fill(1);
            IsWeighted = true;
            return weights.AsSpan(0, Count);
        }
    }

    /// <summary>Forgets the samples from <paramref name="count"/> on.</summary>
    internal void Shorten(int count) => Count = count;

    /// <summary>Becomes what another batch of the same columns and no more samples than fit here is.</summary>
    internal void CopyFrom(Batch other)
    {
        Begin(other.Count, other.IsWeighted);
        other.Weights.CopyTo(weights);
        for (var column = 0; column < columns.Length; column++)
            CopyColumn(other, column);
    }

    /// <summary>Takes over a column of another batch of as many samples.</summary>
    internal void CopyColumn(Batch other, int column)
    {
        if (reals[column] is not null)
            other.Reals(column).CopyTo(RealsToFill(column));
        else
            other.Indices(column).CopyTo(IndicesToFill(column));
    }

    /// <summary>Takes over one sample, without its weight, of a batch of the same columns.</summary>
    internal void CopySample(Batch other, int from, int to)
    {
        for (var column = 0; column < columns.Length; column++)
        {
            var length = columns[column].Length;
            if (reals[column] is not null)
                other.Reals(column).Slice(from * length, length).CopyTo(RealsToFill(column)[(to * length)..]);
            else
                other.Indices(column).Slice(from * length, length).CopyTo(IndicesToFill(column)[(to * length)..]);
        }
    }

    private ArgumentException Mistaken(int column, string wanted) =>
        new((uint)column < (uint)columns.Length
            ? $"Column {column} ({columns[column]}) holds no {wanted}."
            : $"There is no column {column}; the batch has {columns.Length}.", nameof(column));
}
