using ModelGen.Integration.Tests.Training;

namespace ModelGen.Integration.Tests.Data;

public sealed class DataFileTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void WhatIsSavedIsRead()
    {
        var data = new NumberedSource(700, length: 3).ToDataSet().WithWeights([.. Enumerable.Range(0, 700).Select(i => i / 2f)]);
        data.Save(folder["data.safetensors"]);
        Assert.Equal(["data.safetensors"], folder.Files);
        using var file = DataFile.Open(folder["data.safetensors"]);
        Assert.Equal(700, file.Count);
        Assert.Equal(["class 0", "class 1", "class 2"], file.Schema[1].ClassNames);
        var read = file.ToDataSet();
        foreach (var sample in new[] { 0, 255, 256, 699 })
        {
            Assert.Equal(data.Reals(0, sample).ToArray(), read.Reals(0, sample).ToArray());
            Assert.Equal(data.Indices(1, sample).ToArray(), read.Indices(1, sample).ToArray());
            Assert.Equal(sample / 2f, read.Weight(sample));
        }
        Assert.Equal(data.Firsts(new(2)).Order(), file.Firsts(new(2)).Order());
    }

    [Fact]
    public void ColumnsAreChosenByNameAndConverted()
    {
        // x: 2 × 2 bytes 1 2 3 255; h: 2 halves 1.5 and −2; i: 2 64-bit integers 7 and 8
        byte[] numbers = [1, 2, 3, 255, 0, 0x3E, 0, 0xC0, 7, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0];
        var path = folder.Write("mixed.safetensors", SafeTensorsBytes("""
            {"x":{"dtype":"U8","shape":[2,1,2],"data_offsets":[0,4]},"h":{"dtype":"F16","shape":[2],"data_offsets":[4,8]},
            "i":{"dtype":"I64","shape":[2],"data_offsets":[8,24]}}
            """, numbers));
        using var file = DataFile.Open(path, "i", "x", "h");
        Assert.Equal(["i: 1 index", "x: 2 reals", "h: 1 real"], file.Schema.Select(column => column.ToString()));
        var batch = new Batch(file.Schema, 2);
        file.Fill(batch, [1, 0]);
        Assert.Equal([8, 7], batch.Indices(0).ToArray());
        Assert.Equal([3, 255, 1, 2], batch.Reals(1).ToArray());
        Assert.Equal([-2, 1.5f], batch.Reals(2).ToArray());
    }

    [Fact]
    public void DamagedFilesAreRefusedWithThePlace()
    {
        void Refused(string expected, string header, byte[] numbers, params string[] columns)
        {
            var path = folder.Write("bad.safetensors", SafeTensorsBytes(header, numbers));
            var error = Assert.Throws<SafeTensorsException>(() => DataFile.Open(path, columns));
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        }

        const string two = """{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";
        Refused("'x' lies at bytes 0 to 8 of 7: the file is truncated", two, new byte[7]);
        Refused("has no tensor 'y'; it has x", two, new byte[8], "x", "y");
        Refused("'y' (3) has 3 samples, the first column has 2", """{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"y":{"dtype":"F32","shape":[3],"data_offsets":[8,20]}}""", new byte[20]);
        Refused("'x' (2) is I8", """{"x":{"dtype":"I8","shape":[2],"data_offsets":[0,2]}}""", new byte[2]);
        Refused("no axis of samples", """{"x":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""", new byte[4]);
        Refused("'classes/x' that is no array", """{"__metadata__":{"classes/x":"{"},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", new byte[8]);
        Assert.Throws<ArgumentException>(() => new DataSet(new DataColumn([1f], 1, "a"), new DataColumn([1f], 1, "a")).Save(folder["twice"]));
    }

    [Fact]
    public void AFileThatShrinksIsFoundOut()
    {
        new NumberedSource(100).Save(folder["data.safetensors"]);
        using var file = DataFile.Open(folder["data.safetensors"], "x");
        using (var shorter = new FileStream(folder["data.safetensors"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            shorter.SetLength(shorter.Length - 500);        // 400 of labels, 25 of the samples' reals
        var error = Assert.Throws<DataFormatException>(() => file.Fill(new Batch(file.Schema, 1), [99]));
        Assert.Contains("sample 99 of 'x'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFailedSaveLeavesTheOldFile()
    {
        new NumberedSource(3).Save(folder["data.safetensors"]);
        var before = File.ReadAllBytes(folder["data.safetensors"]);
        Assert.Throws<DataFormatException>(() => new Failing().Save(folder["data.safetensors"]));
        Assert.Equal(before, File.ReadAllBytes(folder["data.safetensors"]));
        Assert.Equal(["data.safetensors"], folder.Files);
    }

    [Fact]
    public void MemoryIsBoundedWhateverTheLength()
    {
        const int count = 12_000, length = 600;      // 29 MB of reals
        var path = folder["large.safetensors"];
        var source = new NumberedSource(count, length, classes: 2).Transform(new Centered(length, count));
        Assert.InRange(Allocated(() => source.Save(path)), 0, 4_000_000);
        using var file = DataFile.Open(path);
        var model = new SoftmaxRegression(length, 2);
        var options = TrainingData.Quiet with { Epochs = 2, BatchSize = 64, Validation = file, Optimizer = new Sgd(0.01f) };
        Assert.InRange(Allocated(() => model.Fit(file, options)), 0, 4_000_000);
        Assert.InRange(Allocated(() => model.Evaluate(file)), 0, 4_000_000);
    }

    private static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    internal static byte[] SafeTensorsBytes(string header, byte[] numbers) =>
        [.. BitConverter.GetBytes((ulong)System.Text.Encoding.UTF8.GetByteCount(header)), .. System.Text.Encoding.UTF8.GetBytes(header), .. numbers];

    private sealed class Centered(int length, int count) : ISampleTransform
    {
        public int InputLength => length;

        public int OutputLength => length;

        public void Apply(ReadOnlySpan<float> values, Span<float> transformed, ulong seed)
        {
            for (var i = 0; i < values.Length; i++)
                transformed[i] = values[i] / count - 0.5f;
        }
    }

    private sealed class Failing : RandomAccessSource
    {
        public override int Count => 1000;

        public override IReadOnlyList<ColumnInfo> Schema { get; } = [new("x", ElementType.Real, 1)];

        public override void Fill(Batch batch, ReadOnlySpan<int> samples)
        {
            batch.Begin(samples.Length);
            if (samples[0] > 0)
                throw new DataFormatException("disk", "byte 1", "gone");
        }
    }
}
