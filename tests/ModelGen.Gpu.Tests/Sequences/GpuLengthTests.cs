using ModelGen.Integration.Tests.Sequences;

namespace ModelGen.Tests.Sequences;

/// <summary>A model of up to twelve positions predicts for any number of them what it does on the processor.</summary>
public class GpuLengthTests
{
    private const int Samples = 3;

    [Fact]
    public void Any_length_is_as_on_the_processor()
    {
        using var device = TestDevice.Open();
        var (tokens, frames, speakers) = (Data.Tokens(Samples * 12), Data.Reals(Samples * 12 * 8), Data.Reals(Samples * 2));
        var (decoder, biased, classifier, tagger) = (new Decoder(seed: 1), new Biased(seed: 1), new Classifier(seed: 2), new Tagger(seed: 1));
        var (pooled, encoder, bothWays) = (new Pooled(seed: 2), new Encoder(seed: 2), new BothWays(seed: 2));
        using var decoderSession = decoder.CreateGpuSession(device, Samples);
        using var biasedSession = biased.CreateGpuSession(device, Samples);
        using var classifierSession = classifier.CreateGpuSession(device, Samples);
        using var taggerSession = tagger.CreateGpuSession(device, Samples);
        using var pooledSession = pooled.CreateGpuSession(device, Samples);
        using var encoderSession = encoder.CreateGpuSession(device, Samples);
        using var bothWaysSession = bothWays.CreateGpuSession(device, Samples);
        foreach (var length in new[] { 12, 1, 5 })
        {
            int[] text = tokens[..(Samples * length)];
            float[] wide = frames[..(Samples * length * 8)], narrow = frames[..(Samples * length * 3)];
            Same(length * 11, output => decoder.Predict(text, output, length), output => decoderSession.Predict(text, output, length));
            Same(length * 8, output => biased.Predict(wide, output, length), output => biasedSession.Predict(wide, output, length));
            Same(1, output => classifier.Predict(text, output, length), output => classifierSession.Predict(text, output, length));
            Same(length * 5, output => tagger.Predict(narrow, speakers, output, length), output => taggerSession.Predict(narrow, speakers, output, length));
            Same(3, output => pooled.Predict(narrow, output, length), output => pooledSession.Predict(narrow, output, length));
            Same(3, output => encoder.Predict(text, output, length), output => encoderSession.Predict(text, output, length));
            Same(2, output => bothWays.Predict(narrow, output, length), output => bothWaysSession.Predict(narrow, output, length));
        }
        // Fewer samples than there is room for.
        Same(5 * 11, output => decoder.Predict(tokens.AsSpan(0, 10), output.AsSpan(0, 110), 5), output => decoderSession.Predict(tokens.AsSpan(0, 10), output.AsSpan(0, 110), 5));
        Assert.Equal(0, decoderSession.Position);
    }

    [Fact]
    public void Axes_of_images_stay_what_they_are()
    {
        using var device = TestDevice.Open();
        var film = new Film(seed: 1);
        var frames = Data.Reals(Samples * 3 * 72);
        using var session = film.CreateGpuSession(device, Samples);
        Same(3 * 4, output => film.Predict(frames, output, 3), output => session.Predict(frames, output, 3));
    }

    /// <summary>What works for any model gives whole windows, each time anew.</summary>
    [Fact]
    public void Batches_are_whole_windows_that_begin_anew()
    {
        using var device = TestDevice.Open();
        IGpuModel[] models = [new Classifier(seed: 1), new Encoder(seed: 1), new Carried(seed: 1), new Filter(seed: 1)];
        foreach (var model in models)
        {
            var batch = new Batch(model.Info.InputColumns, Samples);
            batch.Begin(Samples);
            var random = new Random(1);
            if (batch.Columns[0].ElementType == ElementType.Index)
                foreach (ref var token in batch.IndicesToFill(0)) token = random.Next(SequenceNets.Vocabulary);
            else
                foreach (ref var number in batch.RealsToFill(0)) number = random.NextSingle();
            using var session = model.CreateGpuSession(device, Samples);
            for (var call = 0; call < 2; call++)
                Same(model.Info.OutputLength, output => model.Predict(batch, output), output => session.Predict(batch, output));
        }
    }

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        using var device = TestDevice.Open();
        using var session = new Encoder(seed: 1).CreateGpuSession(device, 2);
        var output = new float[9];
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Predict(new int[13], output, 13));
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Predict([], [], 0));
        Assert.Contains("multiple of 5", Assert.Throws<ArgumentException>(() => session.Predict(new int[7], output, 5)).Message);
        Assert.Contains("Expected 1 to 2 samples, got 3.", Assert.Throws<ArgumentException>(() => session.Predict(new int[15], output, 5)).Message);
        Assert.Contains("0 to 10", Assert.Throws<ArgumentException>(() => session.Predict([3, 11], output.AsSpan(0, 3), 2)).Message);
        Assert.All(output, value => Assert.Equal(0, value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Decoder().CreateGpuSession(device, 0));
    }

    private static void Same(int outputs, Action<float[]> onProcessor, Action<float[]> onDevice)
    {
        float[] expected = new float[Samples * outputs], actual = new float[Samples * outputs];
        onProcessor(expected);
        onDevice(actual);
        Data.Close(expected, actual);
        Assert.True(expected.Distinct().Count() > 2);
    }
}
