namespace ModelGen.Integration.Tests.Sequences;

/// <summary>A model of up to twelve positions predicts for fewer what a model declared for so many does.</summary>
public class LengthTests
{
    private const int Samples = 7;

    [Fact]
    public void A_prompt_of_any_length_gives_what_the_whole_window_has_there()
    {
        Decoder decoder = new(seed: 1);
        Biased biased = new(seed: 1);
        Tagger tagger = new(seed: 1);
        var (tokens, frames, speakers) = (Data.Tokens(Samples * 12), Data.Reals(Samples * 12 * 8), Data.Reals(Samples * 2));
        float[] scores = new float[Samples * 12 * 11], heads = new float[Samples * 12 * 8], tags = new float[Samples * 12 * 5];
        new Decoder12(seed: 1).Predict(tokens, scores);
        new Biased12(seed: 1).Predict(frames, heads);
        new Tagger12(seed: 1).Predict(frames[..(Samples * 12 * 3)], speakers, tags);
        for (var length = 1; length <= 12; length++)
        {
            var output = new float[Samples * length * 11];
            decoder.Predict(Data.Prefixes(tokens, 12, length), output, length);
            Data.Close(Data.Prefixes(scores, 12 * 11, length * 11), output);

            output = new float[Samples * length * 8];
            biased.Predict(Data.Prefixes(frames, 12 * 8, length * 8), output, length);
            Data.Close(Data.Prefixes(heads, 12 * 8, length * 8), output);

            output = new float[Samples * length * 5];
            tagger.Predict(Data.Prefixes(frames[..(Samples * 12 * 3)], 12 * 3, length * 3), speakers, output, length);
            Data.Close(Data.Prefixes(tags, 12 * 5, length * 5), output);
        }
    }

    [Fact]
    public void A_model_declared_at_the_length_gives_the_same()
    {
        var (tokens, frames) = (Data.Tokens(Samples * 12), Data.Reals(Samples * 12 * 3));
        Same(12, 1, (output, length) => new Classifier(seed: 2).Predict(tokens.AsSpan(0, Samples * length), output, length), output => new Classifier12(seed: 2).Predict(tokens, output));
        Same(5, 1, (output, length) => new Classifier(seed: 2).Predict(tokens.AsSpan(0, Samples * length), output, length), output => new Classifier5(seed: 2).Predict(tokens.AsSpan(0, Samples * 5), output));
        Same(1, 1, (output, length) => new Classifier(seed: 2).Predict(tokens.AsSpan(0, Samples * length), output, length), output => new Classifier1(seed: 2).Predict(tokens.AsSpan(0, Samples), output));

        Same(12, 3, (output, length) => new Pooled(seed: 2).Predict(frames.AsSpan(0, Samples * length * 3), output, length), output => new Pooled12(seed: 2).Predict(frames, output));
        Same(5, 3, (output, length) => new Pooled(seed: 2).Predict(frames.AsSpan(0, Samples * length * 3), output, length), output => new Pooled5(seed: 2).Predict(frames.AsSpan(0, Samples * 15), output));
        Same(1, 3, (output, length) => new Pooled(seed: 2).Predict(frames.AsSpan(0, Samples * length * 3), output, length), output => new Pooled1(seed: 2).Predict(frames.AsSpan(0, Samples * 3), output));

        Same(12, 3, (output, length) => new Encoder(seed: 2).Predict(tokens.AsSpan(0, Samples * length), output, length), output => new Encoder12(seed: 2).Predict(tokens, output));
        Same(5, 3, (output, length) => new Encoder(seed: 2).Predict(tokens.AsSpan(0, Samples * length), output, length), output => new Encoder5(seed: 2).Predict(tokens.AsSpan(0, Samples * 5), output));
        Same(1, 3, (output, length) => new Encoder(seed: 2).Predict(tokens.AsSpan(0, Samples * length), output, length), output => new Encoder1(seed: 2).Predict(tokens.AsSpan(0, Samples), output));

        Same(12, 2, (output, length) => new BothWays(seed: 2).Predict(frames.AsSpan(0, Samples * length * 3), output, length), output => new BothWays12(seed: 2).Predict(frames, output));
        Same(5, 2, (output, length) => new BothWays(seed: 2).Predict(frames.AsSpan(0, Samples * length * 3), output, length), output => new BothWays5(seed: 2).Predict(frames.AsSpan(0, Samples * 15), output));
        Same(1, 2, (output, length) => new BothWays(seed: 2).Predict(frames.AsSpan(0, Samples * length * 3), output, length), output => new BothWays1(seed: 2).Predict(frames.AsSpan(0, Samples * 3), output));

        static void Same(int length, int outputs, Action<float[], int> bounded, Action<float[]> given)
        {
            float[] expected = new float[Samples * outputs], actual = new float[Samples * outputs];
            given(expected);
            bounded(actual, length);
            Data.Close(expected, actual);
            Assert.True(expected.Distinct().Count() > 3);
        }
    }

    /// <summary>More rows than go through the kernels together: a window is cut into pieces.</summary>
    [Fact]
    public void Long_windows_are_cut_into_pieces()
    {
        var tokens = Data.Tokens(3 * 130);
        float[] expected = new float[3 * 130 * 11], actual = new float[3 * 130 * 11];
        new Long130(seed: 4).Predict(tokens, expected);
        var model = new Long(seed: 4);
        model.Predict(tokens, actual);
        Data.Close(expected, actual);
        foreach (var length in new[] { 31, 49, 97, 129 })
        {
            var output = new float[3 * length * 11];
            model.Predict(Data.Prefixes(tokens, 130, length), output, length);
            Data.Close(Data.Prefixes(expected, 130 * 11, length * 11), output);
        }
    }

    [Fact]
    public void Axes_of_images_stay_what_they_are()
    {
        var frames = Data.Reals(2 * 5 * 72);
        float[] expected = new float[2 * 5 * 4], actual = new float[2 * 3 * 4];
        new Film5(seed: 1).Predict(frames, expected);
        new Film(seed: 1).Predict(Data.Prefixes(frames, 5 * 72, 3 * 72), actual, 3);
        Data.Close(Data.Prefixes(expected, 20, 12), actual);
    }

    /// <summary>The full window is what a data set has, so the library's own tools work.</summary>
    [Fact]
    public void Training_and_evaluation_are_those_of_the_full_window()
    {
        var tokens = Data.Tokens(6 * 130);
        int[] targets = [.. tokens.Skip(1), 0];
        var model = new Long(seed: 1);
        var data = new DataSet(new DataColumn(tokens, 130, "tokens"), new DataColumn(targets, 130, "target"));
        var before = model.Evaluate(data).Loss!.Value;
        model.Fit(data, new FitOptions { Epochs = 15, BatchSize = 3, Optimizer = new Adam(3e-3f) });
        Assert.InRange(model.Evaluate(data).Loss!.Value, 0, before - 0.3);
        Assert.Equal(130, Long.MaxLength);
        Assert.Equal(130, Long.InputLength);
    }

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        var model = new Decoder();
        var output = new float[13 * 11];
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Predict(new int[13], output, 13));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Predict([], [], 0));
        Assert.Contains("multiple of 5", Assert.Throws<ArgumentException>(() => model.Predict(new int[7], output, 5)).Message);
        Assert.Contains("2 × 55", Assert.Throws<ArgumentException>(() => model.Predict(new int[10], output, 5)).Message);
        Assert.Contains("0 to 10", Assert.Throws<ArgumentException>(() => model.Predict([3, 11], new float[22], 2)).Message);
        Assert.All(output, value => Assert.Equal(0, value));
    }
}
