using System.Globalization;
using System.Text;

namespace ModelGen;

/// <summary>
/// How often each class was predicted as each class, and the rates that follow. A rate of nothing (no sample of a
/// class, or none predicted as it) counts as 0, and macro means are over all classes, as in scikit-learn.
/// </summary>
public sealed class ConfusionMatrix
{
    private readonly long[] counts;

    /// <summary>A matrix of zeros.</summary>
    /// <param name="classes">The number of classes, at least 1.</param>
    /// <param name="classNames">What they are called, as many as there are classes; null for their numbers.</param>
    public ConfusionMatrix(int classes, IReadOnlyList<string>? classNames = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        if (classNames is not null && classNames.Count != classes)
            throw new ArgumentException($"Expected {classes} class names, got {classNames.Count}.", nameof(classNames));
        (Classes, counts) = (classes, new long[checked(classes * classes)]);
        ClassNames = classNames ?? [.. Enumerable.Range(0, classes).Select(c => c.ToString(CultureInfo.InvariantCulture))];
    }

    /// <summary>The matrix of these samples, with as many classes as the largest label says.</summary>
    /// <exception cref="ArgumentException">No labels, or not as many of both.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is negative.</exception>
    public static ConfusionMatrix Of(ReadOnlySpan<int> actual, ReadOnlySpan<int> predicted)
    {
        if (actual.Length != predicted.Length || actual.Length == 0)
            throw new ArgumentException($"Expected as many predictions as labels and at least one; got {predicted.Length} and {actual.Length}.");
        var largest = 0;
        for (var i = 0; i < actual.Length; i++)
            largest = Math.Max(largest, Math.Max(actual[i], predicted[i]));
        var matrix = new ConfusionMatrix(largest + 1);
        for (var i = 0; i < actual.Length; i++)
            matrix.Add(actual[i], predicted[i]);
        return matrix;
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>What they are called.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Samples of class <paramref name="actual"/> that were predicted as <paramref name="predicted"/>.</summary>
    public long this[int actual, int predicted] => counts[Index(actual, predicted)];

    /// <summary>Counts a sample.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A class is not 0 to <see cref="Classes"/> − 1.</exception>
    public void Add(int actual, int predicted) => Add(actual, predicted, 1);

    internal void Add(int actual, int predicted, long count) => counts[Index(actual, predicted)] += count;

    /// <summary>The cells that are not 0.</summary>
    internal IEnumerable<(int Actual, int Predicted, long Count)> Cells() =>
        counts.Index().Where(cell => cell.Item > 0).Select(cell => (cell.Index / Classes, cell.Index % Classes, cell.Item));

    /// <summary>Forgets all samples.</summary>
    public void Clear() => Array.Clear(counts);

    /// <summary>All samples.</summary>
    public long Total => counts.Sum();

    /// <summary>Samples that were predicted as what they are.</summary>
    public long Correct => Enumerable.Range(0, Classes).Sum(c => this[c, c]);

    /// <summary>The share of samples that were predicted as what they are.</summary>
    public double Accuracy => Ratio(Correct, Total);

    /// <summary>Samples that are of a class.</summary>
    public long Support(int actual) => Enumerable.Range(0, Classes).Sum(predicted => this[actual, predicted]);

    /// <summary>Samples that were predicted as a class.</summary>
    public long Predicted(int predicted) => Enumerable.Range(0, Classes).Sum(actual => this[actual, predicted]);

    /// <summary>Of the samples predicted as a class, the share that are.</summary>
    public double Precision(int label) => Ratio(this[label, label], Predicted(label));

    /// <summary>Of the samples of a class, the share that were predicted as it.</summary>
    public double Recall(int label) => Ratio(this[label, label], Support(label));

    /// <summary>The harmonic mean of precision and recall: 2 · hits / (support + predicted).</summary>
    public double F1(int label) => Ratio(2 * this[label, label], Support(label) + Predicted(label));

    /// <summary>The mean precision of the classes.</summary>
    public double MacroPrecision => Macro(Precision);

    /// <summary>The mean recall of the classes.</summary>
    public double MacroRecall => Macro(Recall);

    /// <summary>The mean F1 of the classes.</summary>
    public double MacroF1 => Macro(F1);

    /// <summary>The mean recall of the classes that occur (scikit-learn's <c>balanced_accuracy_score</c>); NaN without samples.</summary>
    public double BalancedAccuracy
    {
        get
        {
            double[] recalls = [.. Enumerable.Range(0, Classes).Where(label => Support(label) > 0).Select(Recall)];
            return recalls.Length > 0 ? recalls.Average() : double.NaN;
        }
    }

    /// <summary>
    /// Precision, recall and F1 over the pooled decisions of all classes; with one class per sample every wrong
    /// prediction is one false positive and one false negative, so all three are the accuracy.
    /// </summary>
    public double MicroF1 => Accuracy;

    /// <summary>A table with the actual classes down and the predicted ones across.</summary>
    public override string ToString()
    {
        var width = Math.Max(ClassNames.Max(name => name.Length), counts.Max().ToString(CultureInfo.InvariantCulture).Length);
        var table = new StringBuilder().Append(' ', width);
        foreach (var name in ClassNames)
            table.Append(' ').Append(name.PadLeft(width));
        for (var actual = 0; actual < Classes; actual++)
        {
            table.Append('\n').Append(ClassNames[actual].PadRight(width));
            for (var predicted = 0; predicted < Classes; predicted++)
                table.Append(' ').Append(this[actual, predicted].ToString(CultureInfo.InvariantCulture).PadLeft(width));
        }
        return table.ToString();
    }

    /// <summary>One number for all classes: the rate of class 1 (yes) of two classes, and the mean of more.</summary>
    internal double Overall(Func<int, double> rate) => Classes == 2 ? rate(1) : Macro(rate);

    private double Macro(Func<int, double> rate) => Enumerable.Range(0, Classes).Average(rate);

    private static double Ratio(long part, long whole) => whole == 0 ? 0 : (double)part / whole;

    private int Index(int actual, int predicted)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)actual, (uint)Classes, nameof(actual));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)predicted, (uint)Classes, nameof(predicted));
        return actual * Classes + predicted;
    }
}
