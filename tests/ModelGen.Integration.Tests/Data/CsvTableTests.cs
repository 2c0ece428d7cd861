using System.Globalization;
using CsCheck;

namespace ModelGen.Integration.Tests.Data;

public class CsvTableTests
{
    [Fact]
    public void ReadsQuotesLineBreaksAndChosenColumns()
    {
        var table = Read("a,\"b \"\"x\"\"\",c\r\n1,2.5,red\n-3,1e2,\"dark, \nblue\"\n\n");
        Assert.Equal(["a", "b \"x\"", "c"], table.Header);
        Assert.Equal(2, table.Count);
        Assert.Equal("dark, \nblue", table[1, "c"]);
        var reals = table.Reals("b \"x\"", "a");
        Assert.Equal(2, reals.Length);
        Assert.Equal([2.5f, 1, 100, -3], reals.Reals.ToArray());
        Assert.Equal([1, -3], table.Indices("a").Indices.ToArray());
    }

    [Fact]
    public void LabelsAreNumberedOrdinallyOrAsTold()
    {
        var table = Read("kind\nb\nB\na\nb\n");
        var found = table.Labels("kind");
        Assert.Equal(["B", "a", "b"], found.ClassNames!);
        Assert.Equal([2, 0, 1, 2], found.Indices.ToArray());
        Assert.Equal([0, 1, 2, 0], table.Labels("kind", ["b", "B", "a"]).Indices.ToArray());
        var error = Assert.Throws<DataFormatException>(() => table.Labels("kind", ["b", "B"]));
        Assert.Equal("x.csv, line 4, column 'kind': expected one of b, B, found 'a'", error.Message);
    }

    [Fact]
    public void SeparatorHeaderAndMissingValuesAreOptions()
    {
        var table = Read("1;2\n;4", new() { Separator = ';', HasHeader = false, Missing = -1 });
        Assert.Equal(["0", "1"], table.Header);
        Assert.Equal([1, 2, -1, 4], table.Reals().Reals.ToArray());
        Assert.Equal([2, 4], table.Reals("1").Reals.ToArray());
    }

    [Fact]
    public void NumbersAreReadAlikeInEveryCulture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            Assert.Equal([1.5f], Read("a\n1.5").Reals("a").Reals.ToArray());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("", "x.csv, line 1: expected at least one line, found none")]
    [InlineData("a,b\n1,2\n3\n", "x.csv, line 3: expected 2 fields, found 1")]
    [InlineData("a\n\"x\ny\"\n\"z", "x.csv, line 4, field 1: expected a closing \", found the end of the file")]
    [InlineData("a,b\n1,\"2\"3\n", "x.csv, line 2, field 2: expected , or the end of the line after a quoted field, found 3")]
    [InlineData("a\n1\n\nx1\n", "x.csv, line 4, column 'a': expected a number, found 'x1'")]
    public void SaysWhereABadFileIsBad(string text, string message) =>
        Assert.Equal(message, Assert.Throws<DataFormatException>(() => Read(text).Reals("a")).Message);

    [Fact]
    public void UnknownColumnsAreNamed() =>
        Assert.Contains("no column 'z'; it has a, b", Assert.Throws<ArgumentException>(() => Read("a,b\n").Reals("z")).Message, StringComparison.Ordinal);

    [Fact]
    public void WhateverIsQuotedComesBack() =>
        Gen.String[Gen.Char["ab,\"\n\r "], 0, 6].Array[3].Array[1, 5].Sample(rows =>
        {
            var text = "p,q,r\n" + string.Join("\n", rows.Select(row =>
                string.Join(",", row.Select(field => '"' + field.Replace("\"", "\"\"", StringComparison.Ordinal) + '"'))));
            var table = Read(text);
            Assert.Equal(rows.Length, table.Count);
            for (var i = 0; i < rows.Length; i++)
                Assert.Equal(rows[i], new[] { table[i, "p"], table[i, "q"], table[i, "r"] });
        });

    private static CsvTable Read(string text, CsvOptions? options = null) =>
        CsvTable.Read(new StringReader(text), "x.csv", options);
}
