using System.Text;
using Microsoft.Build.Framework;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ModelGen.Build;

namespace ModelGen.Generator.Tests.Weights;

/// <summary>A project's folder with weights, described by the build's own task.</summary>
internal sealed class WeightFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public string PathOf(string name) => Path.Combine(folder.FullName, name);

    public void Write(string name, SafeTensorsWriter weights) => weights.Save(PathOf(name));

    /// <summary>Runs the task; each file is an item of the project, whether it exists or not.</summary>
    public ReadWeights Read(int largestInCode, params string[] names)
    {
        var task = new ReadWeights
        {
            Files = [.. names.Select(name => new FileItem(name, PathOf(name)))],
            Folder = PathOf("obj"),
            LargestInCode = largestInCode,
        };
        Assert.True(task.Execute());
        return task;
    }

    /// <summary>What the task gives to the compiler for files that go into code.</summary>
    public AdditionalText[] Describe(params string[] names) => Texts(Read(1 << 20, names));

    public static AdditionalText[] Texts(ReadWeights task) => [.. task.Manifests.Select(item => new FileText(item.ItemSpec))];

    public void Dispose() => folder.Delete(recursive: true);

    private sealed class FileText(string path) : AdditionalText
    {
        private readonly string text = File.ReadAllText(path);

        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text, Encoding.UTF8);
    }

    private sealed class FileItem(string name, string path) : ITaskItem
    {
        public string ItemSpec { get; set; } = name;

        public System.Collections.ICollection MetadataNames => Array.Empty<string>();

        public int MetadataCount => 0;

        public string GetMetadata(string metadataName) => metadataName == "FullPath" ? path : "";

        public void SetMetadata(string metadataName, string metadataValue) => throw new NotSupportedException();

        public void RemoveMetadata(string metadataName) => throw new NotSupportedException();

        public void CopyMetadataTo(ITaskItem destinationItem) => throw new NotSupportedException();

        public System.Collections.IDictionary CloneCustomMetadata() => throw new NotSupportedException();
    }
}
