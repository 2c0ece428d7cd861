using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ModelGen.Benchmarks.Startup;

/// <summary>A program that is published and started again and again.</summary>
/// <param name="Name">As the table has it.</param>
/// <param name="Project">Its folder under benchmarks/Startup.</param>
/// <param name="IsAot">Whether it is compiled ahead of time, for x86-64-v4 where the processor has that.</param>
internal sealed record Subject(string Name, string Project, bool IsAot)
{
    private string executable = "";

    /// <summary>The file of weights; null where it needs none.</summary>
    public string? Model { get; init; }

    public List<double> Times { get; } = [];

    public List<double> Memory { get; } = [];

    public long Size { get; private set; }

    public long ExecutableSize { get; private set; }

    /// <summary>Why it does not run.</summary>
    public string? Failure { get; private set; }

    public bool Publish(string folder)
    {
        Console.Error.WriteLine($"publishing {Name} …");
        var output = Path.Combine(folder, $"{Project}-{(IsAot ? "aot" : "jit")}");
        string[] how = IsAot
            ? ["-p:StartupAot=true", $"-p:ModelGenCpu={(System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? "v4" : "v3")}"]
            : ["--self-contained", "false"];
        var (code, text) = Execute("dotnet",
        [
            "publish", Path.Combine(Source, Project), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", output,
            "--artifacts-path", output + "-build", "-nodeReuse:false", .. how,
        ]);
        if (code != 0)
        {
            Failure = text.Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal)) ?? "publishing failed";
            return false;
        }
        executable = Path.Combine(output, OperatingSystem.IsWindows() ? Project + ".exe" : Project);
        ExecutableSize = new FileInfo(executable).Length;
        Size = new DirectoryInfo(output).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.Extension is not (".pdb" or ".dbg" or ".xml")).Sum(file => file.Length);
        return true;
    }

    /// <summary>Starts it and waits for its end.</summary>
    public void Start(bool isWarmUp)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(executable, Model is null ? [] : [Model]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var first = process.StandardOutput.ReadLine();
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var memory = process.StandardOutput.ReadLine();
        process.WaitForExit();
        if (process.ExitCode != 0 || first is null || memory is null)
            Failure = process.StandardError.ReadToEnd().Split('\n')[0];
        else if (!isWarmUp)
        {
            Times.Add(elapsed);
            Memory.Add(double.Parse(memory, CultureInfo.InvariantCulture));
        }
    }

    // The folder of the checkout in which this program was built or is run.
    private static string Source { get; } = Up(AppContext.BaseDirectory) ?? Up(Environment.CurrentDirectory)
        ?? throw new DirectoryNotFoundException("benchmarks/Startup is not above this program nor above the current folder.");

    private static string? Up(string path)
    {
        for (var folder = new DirectoryInfo(path); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ModelGen.sln"))) return Path.Combine(folder.FullName, "benchmarks", "Startup");
        return null;
    }

    private static (int Code, string Text) Execute(string command, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, text);
    }
}
