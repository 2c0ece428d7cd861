using ModelGen.Tests;

namespace ModelGen.Integration.Tests.Sequences;

/// <summary>Calls along time that threads share: samples, or kernels where there are fewer samples than threads or a session has them.</summary>
public class SharedSequenceTests
{
    private delegate void LengthPrediction(ReadOnlySpan<int> tokens, Span<float> output, int length);

    [Theory]
    [InlineData(1, 64)]
    [InlineData(1, 11)]
    [InlineData(2, 50)]
    [InlineData(3, 7)]
    [InlineData(9, 13)]
    public void The_number_of_threads_changes_no_bit(int samples, int length)
    {
        var tokens = Data.Tokens(samples * length);
        SharedDecoder decoder = new(seed: 3);
        Same(threads => decoder.Threads = threads, Tokens(decoder.Predict, SequenceNets.Vocabulary * length));
        RoundedSharedDecoder rounded = new(seed: 3);
        Same(threads => rounded.Threads = threads, Tokens(rounded.Predict, SequenceNets.Vocabulary * length));
        IntegerSharedDecoder integers = new(seed: 3);
        Same(threads => integers.Threads = threads, Tokens(integers.Predict, SequenceNets.Vocabulary * length));

        Func<float[]> Tokens(LengthPrediction predict, int outputs) => () =>
        {
            var output = new float[samples * outputs];
            predict(tokens, output, length);
            return output;
        };
    }

    [Theory]
    [InlineData(1, 40)]
    [InlineData(3, 12)]
    [InlineData(7, 5)]
    public void Nor_where_every_position_sees_all(int samples, int length)
    {
        var model = new SharedEncoder(seed: 3);
        var tokens = Data.Tokens(samples * length);
        Same(threads => model.Threads = threads, () =>
        {
            var output = new float[samples * 3];
            model.Predict(tokens, output, length);
            return output;
        });
    }

    [Theory]
    [InlineData(1, 20)]
    [InlineData(2, 20)]
    [InlineData(5, 11)]
    [InlineData(13, 4)]
    public void Nor_with_recurrence_and_inputs_without_time(int samples, int length)
    {
        var model = new SharedFilm(seed: 3);
        float[] frames = Data.Reals(samples * length * 128), camera = Data.Reals(samples * 3);
        Same(threads => model.Threads = threads, () =>
        {
            float[] output = new float[samples * length * 5], last = new float[samples * 70];
            model.Predict(frames, camera, output, last, length);
            return [.. output, .. last];
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(30)]
    public void Nor_in_sessions(int samples)
    {
        SharedDecoder decoder = new(seed: 3);
        var tokens = Data.Tokens(samples * 64);
        Same(threads => decoder.Threads = threads, () =>
        {
            var session = decoder.CreateSession(samples);
            List<float> all = [];
            foreach (var length in new[] { 50, 1, 2, 11 })
            {
                var output = new float[samples * length * SequenceNets.Vocabulary];
                session.Predict(tokens.AsSpan(samples * session.Position, samples * length), output);
                all.AddRange(output);
            }
            return [.. all];
        });

        SharedFilm film = new(seed: 3);
        float[] frames = Data.Reals(samples * 128 * 20), camera = Data.Reals(samples * 3);
        Same(threads => film.Threads = threads, () =>
        {
            var session = film.CreateSession(samples);
            List<float> all = [];
            foreach (var length in new[] { 12, 1, 7 })
            {
                float[] output = new float[samples * length * 5], last = new float[samples * 70];
                session.Predict(frames.AsSpan(samples * 128 * session.Position, samples * 128 * length), camera, output, last);
                all.AddRange([.. output, .. last]);
            }
            return [.. all];
        });

        SharedFilter filter = new(seed: 3);
        Same(threads => filter.Threads = threads, () =>
        {
            var session = filter.CreateSession(samples);
            List<float> all = [];
            for (var step = 0; step < 4; step++)
            {
                var output = new float[samples * 256];
                session.Predict(Data.Reals(samples * 256), output);
                all.AddRange(output);
            }
            return [.. all];
        });
    }

    [Fact]
    public void Callers_at_the_same_time_do_not_disturb_each_other()
    {
        var model = new SharedDecoder(seed: 3) { Threads = 2 };
        int[][] inputs = [.. Enumerable.Range(0, 4).Select(i => Data.Tokens(30, seed: i))];
        float[][] expected = [.. inputs.Select(Whole)];
        Parallel.For(0, 24, i =>
        {
            if (i % 2 == 0) Assert.Equal(expected[i % 4], Whole(inputs[i % 4]));
            else Assert.Equal(expected[i % 4], Pieces(inputs[i % 4]));
        });

        float[] Whole(int[] tokens)
        {
            var output = new float[30 * SequenceNets.Vocabulary];
            model.Predict(tokens, output, 30);
            return output;
        }

        float[] Pieces(int[] tokens)
        {
            var output = new float[30 * SequenceNets.Vocabulary];
            var session = model.CreateSession();
            session.Predict(tokens.AsSpan(0, 18), output.AsSpan(0, 18 * SequenceNets.Vocabulary));
            session.Predict(tokens.AsSpan(18), output.AsSpan(18 * SequenceNets.Vocabulary));
            return output;
        }
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var model = new SharedDecoder(seed: 3) { Threads = 2 };
        var session = model.CreateSession();
        var tokens = Data.Tokens(20);
        var output = new float[20 * SequenceNets.Vocabulary];
        for (var i = 0; i < 3; i++) Both();
        Assert.Equal(0, Allocation.Of(Both));

        void Both()
        {
            model.Predict(tokens, output, 20);
            session.Reset();
            session.Predict(tokens, output);
        }
    }

    private static void Same(Action<int> share, Func<float[]> predict)
    {
        var expected = predict();
        Assert.True(expected.Distinct().Count() > expected.Length / 2);
        for (var threads = 2; threads <= 4; threads++)
        {
            share(threads);
            Assert.Equal(expected, predict());
        }
        share(1);
    }
}
