using System.Globalization;
using Spectre.Console;

namespace ModelGen.Benchmarks.Quick;

/// <summary><c>-- quick [seconds]</c>: the seed models in one table.</summary>
internal static class QuickBenchmark
{
    private const double DefaultSeconds = 60;

    public static int Run(IReadOnlyList<string> arguments)
    {
        var seconds = DefaultSeconds;
        if (arguments.Count > 1
            || (arguments.Count == 1 && !(double.TryParse(arguments[0], CultureInfo.InvariantCulture, out seconds) && seconds > 0)))
        {
            Console.Error.WriteLine("usage: quick [seconds]");
            return 2;
        }

        using var workloads = new Workloads();
        var timer = new InterleavedTimer(TimeSpan.FromSeconds(seconds));
        var measurements = timer.Measure(workloads.All);

        var table = new Table().Border(TableBorder.Markdown)
            .AddColumn("model").AddColumn("pass");
        foreach (var column in (string[])["batch", "median µs", "bytes", "executed GFLOP/s", "% of peak, executed", "% of peak, nominal", "× by hand"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var row in measurements)
        {
            var workload = row.Workload;
            var reference = measurements.FirstOrDefault(other => other.Workload == workload.Reference);
            table.AddRow(
                workload.Model,
                workload.Pass,
                Text($"{workload.Batch}"),
                Text($"{row.MedianSeconds * 1e6:F2}"),
                Text($"{row.Bytes:F0}"),
                Text($"{workload.Executed / row.MedianSeconds / 1e9:F1}"),
                Text($"{100 * row.ShareOfPeak(workload.Executed):F1}"),
                Text($"{100 * row.ShareOfPeak(workload.Nominal):F1}"),
                reference is null ? "" : Text($"{row.RatioTo(reference):F2}"));
        }

        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 140);
        AnsiConsole.Write(table);
        Console.WriteLine(Text(
            $"One thread; FMA peak {timer.Peak / 1e9:F1} GFLOP/s with {FmaPeak.Width}-float vectors; {timer.Rounds} interleaved rounds, {100 * timer.Dropped:F0} % of them dropped because another process had the core."));
        return 0;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
