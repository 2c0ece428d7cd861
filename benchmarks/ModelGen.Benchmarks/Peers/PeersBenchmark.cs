using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using ModelGen.Benchmarks.Peers.Torch;
using ModelGen.Benchmarks.Quick;
using Spectre.Console;

namespace ModelGen.Benchmarks.Peers;

/// <summary><c>-- peers [--quick] [--fastest] [--alone] [--markdown] [part of a row's name]</c>: ModelGen beside ONNX Runtime and TorchSharp, or without them, for a profiler.</summary>
internal static class PeersBenchmark
{
    private static readonly string[] Switches = ["--quick", "--fastest", "--alone", "--markdown"];

    /// <returns>0; 1 where outputs differ; 2 for arguments that are none.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        var named = arguments.Where(argument => !argument.StartsWith('-')).ToList();
        if (arguments.Any(argument => argument.StartsWith('-') && !Switches.Contains(argument)) || named.Count > 1)
        {
            Console.Error.WriteLine("usage: peers [--quick] [--fastest] [--alone] [--markdown] [part of a row's name]");
            return 2;
        }
        var isQuick = arguments.Contains("--quick");
        var isFastest = arguments.Contains("--fastest");
        var rows = Rows.All.Where(row => named.Count == 0 || row.Name.Contains(named[0], StringComparison.OrdinalIgnoreCase)).ToList();
        if (rows.Count == 0)
        {
            Console.Error.WriteLine($"no row's name contains '{named[0]}'; the rows are:{string.Concat(Rows.All.Select(row => $"{Environment.NewLine}  {row.Name}"))}");
            return 2;
        }
        if (TorchLibrary.Failure is { } failure) Console.WriteLine($"TorchSharp does not take part; its native library does not load: {failure}");

        var results = new List<RowResult>();
        foreach (var row in rows)
        {
            Console.Error.WriteLine($"{row.Name} …");
            try
            {
                results.Add(Measure(row, isQuick, arguments.Contains("--alone")));
                Console.Error.WriteLine("    " + PeerTable.Line(results[^1], isFastest));
            }
            catch (Exception exception) when (exception is OnnxRuntimeException or System.Runtime.InteropServices.ExternalException)
            {
                Console.WriteLine($"{row.Model}, {row.Pass}: a peer fails: {exception.Message}");
            }
            GC.Collect();
        }
        PeerTable.Write(results, arguments.Contains("--markdown"), isFastest);
        return results.Count < rows.Count || results.Any(result => result.Differences.Any(difference => !(difference <= result.Row.Tolerance))) ? 1 : 0;
    }

    private static RowResult Measure(PeerRow row, bool isQuick, bool isAlone)
    {
        using var contest = row.Start(row);
        var contenders = isAlone ? contest.Contenders.Take(1).ToList() : contest.Contenders;
        // Before anything is trained on: the outputs of the first call.
        foreach (var contender in contenders) contender.Run();
        double[] differences = [.. contenders.Skip(1).Select(contest.Difference)];
        var slowest = contenders.Max(contender => Seconds(contender.Run));
        var budget = Math.Min(isQuick ? 3 : 20, Math.Max(isQuick ? 1.5 : 8, 12 * slowest * contenders.Count));
        // Idle threads of the peers go on waiting in a loop for a while, on the core that the next contender needs.
        var pause = row.Threads > 1 ? TimeSpan.FromSeconds(0.25) : default;
        var timer = new InterleavedTimer(TimeSpan.FromSeconds(budget), isQuick ? 0.25 : 0.5, pause);
        var measurements = timer.Measure([.. contenders.Select(contender =>
            new Workload(row.Model, row.Pass, row.Batch, contest.Flops, contest.Flops, contender.Run) { Loop = contender.Loop })]);
        return new RowResult(row, contest.Flops, contest.Executed, [.. contenders.Select(contender => contender.Name)], measurements, differences, timer.Peak);
    }

    private static double Seconds(Action run)
    {
        var start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}

/// <summary>A row as measured.</summary>
/// <param name="Row">What it is.</param>
/// <param name="Flops">Operations of a call.</param>
/// <param name="Executed">Operations that ModelGen's kernels execute, or 0.</param>
/// <param name="Names">The contenders.</param>
/// <param name="Measurements">One for each of them.</param>
/// <param name="Differences">How far the peers' outputs are from ModelGen's.</param>
/// <param name="Peak">Operations per second of one core.</param>
internal sealed record RowResult(
    PeerRow Row, double Flops, double Executed, IReadOnlyList<string> Names, IReadOnlyList<Measurement> Measurements, IReadOnlyList<double> Differences, double Peak)
{

    /// <summary>Of a contender by name; null where it does not take part.</summary>
    public Measurement? Of(string name) => Names.ToList().IndexOf(name) is >= 0 and var index ? Measurements[index] : null;
}
