namespace ModelGen.Benchmarks.Quick;

/// <summary>The rounds of one workload: time per call, and what the core could have done in that time.</summary>
internal sealed class Measurement(Workload workload)
{
    private readonly List<double> seconds = [], operations = [];

    public Workload Workload => workload;

    /// <summary>Calls a round.</summary>
    public int Calls { get; set; } = 1;

    /// <summary>Bytes allocated by a call.</summary>
    public double Bytes { get; set; }

    public double MedianSeconds => Median(seconds);

    public void Add(double secondsPerCall, double peakPerSecond)
    {
        seconds.Add(secondsPerCall);
        operations.Add(secondsPerCall * peakPerSecond);
    }

    /// <summary>A round that does not count, kept so that rounds of different workloads stay aligned.</summary>
    public void AddDisturbed()
    {
        seconds.Add(double.NaN);
        operations.Add(double.NaN);
    }

    /// <summary>The share of the peak that these operations are: the median over the rounds, each with its own peak.</summary>
    public double ShareOfPeak(double performed) => performed / Median(operations);

    /// <summary>The median, over the rounds, of this time as a multiple of another's in the same round.</summary>
    public double RatioTo(Measurement other) => Median([.. seconds.Zip(other.seconds, (mine, theirs) => mine / theirs)]);

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
