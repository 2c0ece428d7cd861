using System.Collections;
using System.Diagnostics;
using System.Text;

namespace ModelGen.Packaging.Tests;

/// <summary>Runs the SDK's commands, and what they make, as a user would, within a time limit.</summary>
internal static class DotNet
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    /// <summary>What the command printed; throws with all of it unless the command succeeds.</summary>
    public static Task<string> RunAsync(string folder, params string[] arguments) =>
        RunProgramAsync(folder, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments);

    /// <summary>What a program printed; throws with all of it unless it succeeds.</summary>
    public static async Task<string> RunProgramAsync(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        ForgetTheSurroundingBuild(start.Environment);

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = new StringBuilder();
        using var timeout = new CancellationTokenSource(Limit);
        var command = $"{Path.GetFileName(program)} {string.Join(' ', arguments)}";
        try
        {
            await Task.WhenAll(
                ReadAsync(process.StandardOutput, output, timeout.Token),
                ReadAsync(process.StandardError, output, timeout.Token),
                process.WaitForExitAsync(timeout.Token));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{command} took more than {Limit.TotalMinutes} minutes:\n{output}");
        }

        return process.ExitCode == 0
            ? output.ToString()
            : throw new InvalidOperationException($"{command} failed with {process.ExitCode}:\n{output}");
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder output, CancellationToken cancellation)
    {
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            lock (output)
                output.AppendLine(line);
        }
    }

    // `dotnet test` tells its children where its own MSBuild is; a shell would not. A build node that stays would keep
    // the pipes above open.
    private static void ForgetTheSurroundingBuild(IDictionary<string, string?> environment)
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
                environment.Remove(name);
        }
        environment["MSBUILDDISABLENODEREUSE"] = "1";
        environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        environment["DOTNET_NOLOGO"] = "1";
    }
}
