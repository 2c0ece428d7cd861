using System.Reflection;
using System.Text.RegularExpressions;
using ModelGen.Tests;

namespace ModelGen.Generator.Tests;

/// <summary>The examples of docs/training.md and docs/generation.md, compiled with the generator and run.</summary>
public sealed partial class DocumentationTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void ExamplesOfTrainingCompileAndRun()
    {
        var blocks = CSharp().Matches(File.ReadAllText(Repository.Path("docs", "training.md")))
            .Select(block => block.Groups[1].Value).ToArray();
        Assert.True(blocks.Length > 10);
        var declarations = blocks.Where(block => block.Contains("class ", StringComparison.Ordinal));
        // Files go to a folder of the test's own; progress is not for its output.
        var examples = blocks.Except(declarations).Select((block, i) =>
            $"public static void Example{i}(DataSet train, DataSet test)\n{{\n{block}\n}}\n")
            .Select(example => FileName().Replace(example, match => $"@\"{Path.Combine(folder.FullName, match.Groups[1].Value)}\""))
            .Select(example => example.Replace("new FitOptions\n{", "new FitOptions\n{ Progress = ProgressStyle.None,", StringComparison.Ordinal)
                .Replace("new FitOptions {", "new FitOptions { Progress = ProgressStyle.None,", StringComparison.Ordinal));
        var assembly = InMemory.Build(
            $"using System.Linq;\n{string.Concat(declarations)}\npublic static class Examples\n{{\n{string.Concat(examples)}}}");

        var (train, test) = Flowers(120).Split(0.75);
        MethodInfo[] methods = [.. assembly.GetType("Examples")!.GetMethods(BindingFlags.Public | BindingFlags.Static)];
        Assert.Equal(blocks.Length - declarations.Count(), methods.Length);
        var output = Console.Out;
        try
        {
            using var printed = new StringWriter();
            Console.SetOut(printed);
            foreach (var method in methods)
                method.Invoke(null, [train, test]);
            Assert.Contains("5 folds  loss ", printed.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            Console.SetOut(output);
        }
    }

    /// <summary>The examples of one page go on from each other.</summary>
    [Fact]
    public void ExamplesOfGenerationCompileAndRun()
    {
        var blocks = CSharp().Matches(File.ReadAllText(Repository.Path("docs", "generation.md")))
            .Select(block => block.Groups[1].Value).ToArray();
        Assert.Equal(6, blocks.Length);
        var declarations = blocks.Where(block => block.Contains("class ", StringComparison.Ordinal)).ToArray();
        var assembly = InMemory.Build(
            $"{string.Concat(declarations)}\npublic static class Examples\n{{\npublic static void Run()\n{{\n{string.Concat(blocks.Except(declarations))}\n}}\n}}");
        var output = Console.Out;
        try
        {
            using var printed = new StringWriter();
            Console.SetOut(printed);
            assembly.GetType("Examples")!.GetMethod("Run")!.Invoke(null, null);
            var lines = printed.ToString().Split('\n');
            Assert.Equal("6", lines[0].Trim());
            Assert.Equal(20, lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Count(token => int.Parse(token) is >= 0 and < 40));
        }
        finally
        {
            Console.SetOut(output);
        }
    }

    /// <summary>Three clouds of four features, one per class.</summary>
    private static DataSet Flowers(int count)
    {
        var random = new Random(1);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 3)];
        return DataSet.Create(
            [.. labels.SelectMany(label => Enumerable.Range(0, 4).Select(f => (f % 3 == label ? 2f : 0f) + random.NextSingle()))], labels);
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();

    [GeneratedRegex("\"([a-z]+\\.safetensors)\"")]
    private static partial Regex FileName();
}
