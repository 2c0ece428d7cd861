using System.Diagnostics;

namespace ModelGen;

/// <summary>A line per epoch; of a long run of short epochs only one a second, and the last.</summary>
internal sealed class LineProgress(TextWriter output) : ProgressDisplay
{
    private const int FewEpochs = 50;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private long last = long.MinValue;

    public override void Show(in FitProgress progress)
    {
    }

    public override void Finish(EpochRecord epoch, int epochs)
    {
        if (epochs > FewEpochs && epoch.Epoch < epochs && last != long.MinValue && Stopwatch.GetElapsedTime(last) < Interval)
            return;
        last = Stopwatch.GetTimestamp();
        output.WriteLine(Line(epoch, epochs));
    }
}
