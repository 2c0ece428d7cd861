namespace ModelGen.Integration.Tests.Data;

public class ChecksumTests
{
    // printf abc | sha256sum (FIPS 180-2, appendix B.1)
    private const string OfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Theory]
    [InlineData("  ")]
    [InlineData(" *")]
    public void FilesAreCompared(string separator)
    {
        using var folder = new Folder();
        folder.Write("a.txt", "abc");
        folder.Write("b c.txt", "abc");
        folder.Write(Checksums.FileName, $"{OfAbc}{separator}a.txt\n{OfAbc.ToUpperInvariant()}{separator}b c.txt\n\n");
        Assert.Equal(2, Checksums.Verify(folder[""]));
    }

    [Fact]
    public void DamageNamesTheFile()
    {
        using var folder = new Folder();
        folder.Write("a.txt", "abc");
        var damaged = folder.Write("b.txt", "abd");
        folder.Write(Checksums.FileName, $"{OfAbc}  a.txt\n{OfAbc}  b.txt\n");
        var problem = Assert.Throws<DataFormatException>(() => Checksums.Verify(folder[""]));
        Assert.Equal(damaged, problem.File);
        Assert.Contains(OfAbc, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingFilesAndOddLinesAreTold()
    {
        using var folder = new Folder();
        Assert.Equal(0, Checksums.Verify(folder[""]));
        folder.Write(Checksums.FileName, $"{OfAbc}  a.txt\n");
        Assert.ThrowsAny<IOException>(() => Checksums.Verify(folder[""]));
        folder.Write("a.txt", "abc");
        foreach (var line in new[] { "abc  a.txt", $"{OfAbc}_ a.txt", $"{OfAbc}  ", $"{OfAbc[1..]}g  a.txt" })
        {
            folder.Write(Checksums.FileName, $"{OfAbc}  a.txt\n{line}\n");
            Assert.Equal("line 2", Assert.Throws<DataFormatException>(() => Checksums.Verify(folder[""])).Position);
        }
    }
}
