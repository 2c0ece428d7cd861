namespace ModelGen;

public static partial class Metrics
{
    /// <summary>The mean of |predicted − actual|.</summary>
    /// <exception cref="ArgumentException">No values, or not as many of both.</exception>
    public static double MeanAbsoluteError(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted)
    {
        Check(actual.Length, predicted.Length);
        return AbsoluteError(actual, predicted) / actual.Length;
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
        var spread = 0.0;
        foreach (var value in actual)
            spread += (value - mean) * (value - mean);
        return Explained(SquaredError(actual, predicted), spread);
    }

    internal static double Explained(double error, double spread) => spread > 0 ? 1 - error / spread : error > 0 ? 0 : 1;

    /// <summary>Σ |predicted − actual|</summary>
    internal static double AbsoluteError(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted)
    {
        var total = 0.0;
        for (var i = 0; i < actual.Length; i++)
            total += Math.Abs((double)predicted[i] - actual[i]);
        return total;
    }

    /// <summary>Σ (predicted − actual)²</summary>
    internal static double SquaredError(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted)
    {
        var total = 0.0;
        for (var i = 0; i < actual.Length; i++)
            total += ((double)predicted[i] - actual[i]) * ((double)predicted[i] - actual[i]);
        return total;
    }
}
