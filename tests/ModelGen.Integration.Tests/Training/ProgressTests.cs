using System.Text.RegularExpressions;
using Spectre.Console;

namespace ModelGen.Integration.Tests.Training;

public class ProgressTests
{
    private static EpochRecord Epoch(int number) =>
        new(number, new Dictionary<string, double> { ["loss"] = 0.31216, ["val_loss"] = 12e-5 }, 0.1f, 5.44, 11111.4);

    [Fact]
    public void LinesSayWhatAnEpochCameTo()
    {
        var output = new StringWriter { NewLine = "\n" };
        new LineProgress(output).Finish(Epoch(3), 10);
        Assert.Equal("epoch  3/10  loss 0.3122  val_loss 1.20e-4  5.4 s  11,111 samples/s\n", output.ToString());
    }

    [Fact]
    public void ManyShortEpochsGiveFewLines()
    {
        var output = new StringWriter { NewLine = "\n" };
        var lines = new LineProgress(output);
        for (var epoch = 1; epoch <= 1000; epoch++)
            lines.Finish(Epoch(epoch), 1000);
        var printed = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(printed.Length, 2, 10);
        Assert.StartsWith("epoch    1/1000", printed[0], StringComparison.Ordinal);
        Assert.StartsWith("epoch 1000/1000", printed[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void LiveDisplayShowsLossRateAndTimeLeft()
    {
        var output = new StringWriter();
        var console = AnsiConsole.Create(new()
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = 160;
        var live = new LiveProgress(console);
        live.Run(() =>
        {
            live.Show(new(2, 10, 300, 600, 0.5, "accuracy", 0.875, 12345, TimeSpan.FromSeconds(83)));
            live.Finish(Epoch(2), 10);
        });
        var text = Regex.Replace(output.ToString(), "\e\\[[0-9;?]*[a-zA-Z]", "");
        Assert.Contains("epoch 2/10", text, StringComparison.Ordinal);
        Assert.Contains("loss 0.5000  accuracy 0.8750  12,345 samples/s  1:23 left", text, StringComparison.Ordinal);
        Assert.Contains("epoch  2/10  loss 0.3122", text, StringComparison.Ordinal);
    }
}
