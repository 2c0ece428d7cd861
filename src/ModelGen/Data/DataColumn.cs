namespace ModelGen;

/// <summary>
/// A column of a data set: a fixed number of reals or integers per sample, sample after sample in one array, which is
/// used as it is and not copied.
/// </summary>
public sealed class DataColumn
{
    private readonly float[]? reals;
    private readonly int[]? indices;

    /// <summary>A column of reals.</summary>
    /// <param name="values">Count × <paramref name="length"/> values.</param>
    /// <param name="length">Values per sample: the product of the axes.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="ArgumentException">The array is no whole number of samples.</exception>
    public DataColumn(float[] values, int length = 1, string? name = null)
        : this(values?.Length ?? throw new ArgumentNullException(nameof(values)), length, name) => reals = values;

    /// <summary>A column of integers: labels, tokens, categories.</summary>
    /// <param name="values">Count × <paramref name="length"/> values.</param>
    /// <param name="length">Values per sample.</param>
    /// <param name="name">For messages.</param>
    /// <param name="classNames">What each value means, in reports.</param>
    /// <exception cref="ArgumentException">The array is no whole number of samples.</exception>
    public DataColumn(int[] values, int length = 1, string? name = null, IReadOnlyList<string>? classNames = null)
        : this(values?.Length ?? throw new ArgumentNullException(nameof(values)), length, name) =>
        (indices, ClassNames) = (values, classNames);

    private DataColumn(int values, int length, string? name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        if (values % length != 0)
            throw new ArgumentException($"{values} values are no whole number of samples of {length}.", nameof(values));
        (Count, Length, Name) = (values / length, length, name);
    }

    /// <summary>Samples.</summary>
    public int Count { get; }

    /// <summary>Values per sample.</summary>
    public int Length { get; }

    /// <summary>The name, if it has one.</summary>
    public string? Name { get; }

    /// <summary>What each value of an integer column means, if known.</summary>
    public IReadOnlyList<string>? ClassNames { get; }

    /// <summary>Reals or integers.</summary>
    public ElementType ElementType => reals is null ? ElementType.Index : ElementType.Real;

    /// <summary>All values of a column of reals.</summary>
    /// <exception cref="InvalidOperationException">The column holds integers.</exception>
    public ReadOnlySpan<float> Reals =>
        reals ?? throw new InvalidOperationException($"Column {Name ?? "without a name"} holds integers, not reals.");

    /// <summary>All values of a column of integers.</summary>
    /// <exception cref="InvalidOperationException">The column holds reals.</exception>
    public ReadOnlySpan<int> Indices =>
        indices ?? throw new InvalidOperationException($"Column {Name ?? "without a name"} holds reals, not integers.");
}
