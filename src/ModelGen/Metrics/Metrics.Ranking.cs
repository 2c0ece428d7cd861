namespace ModelGen;

public static partial class Metrics
{
    private delegate double Area(ReadOnlySpan<bool> actual, ReadOnlySpan<float> scores);

    /// <summary>
    /// The area under the receiver operating characteristic: the probability that a random positive scores above a
    /// random negative, ties counting half (Mann and Whitney's U over the number of pairs). NaN without both kinds.
    /// </summary>
    /// <param name="actual">Whether each sample is positive.</param>
    /// <param name="scores">The higher, the more positive; any scale.</param>
    /// <exception cref="ArgumentException">No samples, or not as many of both.</exception>
    public static double RocAuc(ReadOnlySpan<bool> actual, ReadOnlySpan<float> scores)
    {
        var (sorted, positive) = Sort(actual, scores);
        double rankSum = 0;
        long positives = 0;
        for (var start = 0; start < sorted.Length;)
        {
            var end = EndOfTie(sorted, start);
            var inTie = Count(positive, start, end);
            rankSum += inTie * ((start + 1 + end) / 2.0);       // all of a tie get their mean rank
            positives += inTie;
            start = end;
        }
        var negatives = sorted.Length - positives;
        return (rankSum - positives * (positives + 1) / 2.0) / ((double)positives * negatives);
    }

    /// <summary>
    /// The mean over the classes of the area of each against the rest (one-vs-rest, macro); NaN unless every class
    /// occurs.
    /// </summary>
    /// <param name="actual">One class per sample.</param>
    /// <param name="scores">One row of scores per sample, one for each class: probabilities, so that rows compare.</param>
    /// <exception cref="ArgumentException">No samples, or no whole number of scores for each.</exception>
    public static double RocAuc(ReadOnlySpan<int> actual, ReadOnlySpan<float> scores) => OneVersusRest(RocAuc, actual, scores);

    /// <summary>
    /// The area under the precision–recall curve as a sum of steps, Σ (Rₙ − Rₙ₋₁) Pₙ from the highest threshold down,
    /// samples of one score together: scikit-learn's <c>average_precision_score</c>. NaN without a positive.
    /// </summary>
    /// <param name="actual">Whether each sample is positive.</param>
    /// <param name="scores">The higher, the more positive; any scale.</param>
    /// <exception cref="ArgumentException">No samples, or not as many of both.</exception>
    public static double AveragePrecision(ReadOnlySpan<bool> actual, ReadOnlySpan<float> scores)
    {
        var (sorted, positive) = Sort(actual, scores);
        var hits = Count(positive, 0, positive.Length);         // of what scores at least sorted[start]
        double positives = hits, sum = 0;
        for (var start = 0; start < sorted.Length;)
        {
            var end = EndOfTie(sorted, start);
            var inTie = Count(positive, start, end);
            sum += inTie / positives * hits / (sorted.Length - start);
            hits -= inTie;
            start = end;
        }
        return positives > 0 ? sum : double.NaN;
    }

    /// <summary>The mean over the classes of the area of each against the rest; NaN unless every class occurs.</summary>
    /// <param name="actual">One class per sample.</param>
    /// <param name="scores">One row of scores per sample, one for each class: probabilities, so that rows compare.</param>
    /// <exception cref="ArgumentException">No samples, or no whole number of scores for each.</exception>
    public static double AveragePrecision(ReadOnlySpan<int> actual, ReadOnlySpan<float> scores) =>
        OneVersusRest(AveragePrecision, actual, scores);

    private static double OneVersusRest(Area area, ReadOnlySpan<int> actual, ReadOnlySpan<float> scores)
    {
        var classes = Classes(actual.Length, scores.Length);
        var positive = new bool[actual.Length];
        var own = new float[actual.Length];
        var sum = 0.0;
        for (var label = 0; label < classes; label++)
        {
            for (var i = 0; i < own.Length; i++)
                (positive[i], own[i]) = (actual[i] == label, scores[i * classes + label]);
            sum += area(positive, own);
        }
        return sum / classes;
    }

    private static (float[] Sorted, bool[] Positive) Sort(ReadOnlySpan<bool> actual, ReadOnlySpan<float> scores)
    {
        Check(actual.Length, scores.Length);
        var (sorted, positive) = (scores.ToArray(), actual.ToArray());
        Array.Sort(sorted, positive);
        return (sorted, positive);
    }

    private static int EndOfTie(float[] sorted, int start)
    {
        var end = start + 1;
        while (end < sorted.Length && sorted[end].Equals(sorted[start]))
            end++;
        return end;
    }

    private static int Count(bool[] positive, int start, int end) => positive.AsSpan(start, end - start).Count(true);
}
