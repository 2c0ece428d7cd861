using ModelGen.Numerics;

namespace ModelGen.Tests.Storage;

public class LoadTests
{
    // dense1: 3 → 4, dense2: 4 → 2, stored transposed as kernels want them
    private static ParameterSet Model()
    {
        var set = new ParameterSet(
        [
            new("dense1.weight", [4, 3], 0, rows: 3, columns: 4, panelWidth: 64, axes: [1, 0]),
            new("dense1.bias", [4], 48, rows: 1, columns: 4, panelWidth: 16, axes: [0]),
            new("norm.running_mean", [4], 64, rows: 1, columns: 4, panelWidth: 16, axes: [0], isTrainable: false),
        ], new AlignedBlock(80));
        foreach (var parameter in set) parameter.Fill(-1);
        return set;
    }

    private static byte[] File(Action<SafeTensorsWriter> add)
    {
        var writer = new SafeTensorsWriter();
        add(writer);
        using var stream = new MemoryStream();
        writer.Save(stream);
        return stream.ToArray();
    }

    private static float[] Range(int from, int count) => [.. Enumerable.Range(from, count).Select(i => (float)i)];

    private static void Whole(SafeTensorsWriter file)
    {
        file.Add("norm.running_mean", [4], Range(30, 4));
        file.Add("dense1.bias", [4], Range(20, 4));
        file.Add("dense1.weight", [4, 3], Range(1, 12));
        file.Add("norm.num_batches_tracked", [], [17]);
    }

    private static string Refused(byte[] file, WeightMap? map = null)
    {
        var model = Model();
        var before = model.Block.Span.ToArray();
        var message = Assert.Throws<SafeTensorsException>(() => model.Load(file, map)).Message;
        Assert.Equal(before, model.Block.Span.ToArray());
        return message;
    }

    [Fact]
    public void Tensors_are_found_by_name_in_any_order()
    {
        var model = Model();
        model.Load(File(Whole));
        Assert.Equal(Range(1, 12), model["dense1.weight"].ToArray());
        Assert.Equal(Range(20, 4), model["dense1.bias"].ToArray());
        Assert.Equal(Range(30, 4), model["norm.running_mean"].ToArray());
    }

    [Fact]
    public void What_is_saved_loads_into_another_model()
    {
        var (one, other) = (Model(), Model());
        one.Load(File(Whole));
        using var stream = new MemoryStream();
        one.Save(stream);
        other.Load(stream.ToArray());
        Assert.Equal(one.Block.Span.ToArray(), other.Block.Span.ToArray());
        Assert.Equal(["dense1.weight", "dense1.bias", "norm.running_mean"], SafeTensors.Read(stream.ToArray()).Select(tensor => tensor.Name));

        var path = Path.Combine(Path.GetTempPath(), $"modelgen-{Guid.NewGuid():N}.safetensors");
        one.Save(path);
        try
        {
            var third = Model();
            third.Load(path);
            using (var file = System.IO.File.OpenRead(path)) other.Load(file);
            Assert.Equal(one.Block.Span.ToArray(), third.Block.Span.ToArray());
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    [Fact]
    public void What_does_not_fit_is_named_and_changes_nothing()
    {
        Assert.Contains("'dense1.bias' is missing; expected (4)", Refused(File(file =>
        {
            file.Add("dense1.weight", [4, 3], Range(1, 12));
            file.Add("norm.running_mean", [4], Range(30, 4));
        })));
        Assert.Contains("'extra' (2, 1) is no parameter of the model", Refused(File(file =>
        {
            Whole(file);
            file.Add("extra", [2, 1], Range(0, 2));
        })));
        var wrong = Refused(File(file =>
        {
            file.Add("dense1.weight", [3, 4], Range(1, 12));
            file.Add("dense1.bias", [4], [1, 2, 3, 4]);
        }));
        Assert.DoesNotContain("'dense1.weight' is missing", wrong, StringComparison.Ordinal);
        Assert.Contains("'dense1.weight' is (3, 4); expected (4, 3)", wrong);
        Assert.Contains("'dense1.bias' is I32; expected F32", wrong);
        Assert.Contains("'norm.running_mean' is missing", wrong);
        Assert.Contains("truncated", Refused(File(Whole)[..^1]));
    }

    [Fact]
    public void A_map_renames_transposes_splits_and_ignores()
    {
        var model = Model();
        var map = new WeightMap()
            .Ignore("*.mask")
            .Rename("model.*", "*")
            .Rename("first.*", "dense1.*")
            .Transpose("*.kernel").Rename("*.kernel", "*.weight")
            .Split("fused", axis: 0, "dense1.bias", "norm.running_mean");
        model.Load(File(file =>
        {
            file.Add("model.first.kernel", [3, 4], [1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12f]);
            file.Add("model.fused", [8], Range(20, 8));
            file.Add("model.first.mask", [1], [1f]);
        }), map);
        Assert.Equal(Range(1, 12), model["dense1.weight"].ToArray());
        Assert.Equal(Range(20, 4), model["dense1.bias"].ToArray());
        Assert.Equal(Range(24, 4), model["norm.running_mean"].ToArray());
    }

    [Fact]
    public void Splits_cut_any_axis_and_permutations_any_rank()
    {
        var set = new ParameterSet(
            [new("a", [2, 2], 0, 1, 4, 16, [0, 1]), new("b", [2, 2], 16, 1, 4, 16, [0, 1]), new("c", [3, 2, 1], 32, 1, 6, 16, [0, 1, 2])],
            new AlignedBlock(48));
        set.Load(File(file =>
        {
            file.Add("ab", [2, 4], Range(0, 8));
            file.Add("c", [1, 3, 2], Range(0, 6));
        }), new WeightMap().Split("ab", axis: -1, "a", "b").Permute("c", 1, 2, 0));
        Assert.Equal([0, 1, 4, 5], set["a"].ToArray());
        Assert.Equal([2, 3, 6, 7], set["b"].ToArray());
        Assert.Equal(Range(0, 6), set["c"].ToArray());
    }

    [Fact]
    public void A_map_that_does_not_fit_is_refused()
    {
        Assert.Contains("dense1.weight F32 (4, 3) cannot be split into 5 equal parts", Refused(File(Whole), new WeightMap().Split("dense1.weight", 0, "a", "b", "c", "d", "e")));
        Assert.Contains("cannot have its axes reordered", Refused(File(Whole), new WeightMap().Transpose("dense1.bias")));
        Assert.Contains("'norm.running_mean' and 'dense1.bias' both are 'dense1.bias'", Refused(File(Whole), new WeightMap().Rename("norm.running_mean", "dense1.bias")));
        Assert.Throws<ArgumentException>(() => new WeightMap().Rename("a", "*"));
        Assert.Throws<ArgumentException>(() => new WeightMap().Permute("a", 0, 2));
    }

    [Fact]
    public void Missing_parameters_may_keep_their_values()
    {
        var model = Model();
        var file = File(writer => writer.Add("dense1.weight", [4, 3], Range(1, 12)));
        model.Load(file, new WeightMap().KeepMissing("dense1.bias").KeepMissing("norm.*"));
        Assert.Equal(Range(1, 12), model["dense1.weight"].ToArray());
        Assert.Equal([-1, -1, -1, -1], model["dense1.bias"].ToArray());
        Assert.Contains("'norm.running_mean' is missing", Refused(file, new WeightMap().KeepMissing("dense1.*")));
    }

    [Fact]
    public void Two_recurrent_biases_become_one_where_the_model_has_one()
    {
        ParameterSet Recurrent(params string[] names) => new(
            [.. names.Select((name, i) => new Parameter(name, [2], 16 * i, 1, 2, 16, [0]))], new AlignedBlock(64));
        var file = File(writer =>
        {
            writer.Add("lstm.bias_ih_l0", [2], [1f, 2]);
            writer.Add("lstm.bias_hh_l0", [2], [10f, 20]);
        });
        var one = Recurrent("lstm.bias_ih_l0");
        one.Load(file);
        Assert.Equal([11, 22], one[0].ToArray());
        var two = Recurrent("lstm.bias_ih_l0", "lstm.bias_hh_l0");
        two.Load(file);
        Assert.Equal([1, 2], two[0].ToArray());
        Assert.Equal([10, 20], two[1].ToArray());
    }
}
