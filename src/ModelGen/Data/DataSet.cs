namespace ModelGen;

/// <summary>
/// Samples in memory: columns for a model's inputs and targets, in the order of its declaration, with an optional
/// weight per sample. Immutable: <see cref="Slice"/>, <see cref="Shuffle"/> and <see cref="Split"/> give views that
/// share the columns.
/// </summary>
public sealed partial class DataSet : RandomAccessSource
{
    private readonly DataColumn[] columns;
    private readonly int[]? rows;           // the sample of the columns that each sample is; null for all in order
    private readonly float[]? weights;      // by sample of the columns

    /// <summary>A data set of these columns.</summary>
    /// <exception cref="ArgumentException">No column, or columns of different numbers of samples.</exception>
    public DataSet(params DataColumn[] columns)
        : this(columns, null, null)
    {
        if (columns.Length == 0)
            throw new ArgumentException("A data set needs a column.", nameof(columns));
        foreach (var column in columns)
        {
            if (column.Count != columns[0].Count)
            {
                throw new ArgumentException(
                    $"The columns differ in length: {columns[0].Count} and {column.Count} samples.", nameof(columns));
            }
        }
    }

    private DataSet(DataColumn[] columns, int[]? rows, float[]? weights) =>
        (this.columns, this.rows, this.weights) = (columns, rows, weights);

    /// <summary>Inputs and one label per sample, the usual classification set.</summary>
    /// <param name="inputs">Sample after sample; as many values per sample as the lengths imply.</param>
    /// <param name="labels">One class per sample, counted from 0.</param>
    /// <param name="classNames">What the classes are called, in reports.</param>
    /// <exception cref="ArgumentException">The inputs are no whole number of values per label.</exception>
    public static DataSet Create(float[] inputs, int[] labels, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        return new(new DataColumn(inputs, LengthFor(inputs.Length, labels.Length), "input"),
            new DataColumn(labels, 1, "label", classNames));
    }

    /// <summary>Inputs and real targets, the usual regression set.</summary>
    /// <param name="inputs">Sample after sample; as many values per sample as the lengths imply.</param>
    /// <param name="targets">Sample after sample.</param>
    /// <param name="targetLength">Target values per sample.</param>
    /// <exception cref="ArgumentException">The arrays are no whole numbers of samples.</exception>
    public static DataSet Create(float[] inputs, float[] targets, int targetLength = 1)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var column = new DataColumn(targets, targetLength, "target");
        return new(new DataColumn(inputs, LengthFor(inputs.Length, column.Count), "input"), column);
    }

    private static int LengthFor(int values, int samples) =>
        samples > 0 && values > 0 && values % samples == 0
            ? values / samples
            : throw new ArgumentException($"{values} input values are no whole number for each of {samples} samples.");

    /// <summary>Samples.</summary>
    public override int Count => rows?.Length ?? columns[0].Count;

    /// <summary>The columns, of which a view shows some samples: values are read through <see cref="Reals"/>.</summary>
    public IReadOnlyList<DataColumn> Columns => columns;

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnInfo> Schema => field ??= [.. columns.Select(column =>
        new ColumnInfo(column.Name ?? "unnamed", column.ElementType, column.Length) { ClassNames = column.ClassNames })];

    /// <summary>Whether the samples have weights.</summary>
    public bool IsWeighted => weights is not null;

    /// <summary>The values of one sample in a column of reals.</summary>
    public ReadOnlySpan<float> Reals(int column, int sample) =>
        columns[column].Reals.Slice(Row(sample) * columns[column].Length, columns[column].Length);

    /// <summary>The values of one sample in a column of integers.</summary>
    public ReadOnlySpan<int> Indices(int column, int sample) =>
        columns[column].Indices.Slice(Row(sample) * columns[column].Length, columns[column].Length);

    /// <summary>How much a sample counts in the loss; 1 without weights.</summary>
    public float Weight(int sample)
    {
        var row = Row(sample);
        return weights is null ? 1 : weights[row];
    }

    private int Row(int sample)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sample);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sample, Count);
        return rows is null ? sample : rows[sample];
    }
}
