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
        (Classes, counts) = (classes, new long[classes * classes]);
        ClassNames = classNames ?? [.. Enumerable.Range(0, classes).Select(c => c.ToString(CultureInfo.InvariantCulture))];
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>What they are called.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Samples of class <paramref name="actual"/> that were predicted as <paramref name="predicted"/>.</summary>
    public long this[int actual, int predicted] => counts[Index(actual, predicted)];

    /// <summary>Counts a sample.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A class is not 0 to <see cref="Classes"/> − 1.</exception>
    public void Add(int actual, int predicted) => counts[Index(actual, predicted)]++;

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

    private double Macro(Func<int, double> rate) => Enumerable.Range(0, Classes).Average(rate);

    private static double Ratio(long part, long whole) => whole == 0 ? 0 : (double)part / whole;

    private int Index(int actual, int predicted)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)actual, (uint)Classes, nameof(actual));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)predicted, (uint)Classes, nameof(predicted));
        return actual * Classes + predicted;
    }
}
