namespace ModelGen.Integration.Tests.Storage;

[Model]
[Input(3)]
[Dense(4, Activation.Relu)]
[LayerNorm]
[Dense(2)]
public sealed partial class LoadedNet;

/// <summary>Models made from files.</summary>
public class LoadedModelTests
{
    [Fact]
    public void A_model_of_a_file_has_what_was_saved()
    {
        var saved = new LoadedNet(seed: 5);
        using var file = new MemoryStream();
        saved.Parameters.Save(file);
        foreach (var loaded in (LoadedNet[])[LoadedNet.Load(file.ToArray()), LoadedNet.Load(new MemoryStream(file.ToArray()), new WeightMap())])
            Assert.Equal(Values(saved), Values(loaded));
    }

    [Fact]
    public void What_a_map_lets_a_file_lack_starts_at_random()
    {
        var writer = new SafeTensorsWriter();
        writer.Add("dense1.bias", [4], [1f, 2, 3, 4]);
        using var file = new MemoryStream();
        writer.Save(file);
        var loaded = LoadedNet.Load(file.ToArray(), new WeightMap().KeepMissing());
        var fresh = new LoadedNet();
        fresh.Parameters["dense1.bias"].CopyFrom([1, 2, 3, 4]);
        Assert.Equal(Values(fresh), Values(loaded));
        Assert.Contains(Values(loaded), value => value is not 0 and not 1);
        Assert.Throws<SafeTensorsException>(() => LoadedNet.Load(file.ToArray()));
    }

    private static float[] Values(LoadedNet model) => [.. model.Parameters.SelectMany(parameter => parameter.ToArray())];
}
