using System.Globalization;
using ModelGen.Benchmarks.Quick;
using Spectre.Console;

namespace ModelGen.Benchmarks.Startup;

/// <summary>
/// <c>-- startup [--markdown]</c>: how long programs that make one prediction of the seed MLP take from the start of the
/// process, what memory they then have, and how large they are. It publishes them into a folder of its own, which it removes.
/// </summary>
internal static class StartupBenchmark
{
    private const int Runs = 15;

    public static int Run(IReadOnlyList<string> arguments)
    {
        if (arguments.Any(argument => argument != "--markdown"))
        {
            Console.Error.WriteLine("usage: startup [--markdown]");
            return 2;
        }
        var folder = Directory.CreateTempSubdirectory("modelgen-startup-").FullName;
        try
        {
            var files = new ModelFiles(folder);
            Subject[] subjects =
            [
                new("hello world, AOT", "Hello", IsAot: true),
                new("ModelGen, AOT", "ModelGenMlp", IsAot: true) { Model = files.SafeTensors },
                new("hello world, JIT", "Hello", IsAot: false),
                new("ModelGen, JIT", "ModelGenMlp", IsAot: false) { Model = files.SafeTensors },
                new("ONNX Runtime, JIT", "OnnxRuntimeMlp", IsAot: false) { Model = files.Onnx },
                new("TorchSharp, JIT", "TorchSharpMlp", IsAot: false) { Model = files.Torch },
            ];
            List<Subject> published = [.. subjects.Where(subject => subject.Model is not "" && subject.Publish(folder))];
            for (var run = 0; run <= Runs; run++)
                foreach (var subject in published.Where(subject => subject.Failure is null))
                    subject.Start(isWarmUp: run == 0);
            Write(subjects, arguments.Contains("--markdown"));
            return published.Any(subject => subject.Failure is not null && subject.Project != "TorchSharpMlp") ? 1 : 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Write(IReadOnlyList<Subject> subjects, bool asMarkdown)
    {
        var table = new Table().Border(asMarkdown || Console.IsOutputRedirected ? TableBorder.Markdown : TableBorder.Rounded).AddColumn("program");
        foreach (var column in (string[])["start to first prediction, ms", "resident memory, MB", "published, MB", "of that the executable, MB"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var subject in subjects)
            if (subject.Failure is { } failure || subject.Times.Count == 0)
                table.AddRow(subject.Name, "–", "–", "–", "–");
            else
                table.AddRow(
                    subject.Name, Text($"{Measurement.Median(subject.Times) * 1e3:F1}"), Text($"{Measurement.Median(subject.Memory) / 1e6:F1}"),
                    Text($"{subject.Size / 1e6:F1}"), Text($"{subject.ExecutableSize / 1e6:F2}"));
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 130);
        AnsiConsole.Write(table);
        Console.WriteLine(Text($"Medians of {Runs} starts in turn. The model is the MLP 784-64-64-10, its weights in a file of 0.2 MB; JIT programs need the .NET runtime besides."));
        foreach (var subject in subjects.Where(subject => subject.Failure is not null))
            Console.WriteLine($"{subject.Name} does not run: {subject.Failure}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
