using System.Globalization;
using ModelGen.Benchmarks.Quick;
using Spectre.Console;

namespace ModelGen.Benchmarks.Peers;

/// <summary>Prints what was measured.</summary>
internal static class PeerTable
{
    private static readonly string[] Peers = ["ONNX Runtime", "TorchSharp"];

    /// <param name="results">The rows.</param>
    /// <param name="asMarkdown">Whether the table is one of Markdown.</param>
    /// <param name="isFastest">
    /// Whether times are those of the fastest rounds rather than medians: for machines whose cores other machines share,
    /// where half of all rounds may take one and a half times as long.
    /// </param>
    public static void Write(IReadOnlyList<RowResult> results, bool asMarkdown, bool isFastest)
    {
        var table = new Table().Border(asMarkdown || Console.IsOutputRedirected ? TableBorder.Markdown : TableBorder.Rounded)
            .AddColumn("model").AddColumn("pass");
        foreach (var column in (string[])["batch", "threads", "ModelGen µs", "% of peak", "executed", "bytes", .. Peers.SelectMany(peer => new[] { peer + " µs", "÷ ModelGen" }), "difference"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var result in results) table.AddRow(Cells(result, isFastest));
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 210);
        AnsiConsole.Write(table);

        var peak = Measurement.Median([.. results.Select(result => result.Peak)]);
        Console.WriteLine(Text($"{(isFastest ? "Fastest" : "Medians")} of interleaved rounds in one process. % of peak: operations by the layers' formulas, and those that ModelGen's kernels execute, {(isFastest ? "medians, " : "")}of the FMA peak of one core, {peak / 1e9:F0} GFLOP/s just now. difference: of outputs (of losses), relative to the largest."));
        foreach (var note in results.Where(result => result.Row.Note.Length > 0).Select(result => $"{result.Row.Model}, {result.Row.Pass}, {result.Row.Threads} thread(s): {result.Row.Note}.").Distinct())
            Console.WriteLine(note);
        if (results.Any(result => result.Measurements.Any(measurement => measurement.IsDisturbed)))
            Console.WriteLine("~ another process had the core in nearly all rounds.");
    }

    /// <summary>A row in short, to be seen while others are still measured: <c>ModelGen 44.5 µs, ONNX Runtime 68.9 µs</c>.</summary>
    public static string Line(RowResult result, bool isFastest) =>
        string.Join(", ", result.Names.Zip(result.Measurements, (name, measurement) => $"{name} {Time(measurement, isFastest)} µs"));

    private static string[] Cells(RowResult result, bool isFastest)
    {
        var (row, ours) = (result.Row, result.Measurements[0]);
        return
        [
            row.Model, row.Pass, Text($"{row.Batch}"), Text($"{row.Threads}"), Time(ours, isFastest),
            Text($"{100 * ours.ShareOfPeak(result.Flops):F1}"), result.Executed == 0 ? "–" : Text($"{100 * ours.ShareOfPeak(result.Executed):F1}"), Text($"{ours.Bytes:F0}"),
            .. Peers.SelectMany(peer => result.Of(peer) is { } measured
                ? new[] { Time(measured, isFastest), Text($"{(isFastest ? measured.FastestSeconds / ours.FastestSeconds : measured.RatioTo(ours)):F2}") } : ["–", "–"]),
            result.Differences.Count == 0 ? "–" : Text($"{result.Differences.Max():E0}"),
        ];
    }

    private static string Time(Measurement measurement, bool isFastest) =>
        (measurement.IsDisturbed ? "~" : "") + ((isFastest ? measurement.FastestSeconds : measurement.MedianSeconds) * 1e6 is var time && time < 10
            ? Text($"{time:F3}") : time < 1000 ? Text($"{time:F1}") : Text($"{time:F0}"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
