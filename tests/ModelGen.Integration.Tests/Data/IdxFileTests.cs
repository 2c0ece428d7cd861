using System.IO.Compression;

namespace ModelGen.Integration.Tests.Data;

public class IdxFileTests
{
    private static readonly byte[] TwoByThree = [0, 0, 0x08, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 51, 102, 153, 204, 255];

    [Fact]
    public void ReadsBytesPlainAndCompressed()
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionMode.Compress, leaveOpen: true))
            gzip.Write(TwoByThree);
        zipped.Position = 0;
        foreach (var stream in new[] { new MemoryStream(TwoByThree), zipped })
        {
            var file = IdxFile.Read(stream, "x");
            Assert.Equal([2, 3], file.Shape);
            Assert.Equal([0, 51, 102, 153, 204, 255], file.ToIndices());
            Assert.Equal([0f, 0.2f, 0.4f, 0.6f, 0.8f, 1f], file.ToReals(255));
        }
    }

    [Theory]
    [InlineData(0x09, new byte[] { 0xFF }, -1)]
    [InlineData(0x0B, new byte[] { 0xFF, 0xFE }, -2)]
    [InlineData(0x0C, new byte[] { 0, 1, 0, 0 }, 65536)]
    [InlineData(0x0D, new byte[] { 0x40, 0x40, 0, 0 }, 3)]
    [InlineData(0x0E, new byte[] { 0x40, 0x10, 0, 0, 0, 0, 0, 0 }, 4)]
    public void ReadsEveryElementType(byte type, byte[] element, int expected)
    {
        var file = Read([0, 0, type, 1, 0, 0, 0, 1, .. element]);
        Assert.Equal([expected], file.ToIndices());
        Assert.Equal([expected], file.ToReals());
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 8, 1 }, "byte 0", "two zero bytes")]
    [InlineData(new byte[] { 0, 0, 7, 1 }, "byte 2", "element type")]
    [InlineData(new byte[] { 0, 0, 8, 0 }, "byte 3", "1 to 8 axes")]
    [InlineData(new byte[] { 0, 0, 8 }, "byte 3", "magic number")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0, 0 }, "byte 6", "length of axis 0")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0xFF, 0, 0, 0 }, "byte 4", "more than an array")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0x70, 0, 0, 0, 1, 2 }, "byte 10", "expected 1879048192 bytes of them, found 2")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0, 0, 0, 1, 5, 6 }, "byte 9", "expected the end")]
    [InlineData(new byte[] { 0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF }, "byte 0", "gzip")]
    public void SaysWhereABadFileIsBad(byte[] bytes, string position, string expected)
    {
        var error = Assert.Throws<DataFormatException>(() => Read(bytes));
        Assert.Equal(position, error.Position);
        Assert.StartsWith($"x.idx, {position}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FractionsAreNoIndices()
    {
        var error = Assert.Throws<DataFormatException>(() =>
            Read([0, 0, 0x0D, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0x3F, 0, 0, 0]).ToIndices());
        Assert.Equal("byte 12", error.Position);
    }

    [Fact]
    public void ImagesAndLabelsMakeADataSet()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var (images, labels) = (Path.Combine(folder.FullName, "images"), Path.Combine(folder.FullName, "labels"));
            File.WriteAllBytes(images, TwoByThree);
            File.WriteAllBytes(labels, [0, 0, 8, 1, 0, 0, 0, 2, 7, 9]);
            var data = DataSet.ReadIdx(images, labels);
            Assert.Equal(2, data.Count);
            Assert.Equal([0.6f, 0.8f, 1f], data.Reals(0, 1).ToArray());
            Assert.Equal(9, data.Indices(1, 1)[0]);

            File.WriteAllBytes(labels, [0, 0, 8, 1, 0, 0, 0, 1, 7]);
            var error = Assert.Throws<DataFormatException>(() => DataSet.ReadIdx(images, labels));
            Assert.Contains("expected 2 labels", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IdxFile Read(byte[] bytes) => IdxFile.Read(new MemoryStream(bytes), "x.idx");
}
