using System.Runtime.Intrinsics;
using ModelGen.Numerics;

namespace ModelGen.Tests.Storage;

public class ParameterTests
{
    private static ParameterSet Set(params Parameter[] layout) => new(layout, new AlignedBlock(20_000));

    [Fact]
    public void A_dense_weight_lies_transposed_in_panels()
    {
        // (outputs 70, inputs 3) in files; (3, 70) inside: a panel of 64 columns (or four of 16, where vectors are narrower), then one of 6, stored as 16
        var set = Set(new Parameter("w", [70, 3], 16, rows: 3, columns: 70, panelWidth: 64, axes: [1, 0]));
        float[] values = [.. Enumerable.Range(0, 210).Select(i => (float)i)];
        set[0].CopyFrom(values);

        Assert.Equal(values, set["w"].ToArray());
        for (var output = 0; output < 70; output++)
            for (var input = 0; input < 3; input++)
            {
                var width = output < 64 && Vector512.IsHardwareAccelerated ? 64 : 16;
                var place = 16 + 3 * (output / width * width) + input * width + output % width;
                Assert.Equal(output * 3 + input, set.Block[place]);
            }
        Assert.Equal(209 * 210 / 2, set.Block.Span.ToArray().Sum());    // nothing else was written
    }

    [Fact]
    public void A_convolution_lies_with_its_outputs_as_columns()
    {
        // OIHW (5, 2, 3, 4) in files, HWIO inside
        var set = Set(new Parameter("c", [5, 2, 3, 4], 0, rows: 24, columns: 5, panelWidth: 32, axes: [3, 2, 0, 1]));
        float[] values = [.. Enumerable.Range(0, 120).Select(i => (float)i)];
        set[0].CopyFrom(values);
        Assert.Equal(values, set[0].ToArray());
        for (var o = 0; o < 5; o++)
            for (var i = 0; i < 2; i++)
                for (var y = 0; y < 3; y++)
                    for (var x = 0; x < 4; x++)
                        Assert.Equal(((o * 2 + i) * 3 + y) * 4 + x, set.Block[((y * 4 + x) * 2 + i) * 16 + o]);
    }

    [Fact]
    public void A_dense_form_keeps_its_order()
    {
        var set = Set(new Parameter("p", [4, 5], 32, rows: 1, columns: 20, panelWidth: 32, axes: [0, 1]),
            new Parameter("s", [], 0, rows: 1, columns: 1, panelWidth: 16, axes: []));
        float[] values = [.. Enumerable.Range(1, 20).Select(i => (float)i)];
        set["p"].CopyFrom(values);
        set["s"].CopyFrom([0.5f]);
        Assert.Equal(values, set.Block.Span.Slice(32, 20).ToArray());
        Assert.Equal(0.5f, set.Block[0]);
        Assert.Equal([0.5f], set["s"].ToArray());
    }

    [Fact]
    public void Wrong_lengths_and_names_are_refused()
    {
        var set = Set(new Parameter("p", [4, 5], 0, rows: 1, columns: 20, panelWidth: 32, axes: [0, 1]));
        Assert.Contains("p (4, 5) has 20 values, got 19", Assert.Throws<ArgumentException>(() => set[0].CopyFrom(new float[19])).Message);
        Assert.Throws<ArgumentException>(() => set[0].CopyTo(new float[21]));
        Assert.Contains("There is no parameter q; there are p", Assert.Throws<KeyNotFoundException>(() => set["q"]).Message);
        Assert.Throws<ArgumentException>(() => Set(new("p", [1], 0, 1, 1, 16, [0]), new("p", [1], 16, 1, 1, 16, [0])));
        Assert.Throws<ArgumentException>(() => new Parameter("p", [2, 3], 0, 2, 2, 16, [1, 0]));
        Assert.Throws<InvalidOperationException>(() => new Parameter("p", [1], 0, 1, 1, 16, [0]).ToArray());
    }

    [Fact]
    public void Changes_are_counted()
    {
        var set = Set(new Parameter("p", [2], 0, 1, 2, 16, [0]));
        var before = set.Version;
        set[0].ToArray();
        Assert.Equal(before, set.Version);
        set[0].Fill(1);
        Assert.NotEqual(before, set.Version);
    }
}
