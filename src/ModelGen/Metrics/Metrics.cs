namespace ModelGen;

/// <summary>Measures of predictions against what was right, over arrays; sums are in double precision.</summary>
public static class Metrics
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
    /// The mean of −log p of the right class. Each row is divided by its sum; probabilities are kept 1e-15 away from 0
    /// and 1, as scikit-learn does.
    /// </summary>
    /// <param name="actual">One class per sample.</param>
    /// <param name="probabilities">One row of class probabilities per sample.</param>
    /// <exception cref="ArgumentException">No samples, or no whole number of probabilities for each.</exception>
    public static double LogLoss(ReadOnlySpan<int> actual, ReadOnlySpan<float> probabilities)
    {
        if (actual.Length == 0 || probabilities.Length == 0 || probabilities.Length % actual.Length != 0)
            throw new ArgumentException($"{probabilities.Length} probabilities are no rows for {actual.Length} samples.");
        var classes = probabilities.Length / actual.Length;
        var total = 0.0;
        for (var i = 0; i < actual.Length; i++)
        {
            var sum = 0.0;
            foreach (var probability in probabilities.Slice(i * classes, classes))
                sum += probability;
            total -= Math.Log(Math.Clamp(probabilities[i * classes + actual[i]] / sum, SmallestProbability, 1));
        }
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
        {
            var p = actual[i] ? (double)probabilities[i] : 1 - (double)probabilities[i];
            total -= Math.Log(Math.Clamp(p, SmallestProbability, 1));
        }
        return total / actual.Length;
    }

    /// <summary>
    /// The area under the receiver operating characteristic: the probability that a random positive scores above a
    /// random negative, ties counting half (Mann and Whitney's U over the number of pairs). NaN without both kinds.
    /// </summary>
    /// <param name="actual">Whether each sample is positive.</param>
    /// <param name="scores">The higher, the more positive; any scale.</param>
    /// <exception cref="ArgumentException">No samples, or not as many of both.</exception>
    public static double RocAuc(ReadOnlySpan<bool> actual, ReadOnlySpan<float> scores)
    {
        Check(actual.Length, scores.Length);
        float[] sorted = scores.ToArray();
        bool[] positive = actual.ToArray();
        Array.Sort(sorted, positive);
        double rankSum = 0;
        long positives = 0;
        for (var start = 0; start < sorted.Length;)
        {
            var end = start;
            var inTie = 0;
            while (end < sorted.Length && sorted[end].Equals(sorted[start]))
                inTie += positive[end++] ? 1 : 0;
            rankSum += inTie * ((start + 1 + end) / 2.0);       // all of a tie get their mean rank
            positives += inTie;
            start = end;
        }
        var negatives = sorted.Length - positives;
        return (rankSum - positives * (positives + 1) / 2.0) / ((double)positives * negatives);
    }

    /// <summary>The mean of |predicted − actual|.</summary>
    /// <exception cref="ArgumentException">No values, or not as many of both.</exception>
    public static double MeanAbsoluteError(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted)
    {
        Check(actual.Length, predicted.Length);
        var total = 0.0;
        for (var i = 0; i < actual.Length; i++)
            total += Math.Abs((double)predicted[i] - actual[i]);
        return total / actual.Length;
    }

    /// <summary>The mean of (predicted − actual)².</summary>
    /// <exception cref="ArgumentException">No values, or not as many of both.</exception>
    public static double MeanSquaredError(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted)
    {
        Check(actual.Length, predicted.Length);
        return SquaredError(actual, predicted) / actual.Length;
    }

    /// <summary>The square root of <see cref="MeanSquaredError"/>, in the unit of the values.</summary>
    /// <exception cref="ArgumentException">No values, or not as many of both.</exception>
    public static double RootMeanSquaredError(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted) =>
        Math.Sqrt(MeanSquaredError(actual, predicted));

    /// <summary>
    /// The share of the variance that is explained: 1 − Σ(predicted − actual)² / Σ(mean − actual)². Values that are
    /// all equal give 1 if predicted exactly, else 0.
    /// </summary>
    /// <exception cref="ArgumentException">No values, or not as many of both.</exception>
    public static double RSquared(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted)
    {
        Check(actual.Length, predicted.Length);
        var mean = 0.0;
        foreach (var value in actual)
            mean += value;
        mean /= actual.Length;
        double spread = 0, error = SquaredError(actual, predicted);
        foreach (var value in actual)
            spread += (value - mean) * (value - mean);
        return spread > 0 ? 1 - error / spread : error > 0 ? 0 : 1;
    }

    private static double SquaredError(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted)
    {
        var total = 0.0;
        for (var i = 0; i < actual.Length; i++)
            total += ((double)predicted[i] - actual[i]) * ((double)predicted[i] - actual[i]);
        return total;
    }

    private static void Check(int actual, int predicted)
    {
        if (actual != predicted || actual == 0)
            throw new ArgumentException($"Expected as many predictions as actual values and at least one; got {predicted} and {actual}.");
    }
}
