namespace ModelGen;

/// <summary>Measures of predictions against what was right, over arrays; sums are in double precision.</summary>
public static partial class Metrics
{
    private const double SmallestProbability = 1e-15;

    /// <summary>The share of labels that were predicted right.</summary>
    /// <exception cref="ArgumentException">No labels, or not as many of both.</exception>
    public static double Accuracy(ReadOnlySpan<int> actual, ReadOnlySpan<int> predicted)
    {
        Check(actual.Length, predicted.Length);
        var right = 0;
        for (var i = 0; i < actual.Length; i++)
            right += actual[i] == predicted[i] ? 1 : 0;
        return (double)right / actual.Length;
    }

    /// <summary>
    /// The share of samples whose class is among the <paramref name="k"/> of the highest scores; of equal scores the
    /// first class comes first, so that k = 1 gives the accuracy.
    /// </summary>
    /// <param name="actual">One class per sample.</param>
    /// <param name="scores">One row of scores per sample, one for each class; any scale.</param>
    /// <param name="k">How many classes may be named.</param>
    /// <exception cref="ArgumentException">No samples, or no whole number of scores for each.</exception>
    public static double TopKAccuracy(ReadOnlySpan<int> actual, ReadOnlySpan<float> scores, int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        var classes = Classes(actual.Length, scores.Length);
        var right = 0;
        for (var i = 0; i < actual.Length; i++)
            right += Rank(scores.Slice(i * classes, classes), actual[i]) < k ? 1 : 0;
        return (double)right / actual.Length;
    }

    /// <summary>The mean recall of the classes that occur.</summary>
    /// <exception cref="ArgumentException">No labels, or not as many of both.</exception>
    public static double BalancedAccuracy(ReadOnlySpan<int> actual, ReadOnlySpan<int> predicted) =>
        ConfusionMatrix.Of(actual, predicted).BalancedAccuracy;

    /// <summary>Of what was predicted as a class, the share that is of it; <see cref="ConfusionMatrix.Precision"/> has it for each class.</summary>
    /// <exception cref="ArgumentException">No labels, or not as many of both.</exception>
    public static double Precision(ReadOnlySpan<int> actual, ReadOnlySpan<int> predicted, Average average = Average.Macro) =>
        ConfusionMatrix.Of(actual, predicted) is var matrix && average == Average.Micro ? matrix.MicroF1 : matrix.MacroPrecision;

    /// <summary>Of what is of a class, the share that was predicted as it; <see cref="ConfusionMatrix.Recall"/> has it for each class.</summary>
    /// <exception cref="ArgumentException">No labels, or not as many of both.</exception>
    public static double Recall(ReadOnlySpan<int> actual, ReadOnlySpan<int> predicted, Average average = Average.Macro) =>
        ConfusionMatrix.Of(actual, predicted) is var matrix && average == Average.Micro ? matrix.MicroF1 : matrix.MacroRecall;

    /// <summary>The harmonic mean of precision and recall; <see cref="ConfusionMatrix.F1"/> has it for each class.</summary>
    /// <exception cref="ArgumentException">No labels, or not as many of both.</exception>
    public static double F1(ReadOnlySpan<int> actual, ReadOnlySpan<int> predicted, Average average = Average.Macro) =>
        ConfusionMatrix.Of(actual, predicted) is var matrix && average == Average.Micro ? matrix.MicroF1 : matrix.MacroF1;

    /// <summary>
    /// The mean of −log p of the right class. Each row is divided by its sum; probabilities are kept 1e-15 away from 0
    /// and 1, as scikit-learn does.
    /// </summary>
    /// <param name="actual">One class per sample.</param>
    /// <param name="probabilities">One row of class probabilities per sample.</param>
    /// <exception cref="ArgumentException">No samples, or no whole number of probabilities for each.</exception>
    public static double LogLoss(ReadOnlySpan<int> actual, ReadOnlySpan<float> probabilities)
    {
        var classes = Classes(actual.Length, probabilities.Length);
        var total = 0.0;
        for (var i = 0; i < actual.Length; i++)
            total += Surprise(probabilities.Slice(i * classes, classes), actual[i]);
        return total / actual.Length;
    }

    /// <summary>The mean of −log p of what is the case, for yes-or-no questions.</summary>
    /// <param name="actual">Whether it is the case.</param>
    /// <param name="probabilities">How probable that was said to be.</param>
    /// <exception cref="ArgumentException">No samples, or not as many of both.</exception>
    public static double BinaryLogLoss(ReadOnlySpan<bool> actual, ReadOnlySpan<float> probabilities)
    {
        Check(actual.Length, probabilities.Length);
        var total = 0.0;
        for (var i = 0; i < actual.Length; i++)
            total += Surprise(actual[i] ? (double)probabilities[i] : 1 - (double)probabilities[i]);
        return total / actual.Length;
    }

    /// <summary>e to the <see cref="LogLoss"/>: among how many equally likely words a language model hesitates.</summary>
    /// <param name="actual">One word per position.</param>
    /// <param name="probabilities">One row of probabilities of all words per position.</param>
    /// <exception cref="ArgumentException">No positions, or no whole number of probabilities for each.</exception>
    public static double Perplexity(ReadOnlySpan<int> actual, ReadOnlySpan<float> probabilities) =>
        Math.Exp(LogLoss(actual, probabilities));

    /// <summary>−log p</summary>
    internal static double Surprise(double probability) => -Math.Log(Math.Clamp(probability, SmallestProbability, 1));

    /// <summary>−log p of one class, where the row is divided by its sum.</summary>
    internal static double Surprise(ReadOnlySpan<float> probabilities, int actual)
    {
        var sum = 0.0;
        foreach (var probability in probabilities)
            sum += probability;
        return Surprise(probabilities[actual] / sum);
    }

    /// <summary>How many classes have a higher score, or the same and come first.</summary>
    internal static int Rank(ReadOnlySpan<float> scores, int label)
    {
        var ahead = 0;
        for (var other = 0; other < scores.Length; other++)
            ahead += scores[other] > scores[label] || (scores[other] == scores[label] && other < label) ? 1 : 0;
        return ahead;
    }

    private static int Classes(int samples, int scores) => samples > 0 && scores > 0 && scores % samples == 0
        ? scores / samples
        : throw new ArgumentException($"{scores} values are no rows for {samples} samples.");

    private static void Check(int actual, int predicted)
    {
        if (actual != predicted || actual == 0)
            throw new ArgumentException($"Expected as many predictions as actual values and at least one; got {predicted} and {actual}.");
    }
}
