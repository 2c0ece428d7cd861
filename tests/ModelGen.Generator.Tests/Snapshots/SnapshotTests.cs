using System.Globalization;
using ModelGen.Tests;

namespace ModelGen.Generator.Tests.Snapshots;

/// <summary>
/// Generated files as a reviewer sees them: a change of the emitter shows what it does to code that users read.
/// <c>MODELGEN_ACCEPT=1</c> takes over what is generated now; CONTRIBUTING.md says when.
/// </summary>
public class SnapshotTests
{
    public static TheoryData<string> Models => [.. SnapshotModels.All.Keys];

    [Theory]
    [MemberData(nameof(Models))]
    public void Generated_files_are_the_reviewed_ones(string model)
    {
        var folder = Repository.Path("tests", "ModelGen.Generator.Tests", "Snapshots", model);
        Directory.CreateDirectory(folder);
        var files = Generate(model);
        var differences = files.Select(file => Snapshot.Difference(folder, file.Name, file.Text)).OfType<string>().ToList();
        var surplus = Directory.GetFiles(folder, "*.verified.cs").Select(path => Path.GetFileName(path)[..^".verified.cs".Length]).Except(files.Select(file => file.Name));
        differences.AddRange(surplus.Select(name => $"{model}/{name}.verified.cs is generated no more: delete it."));
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    /// <summary>The text depends on the declaration alone: not on a culture's commas, and not on what ran before.</summary>
    [Fact]
    public void Text_is_the_same_in_any_culture()
    {
        var expected = Generate("Gpt");
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (german.NumberFormat.NumberDecimalSeparator, german.NumberFormat.NumberGroupSeparator, german.NumberFormat.NegativeSign) = (",", ".", "−");
            CultureInfo.CurrentCulture = german;
            Assert.Equal(expected, Generate("Gpt"));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
        Assert.All(expected, file => Assert.DoesNotContain('\r', file.Text));
    }

    private static List<(string Name, string Text)> Generate(string model)
    {
        var result = GeneratorHarness.Driver().RunGenerators(GeneratorHarness.Compilation(SnapshotModels.All[model])).GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        Assert.Empty(result.Diagnostics);
        return [.. result.GeneratedSources.Select(source => (source.HintName.Replace(".g.cs", ""), source.SourceText.ToString()))];
    }
}
