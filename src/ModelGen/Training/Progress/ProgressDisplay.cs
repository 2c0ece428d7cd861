using System.Globalization;
using Spectre.Console;

namespace ModelGen;

/// <summary>Where training stands, for a display.</summary>
internal readonly record struct FitProgress(
    int Epoch, int Epochs, int SamplesDone, int Samples, double Loss, string? Metric, double MetricValue,
    double SamplesPerSecond, TimeSpan Left);

/// <summary>Shows how training goes on. Called a few times a second, never once per step.</summary>
internal abstract class ProgressDisplay
{
    public static ProgressDisplay For(ProgressStyle style) => style switch
    {
        ProgressStyle.None => new SilentProgress(),
        ProgressStyle.Lines => new LineProgress(Console.Out),
        ProgressStyle.Live => new LiveProgress(AnsiConsole.Console),
        _ => Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi
            ? new LineProgress(Console.Out)
            : new LiveProgress(AnsiConsole.Console),
    };

    /// <summary>Runs training within the display.</summary>
    public virtual void Run(Action training) => training();

    /// <summary>Within an epoch.</summary>
    public abstract void Show(in FitProgress progress);

    /// <summary>After an epoch.</summary>
    public abstract void Finish(EpochRecord epoch, int epochs);

    /// <summary>An epoch on one line: <c>epoch  3/10  loss 0.3122  val_loss 0.3345  5.4 s  11,111 samples/s</c>.</summary>
    protected static string Line(EpochRecord epoch, int epochs)
    {
        var digits = epochs.ToString(CultureInfo.InvariantCulture).Length;
        var values = string.Join("  ", epoch.Values.Select(value =>
            string.Create(CultureInfo.InvariantCulture, $"{value.Key} {Number(value.Value)}")));
        return string.Create(CultureInfo.InvariantCulture,
            $"epoch {epoch.Epoch.ToString(CultureInfo.InvariantCulture).PadLeft(digits)}/{epochs}  {values}  {epoch.Seconds:0.0} s  {epoch.SamplesPerSecond:N0} samples/s");
    }

    protected static string Number(double value) =>
        value.ToString(Math.Abs(value) is >= 1e-3 and < 1e5 or 0 ? "0.0000" : "0.00e+0", CultureInfo.InvariantCulture);

    private sealed class SilentProgress : ProgressDisplay
    {
        public override void Show(in FitProgress progress)
        {
        }

        public override void Finish(EpochRecord epoch, int epochs)
        {
        }
    }
}
