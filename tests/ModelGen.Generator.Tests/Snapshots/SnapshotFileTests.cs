namespace ModelGen.Generator.Tests.Snapshots;

/// <summary>The comparer itself: what it writes, and what it says.</summary>
public sealed class SnapshotFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("modelgen-snapshots-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_text_that_nobody_has_reviewed_is_left_to_be_reviewed()
    {
        var message = Snapshot.Difference(folder, "Net", "a\n", accept: false);
        Assert.Contains(Received, message);
        Assert.Equal("a\n", File.ReadAllText(Received));
        Assert.False(File.Exists(Verified));
    }

    [Fact]
    public void A_difference_is_named_by_its_line()
    {
        File.WriteAllText(Verified, "same\nold\nend\n");
        var message = Snapshot.Difference(folder, "Net", "same\nnew\nend\n", accept: false);
        Assert.EndsWith("in line 2:\n  verified: old\n  received: new", message);
        Assert.Equal("same\nold\nend\n", File.ReadAllText(Verified));
        Assert.Equal("same\nnew\nend\n", File.ReadAllText(Received));
    }

    [Theory]
    [InlineData("same\r\n", "in line 1:\n  verified: same\n  received: same\\r")]
    [InlineData("same", "in line 2:\n  verified: \n  received: (end of file)")]
    public void Ends_of_lines_and_of_the_file_count(string text, string expected)
    {
        File.WriteAllText(Verified, "same\n");
        Assert.EndsWith(expected, Snapshot.Difference(folder, "Net", text, accept: false));
    }

    [Fact]
    public void Accepting_overwrites_and_agreeing_tidies_up()
    {
        File.WriteAllText(Verified, "old");
        File.WriteAllText(Received, "new");
        Assert.Null(Snapshot.Difference(folder, "Net", "new", accept: true));
        Assert.Equal("new", File.ReadAllText(Verified));
        Assert.False(File.Exists(Received));
        Assert.Null(Snapshot.Difference(folder, "Net", "new", accept: false));
    }

    private string Verified => Path.Combine(folder, "Net.verified.cs");

    private string Received => Path.Combine(folder, "Net.received.cs");
}
