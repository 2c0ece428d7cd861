namespace ModelGen;

public sealed partial class DataSet
{
    /// <summary><paramref name="count"/> samples from <paramref name="start"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are not all in the set.</exception>
    public DataSet Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - start);
        return new(columns, Rows().AsSpan(start, count).ToArray(), weights);
    }

    /// <summary>The samples for which <paramref name="condition"/> holds, by their position, in order.</summary>
    public DataSet Where(Func<int, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return new(columns, [.. Rows().Where((_, sample) => condition(sample))], weights);
    }

    /// <summary>The same samples in an order that depends only on the seed and their number.</summary>
    public DataSet Shuffle(int seed)
    {
        var shuffled = Rows();
        SplitMix64.For((uint)seed, 0).Shuffle(shuffled);
        return new(columns, shuffled, weights);
    }

    /// <summary>Two sets at random: <paramref name="fraction"/> of the samples, rounded, and the others.</summary>
    /// <param name="fraction">Between 0 and 1.</param>
    /// <param name="seed">Decides which samples; null keeps the order, so that the first ones make the first set.</param>
    /// <param name="stratifyBy">A column of labels of which both sets get the same shares, as nearly as possible.</param>
    public (DataSet First, DataSet Second) Split(double fraction, int? seed = 0, int? stratifyBy = null)
    {
        if (!(fraction is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "Expected a fraction between 0 and 1.");
        return SplitAt((int)Math.Round(fraction * Count), seed, stratifyBy);
    }

    /// <summary>As <see cref="Split"/>, with the number of samples in the first set.</summary>
    /// <param name="count">Samples in the first set.</param>
    /// <param name="seed">Decides which samples; null keeps the order.</param>
    /// <param name="stratifyBy">A column of labels of which both sets get the same shares, as nearly as possible.</param>
    /// <exception cref="ArgumentOutOfRangeException">The set has fewer samples.</exception>
    public (DataSet First, DataSet Second) SplitAt(int count, int? seed = 0, int? stratifyBy = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        var order = Rows();
        if (seed is { } number)
            SplitMix64.For((uint)number, 0).Shuffle(order);
        if (stratifyBy is not { } column)
            return (new(columns, order[..count], weights), new(columns, order[count..], weights));

        var labels = columns[column].Indices;
        if (columns[column].Length != 1)
            throw new ArgumentException("Stratifying needs a column of one label per sample.", nameof(stratifyBy));
        var sizes = new SortedDictionary<int, int>();
        foreach (var row in order)
            sizes[labels[row]] = sizes.GetValueOrDefault(labels[row]) + 1;
        var wanted = Apportion(sizes, count, order.Length);
        List<int> first = new(count), second = new(order.Length - count);
        foreach (var row in order)
            (wanted[labels[row]]-- > 0 ? first : second).Add(row);
        return (new(columns, [.. first], weights), new(columns, [.. second], weights));
    }

    /// <summary>Seats for each class in proportion to its size, by largest remainder, so that they sum to the count.</summary>
    private static Dictionary<int, int> Apportion(SortedDictionary<int, int> sizes, int count, int total)
    {
        var seats = sizes.ToDictionary(size => size.Key, size => (int)((long)size.Value * count / Math.Max(total, 1)));
        var missing = count - seats.Values.Sum();
        foreach (var (label, _) in sizes.OrderByDescending(size => (long)size.Value * count % Math.Max(total, 1)).Take(missing))
            seats[label]++;
        return seats;
    }

    /// <inheritdoc/>
    public override DataSet ToDataSet() => this;

    internal override (DataSource HeldOut, DataSource Others) HoldOut(double fraction, int seed) => Split(fraction, seed);

    /// <summary>Orders are always lists: in memory already, the samples themselves take more.</summary>
    private protected override int LargestListedOrder => int.MaxValue;

    /// <summary>The rows of all samples in a new array.</summary>
    private int[] Rows() => rows is null ? [.. Enumerable.Range(0, Count)] : [.. rows];
}
