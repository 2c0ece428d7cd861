using System.Numerics.Tensors;

namespace ModelGen;

public sealed partial class DataSet
{
    /// <summary>
    /// The set cut into parts of equal size (± 1), each of which is the test set once, while the others together are the
    /// training set.
    /// </summary>
    /// <param name="folds">The number of parts, at least 2 and at most one for each sample.</param>
    /// <param name="seed">Decides which samples come together; null deals them out in their order.</param>
    /// <param name="stratifyBy">
    /// A column of one class per sample (labels, zeros and ones, or rows of one-hot targets) of which every part gets the
    /// same number, ± 1.
    /// </param>
    /// <exception cref="ArgumentException">The column holds no classes.</exception>
    public IReadOnlyList<(DataSet Train, DataSet Test)> KFold(int folds, int? seed = 0, int? stratifyBy = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(folds, Count);
        int[] samples = [.. Enumerable.Range(0, Count)];
        if (seed is { } number)
            SplitMix64.For((uint)number, 0).Shuffle(samples);
        if (stratifyBy is { } column)
        {
            var labels = Labels(column);
            samples = [.. samples.OrderBy(sample => labels[sample])];      // stable: shuffled within each class
        }
        // Dealt out like cards, class after class: the hands differ by one card at most, and by one of each class.
        return [.. Enumerable.Range(0, folds).Select(fold => (
            View(samples.Where((_, place) => place % folds != fold)),
            View(samples.Where((_, place) => place % folds == fold))))];

        DataSet View(IEnumerable<int> chosen) => new(columns, [.. chosen.Select(Row)], weights);
    }

    /// <summary>
    /// A weight for each class that makes all of them count alike in the loss, for <see cref="FitOptions.ClassWeights"/>:
    /// samples / (classes · samples of the class), scikit-learn's <c>balanced</c>. A class without samples gets 0.
    /// </summary>
    /// <param name="column">A column of one class per sample, as in <see cref="KFold"/>.</param>
    /// <exception cref="ArgumentException">The column holds no classes, or there are no samples.</exception>
    public float[] BalancedClassWeights(int column)
    {
        var labels = Labels(column);
        if (labels.Length == 0)
            throw new ArgumentException("There are no samples to balance.", nameof(column));
        var counts = new int[labels.Max() + 1];
        foreach (var label in labels)
            counts[label]++;
        var occurring = counts.Count(count => count > 0);
        return [.. counts.Select(count => count == 0 ? 0 : (float)((double)labels.Length / ((double)occurring * count)))];
    }

    /// <summary>The class of each sample: its label, its 0 or 1, or the largest of its row of targets.</summary>
    private int[] Labels(int column)
    {
        var length = columns[column].Length;
        var labels = new int[Count];
        for (var sample = 0; sample < labels.Length; sample++)
        {
            labels[sample] = (columns[column].ElementType, length) switch
            {
                (ElementType.Index, 1) => Indices(column, sample)[0],
                (ElementType.Real, 1) => Reals(column, sample)[0] switch
                {
                    0 => 0,
                    1 => 1,
                    var value => throw NoClasses(FormattableString.Invariant($"sample {sample} has {value}")),
                },
                (ElementType.Real, _) => TensorPrimitives.IndexOfMax(Reals(column, sample)),
                _ => throw NoClasses($"it has {length} integers per sample"),
            };
        }
        return labels;

        ArgumentException NoClasses(string reason) =>
            new($"Column {column} ({columns[column].Name}) does not hold one class per sample: {reason}.", nameof(column));
    }
}
