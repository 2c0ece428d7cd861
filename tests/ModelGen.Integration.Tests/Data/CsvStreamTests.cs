namespace ModelGen.Integration.Tests.Data;

public sealed class CsvStreamTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void RecordsBecomeBatches()
    {
        var path = folder.Write("a.csv", "kind,x,\"y, z\"\r\nb,1,2\n\na,3,4\nb,5,6.5\n");
        var stream = CsvStream.Open(path, ["y, z", "x"], "kind", ["a", "b"]);
        Assert.Equal(3, stream.Count);
        var data = stream.ToDataSet();
        Assert.Equal([2, 1, 4, 3, 6.5f, 5], data.Columns[0].Reals.ToArray());
        Assert.Equal([1, 0, 1], data.Columns[1].Indices.ToArray());
        Assert.Equal(["a", "b"], data.Columns[1].ClassNames);
        Assert.Equal([1, 3, 5], CsvStream.Open(path, ["y, z"], "x").ToDataSet().Columns[1].Reals.ToArray());
    }

    [Fact]
    public void FilesWithoutHeaderAreCountedWhole()
    {
        var path = folder.Write("a.csv", "1;2\n3;\n");
        var stream = CsvStream.Open(path, ["0"], "1", options: new() { HasHeader = false, Separator = ';', Missing = -1 });
        Assert.Equal(2, stream.Count);
        Assert.Equal([2, -1], stream.ToDataSet().Columns[1].Reals.ToArray());
    }

    [Fact]
    public void ItIsWhatTheTableReads()
    {
        var path = folder.Write("a.csv", "x,y\n" + string.Join('\n', Enumerable.Range(0, 50).Select(i => $"{i},{i % 2}")));
        var table = CsvTable.Read(path);
        var stream = CsvStream.Open(path, ["x"], "y", ["0", "1"], shuffleBuffer: 8);
        Assert.Equal(table.Reals("x").Reals.ToArray(), stream.Firsts(EpochPlan.InOrder));
        Assert.Equal(table.Reals("x").Reals.ToArray(), stream.Firsts(new(1)).Order());
        Assert.NotEqual(stream.Firsts(new(1)), stream.Firsts(new(2)));
    }

    [Fact]
    public void MistakesSayTheLine()
    {
        string Message(string text, string[]? classes = null)
        {
            var path = folder.Write("bad.csv", text);
            return Assert.Throws<DataFormatException>(() => CsvStream.Open(path, ["x"], "y", classes ?? ["0"]).ToDataSet()).Message[path.Length..];
        }

        Assert.Equal(", line 3: expected 2 fields, found 3", Message("x,y\n1,0\n1,0,0\n"));
        Assert.Equal(", line 2, column 'x': expected a number, found 'one'", Message("x,y\none,0\n"));
        Assert.Equal(", line 3, column 'y': expected one of cat, dog, found 'cow'", Message("x,y\n1,cat\n2,cow\n", ["cat", "dog"]));
        Assert.Equal(", line 1: expected at least one line, found none", Message(""));
        Assert.Throws<ArgumentException>(() => CsvStream.Open(folder.Write("c.csv", "x,y\n"), ["z"], "y"));
    }
}
