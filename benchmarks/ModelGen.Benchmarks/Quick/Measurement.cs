namespace ModelGen.Benchmarks.Quick;

/// <summary>The rounds of one workload: time per call, and what the core could have done in that time.</summary>
internal sealed class Measurement(Workload workload)
{
    private const int Enough = 3;

    private readonly List<double> seconds = [], operations = [];
    private readonly List<bool> disturbed = [];

    public Workload Workload => workload;

    /// <summary>Calls a round.</summary>
    public int Calls { get; set; } = 1;

    /// <summary>Bytes allocated by a call.</summary>
    public double Bytes { get; set; }

    public double MedianSeconds => Median(Counting(seconds));

    /// <summary>The fastest of all rounds, disturbed ones among them.</summary>
    public double FastestSeconds => seconds.Min();

    /// <summary>Whether another process had the core in nearly all rounds, so that those rounds count after all.</summary>
    public bool IsDisturbed => disturbed.Count(round => !round) < Enough;

    /// <param name="secondsPerCall">The time of a call.</param>
    /// <param name="peakPerSecond">What the core could do meanwhile.</param>
    /// <param name="isDisturbed">Whether another process had the core; the round counts only where nearly all are so.</param>
    public void Add(double secondsPerCall, double peakPerSecond, bool isDisturbed = false)
    {
        seconds.Add(secondsPerCall);
        operations.Add(secondsPerCall * peakPerSecond);
        disturbed.Add(isDisturbed);
    }

    /// <summary>The share of the peak that these operations are: the median over the rounds, each with its own peak.</summary>
    public double ShareOfPeak(double performed) => performed / Median(Counting(operations));

    /// <summary>The median, over the rounds, of this time as a multiple of another's in the same round.</summary>
    public double RatioTo(Measurement other) => Median([.. Counting(seconds).Zip(other.Counting(other.seconds), (mine, theirs) => mine / theirs)]);

    // Rounds that do not count as NaN, so that those of different workloads stay aligned.
    private double[] Counting(List<double> values) =>
        [.. values.Select((value, round) => disturbed[round] && !IsDisturbed ? double.NaN : value)];

    /// <summary>Of the values that are numbers; NaN if there are none.</summary>
    public static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Where(value => !double.IsNaN(value)).Order()];
        if (sorted.Length == 0) return double.NaN;
        return sorted.Length % 2 == 1
            ? sorted[sorted.Length / 2]
            : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
