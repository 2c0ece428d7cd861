using ModelGen.Tests;

namespace ModelGen.Integration.Tests.Sequences;

/// <summary>A session remembers what it has seen: pieces and single steps give what the whole window does.</summary>
public class SessionTests
{
    private static readonly int[][] Cuts = [[12], [5, 1, 1, 3, 2], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], [11, 1]];

    [Fact]
    public void Pieces_and_steps_give_what_the_whole_window_does()
    {
        var tokens = Data.Tokens(2 * 12);
        var expected = new float[2 * 12 * 11];
        new Decoder12(seed: 1).Predict(tokens, expected);
        var session = new Decoder(seed: 1).CreateSession(samples: 2);
        foreach (var cut in Cuts)
        {
            session.Reset();
            foreach (var length in cut)
            {
                var start = session.Position;
                var output = new float[2 * length * 11];
                session.Predict(Piece(tokens, 1, start, length), output);
                Data.Close(Piece(expected, 11, start, length), output);
            }
            Assert.Equal(12, session.Position);
        }
    }

    [Fact]
    public void Wide_heads_give_what_the_whole_window_does()
    {
        var tokens = Data.Tokens(70);
        var expected = new float[70 * 11];
        new WideHeads70(seed: 1).Predict(tokens, expected);
        Data.Close(expected, Steps(new WideHeads(seed: 1).CreateSession(), tokens));
    }

    /// <summary>With weights of less than 32 bits keys and values are rounded to bfloat16, 8 bits, whether they are given at once or one by one.</summary>
    [Fact]
    public void Reduced_weights_go_with_reduced_keys_and_values()
    {
        var tokens = Data.Tokens(70);
        var (rounded, integers) = (new RoundedWideHeads(seed: 1), new IntegerWideHeads(seed: 1));
        Near(rounded.Parameters, Steps(rounded.CreateSession(), tokens), Whole(rounded.Predict));
        Near(integers.Parameters, Steps(integers.CreateSession(), tokens), Whole(integers.Predict));
        Assert.Contains("83.0 KiB a sample", WideHeads.Summary);
        Assert.Contains("41.5 KiB a sample", RoundedWideHeads.Summary);
        Assert.Contains("41.5 KiB a sample", IntegerWideHeads.Summary);

        float[] Whole(LengthPrediction predict)
        {
            var output = new float[70 * 11];
            predict(tokens, output, 70);
            return output;
        }

        // Of the same weights, which are no longer those of the seed.
        void Near(ParameterSet weights, float[] steps, float[] whole)
        {
            Data.Close(whole, steps);
            var exact = new WideHeads();
            foreach (var parameter in exact.Parameters) parameter.CopyFrom(weights[parameter.Name].ToArray());
            var expected = Steps(exact.CreateSession(), tokens);
            var difference = expected.Zip(steps, (e, s) => Math.Abs(e - s)).Max();
            Assert.InRange(difference, 1e-5f, expected.Max(Math.Abs) / 100);
        }
    }

    private delegate void LengthPrediction(ReadOnlySpan<int> tokens, Span<float> output, int length);

    private static float[] Steps(TokenSession session, int[] tokens)
    {
        var output = new float[tokens.Length * 11];
        for (var i = 0; i < tokens.Length; i++) session.Predict(tokens.AsSpan(i, 1), output.AsSpan(i * 11, 11));
        return output;
    }

    [Fact]
    public void Recurrent_states_go_on()
    {
        var (frames, speakers) = (Data.Reals(2 * 12 * 3), Data.Reals(2 * 2));
        float[] tags = new float[2 * 12 * 5], carried = new float[2 * 12 * 2];
        new Tagger12(seed: 1).Predict(frames, speakers, tags);
        new Carried12(seed: 1).Predict(frames, carried);
        var tagger = new Tagger(seed: 1).CreateSession(samples: 2);
        var carrier = new Carried(seed: 1).CreateSession(samples: 2);
        foreach (var cut in Cuts)
        {
            tagger.Reset();
            carrier.Reset();
            foreach (var length in cut)
            {
                var start = tagger.Position;
                float[] output = new float[2 * length * 5], other = new float[2 * length * 2];
                tagger.Predict(Piece(frames, 3, start, length), speakers, output);
                Data.Close(Piece(tags, 5, start, length), output);
                carrier.Predict(Piece(frames, 3, start, length), other);
                Data.Close(Piece(carried, 2, start, length), other);
            }
        }
    }

    /// <summary>What a sample has one answer for is answered for the positions so far.</summary>
    [Fact]
    public void Answers_are_those_of_the_positions_so_far()
    {
        var classifier = new Classifier(seed: 2);
        var pooled = new Pooled(seed: 2);
        var (tokens, frames) = (Data.Tokens(12), Data.Reals(12 * 3));
        var (reading, watching) = (classifier.CreateSession(), pooled.CreateSession());
        for (var length = 1; length <= 12; length++)
        {
            float[] expected = new float[1], actual = new float[1];
            classifier.Predict(tokens.AsSpan(0, length), expected, length);
            reading.Predict(tokens.AsSpan(length - 1, 1), actual);
            Data.Close(expected, actual);

            (expected, actual) = (new float[3], new float[3]);
            pooled.Predict(frames.AsSpan(0, length * 3), expected, length);
            watching.Predict(frames.AsSpan(length * 3 - 3, 3), actual);
            Data.Close(expected, actual);
        }
    }

    [Fact]
    public void Declared_states_are_the_items_returned_under_their_name()
    {
        var model = new Filter(seed: 1);
        var (weight, bias) = (model.Parameters["dense1.weight"].ToArray(), model.Parameters["dense1.bias"].ToArray());
        var session = model.CreateSession();
        var level = new float[3];
        foreach (var frame in Data.Reals(5 * 3).Chunk(3))
        {
            level = [.. level.Zip(frame, (old, now) => old / 2 + now)];
            var output = new float[2];
            session.Predict(frame, output);
            Data.Close([.. Enumerable.Range(0, 2).Select(o => bias[o] + Enumerable.Range(0, 3).Sum(i => level[i] * weight[o * 3 + i]))], output);
        }
        float[] first = new float[2], again = new float[2];
        model.Predict([1, 2, 3], first);
        session.Predict([1, 2, 3], again);
        Assert.NotEqual(first, again);
        session.Reset();
        session.Predict([1, 2, 3], again);
        Assert.Equal(first, again);
        Assert.Equal(2, Filter.OutputLength);
    }

    /// <summary>In training every sample begins anew, so the state adds nothing: an ordinary regression.</summary>
    [Fact]
    public void A_model_with_states_is_trained_from_their_start()
    {
        var model = new Filter(seed: 1);
        using var trainer = model.CreateTrainer(new Sgd(0.2f), batchSize: 20);
        var frames = Data.Reals(20 * 3);
        float[] targets = [.. frames.Chunk(3).SelectMany(frame => new[] { frame[0] - frame[2], frame[1] + 0.5f })];
        var loss = 0f;
        for (var step = 0; step < 300; step++) loss = trainer.Step(frames, targets);
        Assert.InRange(loss, 0, 1e-4f);
    }

    [Fact]
    public void Where_the_last_position_changes_the_first_there_is_no_session()
    {
        Assert.Null(typeof(Encoder).GetMethod("CreateSession"));
        Assert.Null(typeof(BothWays).GetMethod("CreateSession"));
        Assert.NotNull(typeof(Classifier).GetMethod("CreateSession"));
        Assert.IsNotAssignableFrom<ILanguageModel>(new Classifier());
        Assert.IsAssignableFrom<ILanguageModel>(new Decoder());
    }

    [Fact]
    public void More_positions_than_there_is_room_for_are_refused()
    {
        var session = new Decoder(seed: 1).CreateSession(samples: 2);
        session.Predict(new int[2 * 9], new float[2 * 9 * 11]);
        var mistake = Assert.Throws<InvalidOperationException>(() => session.Predict(new int[2 * 4], new float[2 * 4 * 11]));
        Assert.Equal("The model has room for 12 positions; 9 are taken, and 4 more do not fit. Reset the session, or declare a larger UpTo.", mistake.Message);
        Assert.Throws<ArgumentException>(() => session.Predict(new int[3], new float[3 * 11]));
        Assert.Throws<ArgumentException>(() => session.Predict(new int[2], new float[3]));
        Assert.Throws<ArgumentException>(() => session.Predict([1, 11], new float[22]));
        Assert.Equal(9, session.Position);
        session.Predict(new int[2 * 3], new float[2 * 3 * 11]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Decoder().CreateSession(0));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var decoder = new Long(seed: 1);
        var classifier = new Classifier(seed: 1);
        var (tokens, output, answer) = (Data.Tokens(130), new float[130 * 11], new float[1]);
        var (session, reading) = (decoder.CreateSession(), classifier.CreateSession());
        Run();
        Assert.Equal(0, Allocation.Of(Run));

        void Run()
        {
            session.Reset();
            reading.Reset();
            session.Predict(tokens.AsSpan(0, 60), output.AsSpan(0, 60 * 11));
            for (var i = 60; i < 130; i++) session.Predict(tokens.AsSpan(i, 1), output.AsSpan(0, 11));
            for (var i = 0; i < 12; i++) reading.Predict(tokens.AsSpan(i, 1), answer);
            decoder.Predict(tokens.AsSpan(0, 77), output.AsSpan(0, 77 * 11), 77);
        }
    }

    [Fact]
    public void Sessions_do_not_disturb_each_other()
    {
        var model = new Long(seed: 1);
        float[] Write(int seed)
        {
            var session = model.CreateSession();
            var (tokens, scores) = (Data.Tokens(100, seed), new float[100 * 11]);
            for (var i = 0; i < 100; i++) session.Predict(tokens.AsSpan(i, 1), scores.AsSpan(i * 11, 11));
            return scores;
        }

        float[][] expected = [.. Enumerable.Range(0, 6).Select(Write)];
        var actual = new float[6][];
        Parallel.For(0, 6, i => actual[i] = Write(i));
        for (var i = 0; i < 6; i++) Assert.Equal(expected[i], actual[i]);
    }

    // Some positions of two samples of twelve.
    private static T[] Piece<T>(T[] values, int row, int start, int length) =>
        [.. values.Chunk(12 * row).SelectMany(sample => sample.Skip(start * row).Take(length * row))];
}
