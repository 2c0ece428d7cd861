using System.Buffers.Binary;
using System.IO.Compression;
using CsCheck;

namespace ModelGen.Integration.Tests.Data;

public sealed class ImageFolderTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>16 × 8 pixels, the left half red, the right half blue; written by libjpeg-turbo at quality 100.</summary>
    private static readonly byte[] Jpeg = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQH/2wBDAQEBAQEBAQEBAQEBAQEBAQEBAQEB" +
        "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQH/wAARCAAIABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAn/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAA" +
        "AAAAAAAAAAAACf/EABkRAAIDAQAAAAAAAAAAAAAAAAAKSIfHiP/aAAwDAQACEQMRAD8Ai+kOBUFl5sc3b2NQwzEO/sUP/9k=");

    [Fact]
    public void PngIsDecodedExactly()
    {
        var image = ImageFile.Decode("a.png", Png(2, 1, [255, 0, 51, 0, 102, 255]));
        Assert.Equal(new ImageShape(1, 2, 3), image.Shape);
        Assert.Equal([1, 0, 0.2f, 0, 0.4f, 1], image.Values);
        Assert.Equal([1, 0, 0.2f, 1, 0, 0.4f, 1, 1], ImageFile.Decode("a.png", Png(2, 1, [255, 0, 51, 0, 102, 255]), 4).Values);
        Assert.Equal([51 / 255f], ImageFile.Decode("grey.png", Png(1, 1, [51, 51, 51]), 1).Values);
    }

    [Fact]
    public void BmpIsDecodedExactly()
    {
        // Bottom row first, blue first, rows of 4 bytes.
        Assert.Equal([1, 0, 0, 0, 0, 1], ImageFile.Decode("a.bmp", Bmp(1, 2, [255, 0, 0, 0, 0, 0, 255, 0])).Values);
    }

    [Fact]
    public void JpegIsDecodedNearly()
    {
        var image = ImageFile.Decode("a.jpg", Jpeg);
        Assert.Equal(new ImageShape(8, 16, 3), image.Shape);
        for (var pixel = 0; pixel < 128; pixel++)
        {
            var left = pixel % 16 < 7;
            if (pixel % 16 is 7 or 8)
                continue;       // colours are stored at half the size and may run into each other
            Assert.Equal(left ? 1 : 0, image.Values[3 * pixel], 0.03f);
            Assert.Equal(0, image.Values[3 * pixel + 1], 0.03f);
            Assert.Equal(left ? 0 : 1, image.Values[3 * pixel + 2], 0.03f);
        }
    }

    [Fact]
    public void EveryTruncationIsFound()
    {
        foreach (var whole in new[] { Png(2, 2, new byte[12]), Jpeg, Bmp(2, 2, new byte[16]) })
        {
            ImageFile.Decode("whole", whole);
            for (var length = 0; length < whole.Length; length++)
            {
                var error = Assert.Throws<DataFormatException>(() => ImageFile.Decode("cut", whole[..length]));
                Assert.StartsWith("cut, byte ", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void DamageIsExplained()
    {
        string Message(byte[] content) => Assert.Throws<DataFormatException>(() => ImageFile.Decode("x", content)).Message;

        Assert.Equal("x, byte 0: expected a PNG, JPEG or BMP file, found none of their signatures", Message([1, 2, 3]));
        var png = Png(2, 2, new byte[12]);
        png[45]++;      // within IDAT
        Assert.Equal("x, byte 33: damaged PNG: the chunk IDAT does not match its checksum", Message(png));
        Assert.Contains("more than 100000000", Message(Png(100_000, 100_000, new byte[3], rows: 1)), StringComparison.Ordinal);
        Assert.Contains("0 × 2 pixels", Message(Png(0, 2, [])), StringComparison.Ordinal);
        Assert.Contains("it cannot be decoded", Message(Png(2, 2, new byte[6], rows: 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedFilesNeverEndInAnythingElse()
    {
        byte[][] files = [Jpeg, Bmp(2, 2, new byte[16]), Png(2, 2, new byte[12])];
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 10_000].Array[1, 5], Gen.Byte).Sample((file, places, value) =>
        {
            var damaged = files[file].ToArray();
            foreach (var place in places)
                damaged[place % damaged.Length] = (byte)(value + place);
            try
            {
                Assert.Equal(3, ImageFile.Decode("x", damaged).Shape.Channels);
            }
            catch (DataFormatException error)
            {
                Assert.Equal("x", error.File);
            }
        }, iter: 2000);
    }

    [Fact]
    public void FoldersAreClasses()
    {
        folder.Write("data/red/2.png", Png(2, 2, [255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0]));
        folder.Write("data/red/1.BMP", Bmp(1, 2, [0, 0, 255, 0, 0, 0, 255, 0]));
        folder.Write("data/both/half.jpg", Jpeg);
        folder.Write("data/red/notes.txt", [1]);
        var images = ImageFolder.Open(folder["data"], 2, 2);
        Assert.Equal(["both", "red"], images.ClassNames);
        Assert.Equal(["half.jpg", "1.BMP", "2.png"], images.Files.Select(Path.GetFileName));
        var data = images.ToDataSet();
        Assert.Equal([0, 1, 1], data.Columns[1].Indices.ToArray());
        Assert.Equal(["both", "red"], data.Columns[1].ClassNames);
        foreach (var sample in new[] { 1, 2 })
            Assert.Equal([1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0], data.Reals(0, sample).ToArray());
        Assert.Equal(1, ImageFolder.Open(folder["data"], 2, 2, classes: ["red", "both"]).ToDataSet().Indices(1, 2)[0]);
        Assert.Equal(data.Columns[0].Reals.ToArray(), ImageFolder.Open(folder["data"], 2, 2, threads: 3).Prefetch().ToDataSet().Columns[0].Reals.ToArray());
    }

    [Fact]
    public void CoverCutsTheLongerSide()
    {
        // Columns of 0, 51, 102, 153; the two in the middle are left.
        byte[] row = [0, 0, 0, 51, 51, 51, 102, 102, 102, 153, 153, 153];
        folder.Write("data/a/1.png", Png(4, 2, [.. row, .. row]));
        Assert.Equal([0.2f, 0.4f, 0.2f, 0.4f],
            ImageFolder.Open(folder["data"], 2, 2, channels: 1, fit: ImageFit.Cover).ToDataSet().Reals(0, 0).ToArray());
    }

    [Fact]
    public void WrongFoldersAreExplained()
    {
        string Message(string[]? classes = null) =>
            Assert.Throws<DataFormatException>(() => ImageFolder.Open(folder["data"], 2, 2, classes: classes)).Message[folder["data"].Length..];

        Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Open(folder["nowhere"], 2, 2));
        Directory.CreateDirectory(folder["data"]);
        Assert.Equal(", folder: expected a folder for each class, found none", Message());
        Directory.CreateDirectory(folder["data", "cat"]);
        Assert.Equal(", folder 'cat': expected images (.png, .jpg, .jpeg, .bmp), found none", Message());
        folder.Write("data/cat/1.png", Png(1, 1, [1, 2, 3]));
        Assert.Equal(", folder 'cat': expected one of dog, cow", Message(["dog", "cow"]));
        Assert.Equal(", folder: the class 'dog' has no folder", Message(["cat", "dog"]));
        folder.Write("data/cat/2.png", Png(1, 1, [1, 2, 3])[..^4]);
        var images = ImageFolder.Open(folder["data"], 2, 2, threads: 2);
        Assert.EndsWith("2.png", Assert.Throws<DataFormatException>(() => images.Prefetch().ToDataSet()).File, StringComparison.Ordinal);
    }

    internal static byte[] Png(int width, int height, byte[] pixels, int? rows = null)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal))
        {
            var count = rows ?? height;
            for (var row = 0; row < count; row++)
            {
                zlib.WriteByte(0);      // no filter
                zlib.Write(pixels, row * pixels.Length / count, pixels.Length / count);
            }
        }
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);        // bits, colour
        return [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Chunk("IHDR", header), .. Chunk("IDAT", compressed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] content = [.. System.Text.Encoding.ASCII.GetBytes(type), .. data];
        // The remainder of the message as a polynomial over GF(2), bit by bit.
        var crc = uint.MaxValue;
        foreach (var value in content)
        {
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (((crc ^ ((uint)value >> bit)) & 1) * 0xEDB88320);
        }
        var chunk = new byte[content.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        content.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(4 + content.Length), ~crc);
        return chunk;
    }

    private static byte[] Bmp(int width, int height, byte[] rows)
    {
        var file = new byte[54 + rows.Length];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        (file[26], file[28]) = (1, 24);     // planes, bits
        rows.CopyTo(file, 54);
        return file;
    }
}
