namespace ModelGen;

public sealed partial class DataSet
{
    /// <summary>Computes a sample's new values from its old ones.</summary>
    /// <param name="values">The sample as it is.</param>
    /// <param name="mapped">To be filled.</param>
    public delegate void Mapping(ReadOnlySpan<float> values, Span<float> mapped);

    /// <summary>The set with one column of reals computed anew, sample by sample.</summary>
    /// <param name="column">The column, which must hold reals.</param>
    /// <param name="mapping">Gives each sample's new values.</param>
    /// <param name="length">New values per sample; null for as many as before.</param>
    public DataSet Map(int column, Mapping mapping, int? length = null)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        var old = columns[column];
        var newLength = length ?? old.Length;
        var mapped = new float[checked(Count * newLength)];
        for (var sample = 0; sample < Count; sample++)
            mapping(Reals(column, sample), mapped.AsSpan(sample * newLength, newLength));

        var changed = new DataColumn[columns.Length];
        for (var i = 0; i < columns.Length; i++)
            changed[i] = i == column ? new(mapped, newLength, old.Name) : Compact(columns[i]);
        return new(changed, null, weights is null ? null : CurrentWeights());
    }

    /// <summary>The set with a weight per sample, which the loss is averaged by; replaces weights it had.</summary>
    /// <param name="sampleWeights">One for each sample in the order of this set, finite and not negative.</param>
    /// <exception cref="ArgumentException">A wrong number of weights, or a bad one.</exception>
    public DataSet WithWeights(ReadOnlySpan<float> sampleWeights)
    {
        if (sampleWeights.Length != Count)
            throw new ArgumentException($"Expected {Count} weights, got {sampleWeights.Length}.", nameof(sampleWeights));
        var byRow = new float[columns[0].Count];
        for (var sample = 0; sample < sampleWeights.Length; sample++)
        {
            if (!float.IsFinite(sampleWeights[sample]) || sampleWeights[sample] < 0)
                throw new ArgumentException($"Weight {sample} is {sampleWeights[sample]}; expected one ≥ 0.", nameof(sampleWeights));
            byRow[Row(sample)] = sampleWeights[sample];
        }
        return new(columns, rows, byRow);
    }

    /// <summary>The set with every sample's weight multiplied by that of its class.</summary>
    /// <param name="column">A column of one class per sample: labels, zeros and ones, or rows of one-hot targets.</param>
    /// <param name="classWeights">The weight of each class.</param>
    /// <exception cref="ArgumentException">The column holds no classes, or a class has no weight.</exception>
    public override DataSet WithClassWeights(int column, IReadOnlyList<float> classWeights)
    {
        ArgumentNullException.ThrowIfNull(classWeights);
        var labels = Labels(column);
        var combined = CurrentWeights();
        for (var sample = 0; sample < combined.Length; sample++)
        {
            var label = labels[sample];
            if ((uint)label >= (uint)classWeights.Count)
            {
                throw new ArgumentException(
                    $"Sample {sample} is of class {label}, but there are {classWeights.Count} class weights.", nameof(classWeights));
            }
            combined[sample] *= classWeights[label];
        }
        return WithWeights(combined);
    }

    private float[] CurrentWeights()
    {
        var current = new float[Count];
        for (var sample = 0; sample < current.Length; sample++)
            current[sample] = Weight(sample);
        return current;
    }

    /// <summary>The column with just the samples of this view, in its order.</summary>
    private DataColumn Compact(DataColumn column)
    {
        if (rows is null)
            return column;
        return column.ElementType == ElementType.Real
            ? new(Gather(column.Reals, column.Length), column.Length, column.Name)
            : new(Gather(column.Indices, column.Length), column.Length, column.Name, column.ClassNames);
    }

    private T[] Gather<T>(ReadOnlySpan<T> values, int length)
    {
        var gathered = new T[Count * length];
        for (var sample = 0; sample < Count; sample++)
            values.Slice(rows![sample] * length, length).CopyTo(gathered.AsSpan(sample * length));
        return gathered;
    }
}
