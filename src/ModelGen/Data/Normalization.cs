namespace ModelGen;

/// <summary>
/// A shift and a scale for the values of a column: worked out on the training set, applied to every set and to new
/// samples, <c>(x − shift) · scale</c>.
/// </summary>
public sealed class Normalization
{
    private readonly int column;
    private readonly float[] shifts;
    private readonly float[] scales;

    private Normalization(int column, float[] shifts, float[] scales) =>
        (this.column, this.shifts, this.scales) = (column, shifts, scales);

    /// <summary>What is subtracted, per feature, or one number for all.</summary>
    public IReadOnlyList<float> Shifts => shifts;

    /// <summary>What is multiplied by, per feature, or one number for all.</summary>
    public IReadOnlyList<float> Scales => scales;

    /// <summary>Mean 0 and standard deviation 1 (of the population); a constant feature becomes 0.</summary>
    /// <param name="train">The set to measure.</param>
    /// <param name="column">A column of reals.</param>
    /// <param name="perFeature">Each value of a sample on its own, or all with one mean and deviation (images).</param>
    public static Normalization Standard(DataSet train, int column = 0, bool perFeature = true)
    {
        var (features, length) = Features(train, column, perFeature);
        var means = new double[features];
        var samples = (double)train.Count * length / features;
        for (var sample = 0; sample < train.Count; sample++)
        {
            var values = train.Reals(column, sample);
            for (var i = 0; i < length; i++)
                means[i % features] += values[i] / samples;
        }
        var variances = new double[features];       // second pass: no cancellation
        for (var sample = 0; sample < train.Count; sample++)
        {
            var values = train.Reals(column, sample);
            for (var i = 0; i < length; i++)
                variances[i % features] += (values[i] - means[i % features]) * (values[i] - means[i % features]) / samples;
        }
        return new(column, [.. means.Select(mean => (float)mean)], [.. variances.Select(v => Inverse(Math.Sqrt(v)))]);
    }

    /// <summary>Smallest value 0, largest 1; a constant feature becomes 0.</summary>
    /// <param name="train">The set to measure.</param>
    /// <param name="column">A column of reals.</param>
    /// <param name="perFeature">Each value of a sample on its own, or all with one range.</param>
    public static Normalization MinMax(DataSet train, int column = 0, bool perFeature = true)
    {
        var (features, length) = Features(train, column, perFeature);
        float[] minima = new float[features], maxima = new float[features];
        Array.Fill(minima, float.PositiveInfinity);
        Array.Fill(maxima, float.NegativeInfinity);
        for (var sample = 0; sample < train.Count; sample++)
        {
            var values = train.Reals(column, sample);
            for (var i = 0; i < length; i++)
            {
                minima[i % features] = Math.Min(minima[i % features], values[i]);
                maxima[i % features] = Math.Max(maxima[i % features], values[i]);
            }
        }
        return new(column, minima, [.. minima.Zip(maxima, (low, high) => Inverse((double)high - low))]);
    }

    /// <summary>The set with the column normalised.</summary>
    public DataSet Apply(DataSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Map(column, (values, mapped) =>
        {
            values.CopyTo(mapped);
            Apply(mapped);
        });
    }

    /// <summary>Normalises samples in place, such as one to be predicted.</summary>
    /// <exception cref="ArgumentException">No whole number of samples.</exception>
    public void Apply(Span<float> values)
    {
        if (values.Length % shifts.Length != 0)
            throw new ArgumentException($"{values.Length} values are no whole number of samples of {shifts.Length}.", nameof(values));
        for (var i = 0; i < values.Length; i++)
            values[i] = (values[i] - shifts[i % shifts.Length]) * scales[i % shifts.Length];
    }

    private static (int Features, int Length) Features(DataSet train, int column, bool perFeature)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (train.Count == 0)
            throw new ArgumentException("There are no samples to measure.", nameof(train));
        var length = train.Columns[column].Length;
        return (perFeature ? length : 1, length);
    }

    private static float Inverse(double spread) => spread > 0 ? (float)(1 / spread) : 0;
}
