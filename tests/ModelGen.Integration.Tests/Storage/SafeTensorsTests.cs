using System.Text;

namespace ModelGen.Tests.Storage;

public class SafeTensorsTests
{
    internal static byte[] File(string header, int dataLength) =>
        [.. BitConverter.GetBytes((ulong)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. Enumerable.Range(0, dataLength).Select(i => (byte)i)];

    private static string Tensor(string name, string type, string shape, int from, int to) =>
        $$"""
        "{{name}}":{"dtype":"{{type}}","shape":{{shape}},"data_offsets":[{{from}},{{to}}]}
        """;

    public static TheoryData<string> GoldenFiles => [.. Directory.GetFiles(Golden.Folder, "*.safetensors").Select(path => Path.GetFileNameWithoutExtension(path))];

    [Theory]
    [MemberData(nameof(GoldenFiles))]
    public void Golden_files_read_as_the_plain_reader_reads_them(string name)
    {
        var expected = Golden.Open(name);
        var actual = SafeTensors.Read(Path.Combine(Golden.Folder, name + ".safetensors"));
        Assert.Equal(expected.Names.Order(StringComparer.Ordinal), actual.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
        Assert.Equal(expected.Metadata.OrderBy(item => item.Key), actual.Metadata.OrderBy(item => item.Key));
        foreach (var tensor in actual)
        {
            Assert.Equal(expected[tensor.Name].Shape, tensor.Shape);
            if (tensor.Element == TensorElement.I32) Assert.Equal(expected[tensor.Name].Ints, tensor.ToIntegers());
            else Assert.Equal(expected[tensor.Name].Floats, tensor.ToFloats());
        }
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var writer = new SafeTensorsWriter { Metadata = { ["note"] = "Übung \"1\"\n" } };
        writer.Add("a", [2, 3], [1, 2, 3, float.NaN, float.NegativeInfinity, 1e-42f]);
        writer.Add("ganz.zahlen", [2], [int.MinValue, 7]);
        writer.Add("scalar", [], [0.5f]);
        writer.Add("empty", [0, 4], (ReadOnlySpan<float>)[]);
        using var stream = new MemoryStream();
        writer.Save(stream);

        Assert.Equal(0, BitConverter.ToInt64(stream.ToArray()) % 8);
        var read = SafeTensors.Read(stream.ToArray());
        Assert.Equal(4, read.Count);
        Assert.Equal("Übung \"1\"\n", read.Metadata["note"]);
        Assert.Equal([2, 3], read["a"].Shape);
        Assert.Equal([1, 2, 3, float.NaN, float.NegativeInfinity, 1e-42f], read["a"].ToFloats());
        Assert.Equal([int.MinValue, 7], read["ganz.zahlen"].ToIntegers());
        Assert.Equal([0.5f], read["scalar"].ToFloats());
        Assert.Empty(read["empty"].ToFloats());

        stream.Position = 0;
        Assert.Equal(4, SafeTensors.Read(stream).Count);
        Assert.Throws<ArgumentException>(() => writer.Add("a", [1], [1f]));
        Assert.Throws<ArgumentException>(() => writer.Add("b", [2], [1f]));
    }

    [Fact]
    public void Other_floats_are_converted()
    {
        byte[] data =
        [
            .. new[] { 1.5, -1e-300, 1e300, 0.1 }.SelectMany(BitConverter.GetBytes),
            .. new[] { (Half)1.5, (Half)65504, (Half)6e-8, Half.NaN }.SelectMany(BitConverter.GetBytes),
            .. new ushort[] { 0x3FC0, 0xC2F7, 0x7F80, 0x0001 }.SelectMany(BitConverter.GetBytes),
            .. new[] { 5L, -6L }.SelectMany(BitConverter.GetBytes),
            .. new[] { 1L << 40 }.SelectMany(BitConverter.GetBytes),
        ];
        var header = $"{{{Tensor("d", "F64", "[4]", 0, 32)},{Tensor("h", "F16", "[4]", 32, 40)},{Tensor("b", "BF16", "[4]", 40, 48)},{Tensor("i", "I64", "[2]", 48, 64)},{Tensor("j", "I64", "[1]", 64, 72)}}}";
        var file = File(header, data.Length);
        data.CopyTo(file, file.Length - data.Length);
        var read = SafeTensors.Read(file);
        Assert.Equal([1.5f, -0f, float.PositiveInfinity, 0.1f], read["d"].ToFloats());
        Assert.Equal([1.5f, 65504, (float)(Half)6e-8, float.NaN], read["h"].ToFloats());
        Assert.Equal([1.5f, -123.5f, float.PositiveInfinity, 9.1835e-41f], read["b"].ToFloats());
        Assert.Equal([5, -6], read["i"].ToIntegers());
        Assert.Contains("j I64 (1) holds 1099511627776", Assert.Throws<SafeTensorsException>(() => read["j"].ToIntegers()).Message);
        Assert.Throws<SafeTensorsException>(() => read["i"].ToFloats());
        Assert.Throws<SafeTensorsException>(() => read["d"].ToIntegers());
        Assert.Contains("no tensor 'x'", Assert.Throws<SafeTensorsException>(() => read["x"]).Message);
    }

    public static TheoryData<string, int, string> HostileHeaders => new()
    {
        { "", 0, "no valid JSON" },
        { "[]", 0, "no JSON object" },
        { "{", 0, "no valid JSON" },
        { "{}", 4, "4 bytes of data, its tensors account for 0" },
        { "{\"a\":3}", 0, "'a' is not described" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "'a' is not described" },
        { "{" + Tensor("a", "F31", "[1]", 0, 4) + "}", 4, "'a' has an unknown dtype F31" },
        { "{" + Tensor("a", "F32", "[-1]", 0, 4) + "}", 4, "'a' has an impossible shape" },
        { "{" + Tensor("a", "F32", "[1.5]", 0, 4) + "}", 4, "'a' has an impossible shape" },
        { "{" + Tensor("a", "F32", "[4000000000]", 0, 4) + "}", 4, "'a' has an impossible shape" },
        { "{" + Tensor("a", "F32", "[2147483647,2147483647,2147483647]", 0, 4) + "}", 4, "'a' has an impossible shape" },
        { "{" + Tensor("a", "F32", "3", 0, 4) + "}", 4, "'a' has no shape" },
        { "{" + Tensor("a", "F32", "[2]", 0, 4) + "}", 4, "'a' is F32 (2), which takes 8 bytes, but has 4" },
        { "{" + Tensor("a", "F32", "[1]", 0, 8) + "}", 4, "'a' lies at bytes 0 to 8 of 4" },
        { "{" + Tensor("a", "F32", "[1]", 8, 4) + "}", 8, "'a' lies at bytes 8 to 4" },
        { "{" + Tensor("a", "F32", "[1]", -4, 0) + "}", 4, "'a' lies at bytes -4 to 0" },
        { "{" + Tensor("a", "F32", "[1]", 4, 8) + "}", 8, "'a' starts at byte 4 of the data, expected 0" },
        { "{" + Tensor("a", "F32", "[1]", 0, 4) + "," + Tensor("b", "F32", "[1]", 0, 4) + "}", 4, "'b' starts at byte 0 of the data, expected 4" },
        { "{" + Tensor("a", "F32", "[1]", 0, 4) + "," + Tensor("a", "F32", "[1]", 4, 8) + "}", 8, "no valid JSON" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4, "'a' has impossible data_offsets" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,1e99]}}", 4, "'a' has impossible data_offsets" },
        { "{\"__metadata__\":[]}", 0, "metadata that is no JSON object" },
        { "{\"__metadata__\":{\"x\":1}}", 0, "metadata 'x' that is no text" },
    };

    [Theory]
    [MemberData(nameof(HostileHeaders))]
    public void A_hostile_header_is_refused_with_its_reason(string header, int dataLength, string reason) =>
        Assert.Contains(reason, Assert.Throws<SafeTensorsException>(() => SafeTensors.Read(File(header, dataLength))).Message);

    [Fact]
    public void A_wrong_length_of_the_header_is_refused()
    {
        Assert.Throws<SafeTensorsException>(() => SafeTensors.Read(new byte[7]));
        Assert.Throws<SafeTensorsException>(() => SafeTensors.Read((byte[])[.. BitConverter.GetBytes(ulong.MaxValue), 1, 2, 3]));
        Assert.Throws<SafeTensorsException>(() => SafeTensors.Read((byte[])[.. BitConverter.GetBytes(1L << 33), 1, 2, 3]));
        Assert.Throws<SafeTensorsException>(() => SafeTensors.Read((byte[])[.. BitConverter.GetBytes(4L), 1, 2, 3]));
        Assert.Throws<SafeTensorsException>(() => SafeTensors.Read(new MemoryStream()));
    }

    [Fact]
    public void Every_truncation_is_noticed()
    {
        var whole = System.IO.File.ReadAllBytes(Path.Combine(Golden.Folder, "optimizer_adamw.safetensors"));
        for (var length = 0; length < whole.Length; length++)
        {
            var cut = whole[..length];
            Assert.Throws<SafeTensorsException>(() => SafeTensors.Read(cut));
        }
    }

    [Fact]
    public void A_failed_save_leaves_the_old_file_and_no_other()
    {
        var folder = Directory.CreateTempSubdirectory("modelgen");
        try
        {
            var path = Path.Combine(folder.FullName, "model.safetensors");
            var writer = new SafeTensorsWriter();
            writer.Add("a", [1], [1f]);
            writer.Save(path);
            Assert.Equal([1f], SafeTensors.Read(path)["a"].ToFloats());

            writer.Add("b", [1], [2f]);
            writer.Save(path);
            Assert.Equal(2, SafeTensors.Read(path).Count);
            Assert.Single(folder.GetFiles());

            var target = Path.Combine(folder.FullName, "folder");
            Directory.CreateDirectory(Path.Combine(target, "occupied"));
            Assert.ThrowsAny<Exception>(() => writer.Save(target));
            Assert.Single(folder.GetFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
