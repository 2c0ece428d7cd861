using Microsoft.Build.Framework;

namespace ModelGen.Build;

/// <summary>Writes what the layers of all models cost, and what has changed since the last time.</summary>
public sealed class WriteCosts : ITask
{
    public IBuildEngine? BuildEngine { get; set; }

    public ITaskHost? HostObject { get; set; }

    /// <summary>The generator's files of costs.</summary>
    [Required]
    public ITaskItem[] Files { get; set; } = [];

    /// <summary>The file to write; the changes go beside it, into a file of that name and <c>.diff</c>.</summary>
    [Required]
    public string Report { get; set; } = "";

    /// <summary>The most operations of the machine, in GFLOP/s.</summary>
    public double Peak { get; set; } = 100;

    /// <summary>What it moves between memory and processor, in GB/s.</summary>
    public double Bandwidth { get; set; } = 20;

    public bool Execute()
    {
        var now = CostReport.Write([.. Files.Select(file => File.ReadAllText(file.GetMetadata("FullPath"))).OrderBy(text => text, StringComparer.Ordinal)], Peak, Bandwidth);
        var before = File.Exists(Report) ? File.ReadAllText(Report) : null;
        if (before == now) return true;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Report)));
        File.WriteAllText(Report, now);
        if (before is null) return true;
        var changes = CostReport.Difference(before, now);
        File.WriteAllText(Report + ".diff", changes);
        BuildEngine?.LogMessageEvent(new BuildMessageEventArgs(
            $"ModelGen: the costs of models have changed:\n{changes}", null, nameof(WriteCosts), MessageImportance.High));
        return true;
    }
}
