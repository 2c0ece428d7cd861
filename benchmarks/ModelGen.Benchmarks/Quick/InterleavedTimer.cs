using System.Diagnostics;

namespace ModelGen.Benchmarks.Quick;

/// <summary>
/// Times workloads in many short rounds, A B C A B C …, each next to a measurement of the peak, so that a change of the
/// processor's frequency meets all of them alike. Medians over the rounds are what counts, less those rounds in which
/// another process had the core.
/// </summary>
/// <param name="budget">How long to measure.</param>
/// <param name="warmUpSeconds">How long to run each workload before.</param>
/// <param name="pause">
/// How long to rest before each measurement, until idle threads of the workload before, which wait in a loop for more,
/// have left the cores to this one.
/// </param>
internal sealed class InterleavedTimer(TimeSpan budget, double warmUpSeconds = 0.4, TimeSpan pause = default)
{
    // So long that most calls of a slice find in the caches what the call before left there, not what the workload before did.
    private const double SliceSeconds = 10e-3, WakeSeconds = 30e-3;
    private const int SlicesAfterPause = 10;
    private const long PeakRounds = 100_000;     // some 0.3 ms
    private const int Least = 5;                 // rounds, however long they take
    private const double Undisturbed = 0.98;     // of the time of a round, this process had the core

    /// <summary>The peak in operations per second, median over all rounds.</summary>
    public double Peak { get; private set; }

    /// <summary>How many rounds there was time for.</summary>
    public int Rounds { get; private set; }

    /// <summary>The share of measurements that another process disturbed.</summary>
    public double Dropped { get; private set; }

    public IReadOnlyList<Measurement> Measure(IReadOnlyList<Workload> workloads)
    {
        Measurement[] measurements = [.. workloads.Select(workload => new Measurement(workload))];
        foreach (var measurement in measurements)
            WarmUp(measurement);
        FmaPeak.Measure(PeakRounds);

        var peaks = new List<double>();
        var disturbed = 0;
        var clock = Stopwatch.StartNew();
        for (Rounds = 0; clock.Elapsed < budget || Rounds < Least; Rounds++)
        {
            for (var i = 0; i < measurements.Length; i++)
            {
                var measurement = measurements[(i + Rounds) % measurements.Length];
                if (pause > TimeSpan.Zero) Thread.Sleep(pause);
                var before = FmaPeak.Measure(PeakRounds);
                // Threads that have nothing to do for some ten microseconds sleep: slices after a pause follow each other.
                var slices = pause > TimeSpan.Zero ? SlicesAfterPause : 1;
                if (slices > 1) Wake(measurement.Workload.Run);
                var (start, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
                double[] seconds = [.. Enumerable.Range(0, slices).Select(_ => Time(measurement))];
                var had = (Environment.CpuUsage.TotalTime - processor) / Stopwatch.GetElapsedTime(start);
                var peak = Math.Max(before, FmaPeak.Measure(PeakRounds));
                foreach (var slice in seconds) measurement.Add(slice, peak, isDisturbed: had < Undisturbed);
                peaks.Add(peak);
                disturbed += had < Undisturbed ? 1 : 0;
            }
        }
        Peak = Measurement.Median(peaks);
        Dropped = (double)disturbed / peaks.Count;
        return measurements;
    }

    // Until its own threads and its data are where they are while it is used all the time.
    private static void Wake(Action run)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < WakeSeconds;)
            run();
    }

    private static double Time(Measurement measurement)
    {
        var (run, loop) = (measurement.Workload.Run, measurement.Workload.Loop);
        var start = Stopwatch.GetTimestamp();
        if (loop is not null) loop(measurement.Calls);
        else
            for (var call = 0; call < measurement.Calls; call++)
                run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / measurement.Calls;
    }

    // Until the JIT has settled; then as many calls as fill a slice, and what they allocate.
    private void WarmUp(Measurement measurement)
    {
        var run = measurement.Workload.Run;
        var calls = 0;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < warmUpSeconds; calls++)
            run();
        measurement.Calls = Math.Max(1, (int)(calls * SliceSeconds / warmUpSeconds));

        var before = GC.GetTotalAllocatedBytes(precise: true);
        var counted = Math.Min(calls, 10);
        for (var call = 0; call < counted; call++)
            run();
        measurement.Bytes = (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / counted;
    }
}
