using System.Runtime.InteropServices;

namespace ModelGen.Packaging.Tests;

/// <summary>A test that needs programs beside the SDK, such as a linker; skipped, with their names, where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NativeToolsFactAttribute : FactAttribute
{
    /// <param name="tools">Programs; <c>a|b</c> where either will do.</param>
    public NativeToolsFactAttribute(params string[] tools)
    {
        var missing = tools.Where(tool => !tool.Split('|').Any(IsThere)).ToArray();
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64)
            Skip = "Publishes on x64 Linux.";
        else if (missing.Length > 0)
            Skip = $"Not installed here: {string.Join(", ", missing)}.";
    }

    private static bool IsThere(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, tool)));
}
