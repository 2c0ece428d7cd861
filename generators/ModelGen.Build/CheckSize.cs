using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Build.Framework;

namespace ModelGen.Build;

/// <summary>Fails the build, with MG0305, if files together are larger than they may be.</summary>
public sealed class CheckSize : ITask
{
    private const string Page = "https://github.com/modelgen/modelgen/blob/main/docs/diagnostics/MG0305.md";

    public IBuildEngine? BuildEngine { get; set; }

    public ITaskHost? HostObject { get; set; }

    /// <summary>What is published.</summary>
    [Required]
    public ITaskItem[] Files { get; set; } = [];

    /// <summary>Such as <c>1.8 MB</c>.</summary>
    [Required]
    public string Limit { get; set; } = "";

    public bool Execute()
    {
        var (size, unit) = Parse(Limit);
        if (unit is 0)
            return Refuse($"ModelGenMaxSize is '{Limit}'; expected a size such as 1.8 MB.");
        var files = Files.Select(file => new FileInfo(file.GetMetadata("FullPath"))).Where(file => file.Exists).OrderByDescending(file => file.Length).ToArray();
        if (files.Length == 0)
            return Refuse("ModelGenMaxSize is set, but nothing was found that was published.");
        var total = files.Sum(file => file.Length);
        return total <= size * unit || Refuse(
            $"What is published has {(total / unit).ToString("0.##", CultureInfo.InvariantCulture)} {Limit.Trim().TrimStart("0123456789. ".ToCharArray())}, more than the {Limit.Trim()} of ModelGenMaxSize: "
            + string.Join(", ", files.Take(3).Select(file => $"{file.Name} {file.Length.ToString("#,0", CultureInfo.InvariantCulture)} bytes")));
    }

    private static (double Size, double Unit) Parse(string text)
    {
        var match = Regex.Match(text, @"^\s*(\d+(?:\.\d+)?)\s*(B|KB|MB|KiB|MiB)\s*$");
        return match.Success
            ? (double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), match.Groups[2].Value switch { "KB" or "KiB" => 1024, "MB" or "MiB" => 1048576, _ => 1 })
            : default;
    }

    private bool Refuse(string message)
    {
        BuildEngine?.LogErrorEvent(new BuildErrorEventArgs(
            "ModelGen", "MG0305", BuildEngine.ProjectFileOfTaskNode, 0, 0, 0, 0, message, Page, nameof(CheckSize)));
        return false;
    }
}
