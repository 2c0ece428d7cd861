using ModelGen.Integration.Tests.Sequences;

namespace ModelGen.Onnx.Tests;

/// <summary>Files of models whose time axis has a length that is known at run time only, at several lengths.</summary>
public class LengthTests
{
    private const int Samples = 3;

    private delegate void Predict<T>(ReadOnlySpan<T> input, Span<float> output, int length);

    public static TheoryData<int> Lengths => [1, 2, 5, 12];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void TokensOfAnyLength(int length)
    {
        Check(new Decoder(1).Shaken(), new Decoder(1).Shaken().Predict, length, perPosition: 11);
        Check(new Classifier(1).Shaken(), new Classifier(1).Shaken().Predict, length, perSample: 1);
        Check(new Encoder(1).Shaken(), new Encoder(1).Shaken().Predict, length, perSample: 3);
        Check(new Long(1).Shaken(), new Long(1).Shaken().Predict, length * 10, perPosition: 11);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void FramesOfAnyLength(int length)
    {
        Check(new Biased(1).Shaken(), new Biased(1).Shaken().Predict, length, width: 8, perPosition: 8);
        Check(new Pooled(1).Shaken(), new Pooled(1).Shaken().Predict, length, width: 3, perSample: 3);
        Check(new BothWays(1).Shaken(), new BothWays(1).Shaken().Predict, length, width: 3, perSample: 2);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void OfOneInputAmongOthers(int length)
    {
        var model = new Tagger(1).Shaken();
        float[] frames = Reals(Samples * length * 3), speaker = Reals(Samples * 2), expected = new float[Samples * length * 5];
        model.Predict(frames, speaker, expected, length);
        using var peer = new Peer(model);
        Agreement.Close(expected, peer.Run(Peer.Reals("frames", frames, Samples, length, 3), Peer.Reals("speaker", speaker, Samples, 2))[0]);
    }

    [Fact]
    public void ImagesInTime()
    {
        var model = new Film(1).Shaken();
        float[] frames = Reals(Samples * 4 * 72), expected = new float[Samples * 4 * 4];
        model.Predict(frames, expected, 4);
        using var peer = new Peer(model);
        Agreement.Close(expected, peer.Run(Peer.Reals("input", frames, Samples, 4, 6, 6, 2))[0]);
    }

    [Fact]
    public void StatesGoInAndComeOut()
    {
        var model = new Carried(1).Shaken();
        var session = model.CreateSession();
        using var peer = new Peer(model);
        Assert.Equal(["input", "hidden"], peer.Inputs);
        Assert.Equal(["output", "hidden.next"], peer.Outputs);
        var hidden = new float[6];
        foreach (var length in (int[])[3, 1, 4])
        {
            float[] frames = Reals(length * 3, seed: length), expected = new float[length * 2];
            session.Predict(frames, expected);
            var results = peer.Run(Peer.Reals("input", frames, 1, length, 3), Peer.Reals("hidden", hidden, 1, 6));
            Agreement.Close(expected, results[0]);
            hidden = results[1];
        }
    }

    private static void Check(IModel model, Predict<int> predict, int length, int perPosition = 0, int perSample = 0)
    {
        var random = new Random(1);
        int[] tokens = [.. Enumerable.Range(0, Samples * length).Select(_ => random.Next(11))];
        var expected = new float[Samples * (length * perPosition + perSample)];
        predict(tokens, expected, length);
        using var peer = new Peer(model);
        Agreement.Close(expected, peer.Run(Peer.Indices("input", tokens, Samples, length))[0]);
    }

    private static void Check(IModel model, Predict<float> predict, int length, int width, int perPosition = 0, int perSample = 0)
    {
        var (frames, expected) = (Reals(Samples * length * width), new float[Samples * (length * perPosition + perSample)]);
        predict(frames, expected, length);
        using var peer = new Peer(model);
        Agreement.Close(expected, peer.Run(Peer.Reals("input", frames, Samples, length, width))[0]);
    }

    private static float[] Reals(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextSingle() - 1)];
    }
}
