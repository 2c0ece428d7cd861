using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ModelGen;

/// <summary>A bar for the current epoch that is redrawn in place, and the finished epochs as lines above it.</summary>
internal sealed class LiveProgress(IAnsiConsole console) : ProgressDisplay
{
    private readonly Detail detail = new();
    private readonly LineProgress lines = new(new ConsoleLines(console));
    private ProgressContext? context;
    private ProgressTask? task;

    public override void Run(Action training) => console.Progress()
        .AutoRefresh(false)
        .AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = 30 }, detail)
        .Start(started =>
        {
            context = started;
            task = started.AddTask("training");
            training();
        });

    public override void Show(in FitProgress progress)
    {
        task!.Description = string.Create(CultureInfo.InvariantCulture, $"epoch {progress.Epoch}/{progress.Epochs}");
        task.MaxValue = progress.Samples;
        task.Value = progress.SamplesDone;
        var metric = progress.Metric is null ? "" : $"{progress.Metric} {Number(progress.MetricValue)}  ";
        detail.Text = string.Create(CultureInfo.InvariantCulture,
            $"loss {Number(progress.Loss)}  {metric}{progress.SamplesPerSecond:N0} samples/s  {Time(progress.Left)} left");
        context!.Refresh();
    }

    public override void Finish(EpochRecord epoch, int epochs) => lines.Finish(epoch, epochs);

    private static string Time(TimeSpan time) =>
        time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);

    private sealed class Detail : ProgressColumn
    {
        public string Text { get; set; } = "";

        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(Text);
    }

    /// <summary>Lets lines appear above the bar.</summary>
    private sealed class ConsoleLines(IAnsiConsole console) : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void WriteLine(string? value) => console.WriteLine(value ?? "");
    }
}
