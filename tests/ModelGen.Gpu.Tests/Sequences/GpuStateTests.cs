using System.Reflection;
using ModelGen.Integration.Tests.Sequences;
using ModelGen.Kernels;
using ModelGen.Tests.Ptx;

namespace ModelGen.Tests.Sequences;

/// <summary>A session on a device remembers what it has seen, as one on the processor does.</summary>
public class GpuStateTests
{
    private const BindingFlags Kernels = BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly int[][] Cuts = [[12], [5, 1, 1, 3, 2], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]];

    public static TheoryData<Type> Models =>
    [
        typeof(Decoder), typeof(Biased), typeof(Classifier), typeof(Tagger), typeof(Pooled), typeof(Encoder), typeof(BothWays),
        typeof(Filter), typeof(Carried), typeof(Film), typeof(Long), typeof(Wide), typeof(Coarse), typeof(Deep),
    ];

    [Fact]
    public void Pieces_and_steps_are_as_on_the_processor()
    {
        using var device = TestDevice.Open();
        var (tokens, frames, speakers) = (Data.Tokens(2 * 12), Data.Reals(2 * 12 * 3), Data.Reals(2 * 2));
        var (decoder, tagger, pooled, carried) = (new Decoder(seed: 1), new Tagger(seed: 1), new Pooled(seed: 2), new Carried(seed: 1));
        using var decoderSession = decoder.CreateGpuSession(device, 2);
        using var taggerSession = tagger.CreateGpuSession(device, 2);
        using var pooledSession = pooled.CreateGpuSession(device, 2);
        using var carriedSession = carried.CreateGpuSession(device, 2);
        foreach (var cut in Cuts)
        {
            var (onDecoder, onTagger, onPooled, onCarried) = (decoder.CreateSession(2), tagger.CreateSession(2), pooled.CreateSession(2), carried.CreateSession(2));
            decoderSession.Reset();
            taggerSession.Reset();
            pooledSession.Reset();
            carriedSession.Reset();
            foreach (var length in cut)
            {
                var start = decoderSession.Position;
                var (text, piece) = (Piece(tokens, 1, start, length), Piece(frames, 3, start, length));
                Same(2 * length * 11, output => onDecoder.Predict(text, output), output => decoderSession.Predict(text, output));
                Same(2 * length * 5, output => onTagger.Predict(piece, speakers, output), output => taggerSession.Predict(piece, speakers, output));
                Same(2 * 3, output => onPooled.Predict(piece, output), output => pooledSession.Predict(piece, output));
                float[] expected = new float[2 * 4], actual = new float[2 * 4];
                Same(2 * length * 2, output => onCarried.Predict(piece, output, expected), output => carriedSession.Predict(piece, output, actual));
                Data.Close(expected, actual);
                Assert.Equal(onDecoder.Position, decoderSession.Position);
            }
        }
    }

    /// <summary>More keys than a group takes at a time, and a prompt whose products are worth tiles.</summary>
    [Fact]
    public void Long_texts_are_as_on_the_processor()
    {
        using var device = TestDevice.Open();
        var model = new Long(seed: 3);
        var (tokens, onProcessor) = (Data.Tokens(150), model.CreateSession());
        using var session = model.CreateGpuSession(device);
        for (var (start, cut) = (0, 0); start < 150; start += new[] { 70, 1, 62, 1, 1, 15 }[cut++])
        {
            int[] piece = tokens[start..(start + new[] { 70, 1, 62, 1, 1, 15 }[cut])];
            Same(piece.Length * 11, output => onProcessor.Predict(piece, output), output => session.Predict(piece, output));
        }
        Assert.Equal(150, session.Position);
    }

    [Fact]
    public void Equal_blocks_remember_each_for_itself()
    {
        using var device = TestDevice.Open();
        var model = new Deep(seed: 2);
        var (tokens, onProcessor) = (Data.Tokens(2 * 20), model.CreateSession(2));
        using var session = model.CreateGpuSession(device, 2);
        foreach (var (start, length) in new[] { (0, 24), (24, 2), (26, 14) })
        {
            int[] piece = tokens[start..(start + length)];
            Same(length * 11, output => onProcessor.Predict(piece, output), output => session.Predict(piece, output));
        }
    }

    /// <summary>A prompt goes through tiles, what follows through kernels of single positions.</summary>
    [Fact]
    public void Wide_heads_and_coarse_products_are_near_the_processors()
    {
        using var device = TestDevice.Open();
        var (wide, coarse) = (new Wide(seed: 1), new Coarse(seed: 1));
        var (onWide, onCoarse) = (wide.CreateSession(), coarse.CreateSession());
        using var wideSession = wide.CreateGpuSession(device);
        using var coarseSession = coarse.CreateGpuSession(device);
        float[] frames = Data.Reals(12 * 704);
        var tokens = Data.Tokens(40);
        foreach (var (start, length) in new[] { (0, 9), (9, 1), (10, 2) })
        {
            float[] piece = frames[(start * 704)..((start + length) * 704)];
            Same(length * 2, output => onWide.Predict(piece, output), output => wideSession.Predict(piece, output));
        }
        foreach (var (start, length) in new[] { (0, 35), (35, 1), (36, 4) })
        {
            int[] piece = tokens[start..(start + length)];
            float[] expected = new float[length * 11], actual = new float[length * 11];
            onCoarse.Predict(piece, expected);
            coarseSession.Predict(piece, actual);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 5e-3f));
        }
    }

    [Fact]
    public void Declared_states_go_on_can_be_read_and_are_forgotten()
    {
        using var device = TestDevice.Open();
        var model = new Filter(seed: 1);
        var onProcessor = model.CreateSession(2);
        using var session = model.CreateGpuSession(device, 2);
        Assert.Equal((2, int.MaxValue, 0), (session.Samples, session.MaxLength, session.Position));
        Assert.All(session.LevelState.ToArray(), level => Assert.Equal(0, level));
        var level = new float[6];
        foreach (var frame in Data.Reals(5 * 6).Chunk(6))
        {
            Same(4, output => onProcessor.Predict(frame, output), output => session.Predict(frame, output));
            level = [.. level.Zip(frame, (old, now) => old / 2 + now)];
            Data.Close(level, session.LevelState);
            Data.Close(frame, session.RightState);
        }
        Assert.Equal(5, session.Position);
        session.Reset();
        Assert.All(session.LevelState.ToArray(), number => Assert.Equal(0, number));
        Same(4, output => model.Predict([1, 2, 3, 4, 5, 6], output), output => session.Predict([1, 2, 3, 4, 5, 6], output));
        Assert.Throws<ArgumentException>(() => session.Predict(new float[3], new float[2]));
        Assert.Throws<ArgumentException>(() => session.Predict(new float[6], new float[3]));
        Assert.Equal(1, session.Position);
    }

    /// <summary>In training every sample begins anew, there as here.</summary>
    [Fact]
    public void A_model_with_states_is_trained_as_on_the_processor()
    {
        using var device = TestDevice.Open();
        Filter here = new(seed: 1), there = new(seed: 1);
        using var onProcessor = here.CreateTrainer(new Sgd(0.2f), batchSize: 20);
        using var onDevice = there.CreateGpuTrainer(device, new Sgd(0.2f), batchSize: 20);
        var frames = Data.Reals(20 * 3);
        float[] targets = [.. frames.Chunk(3).SelectMany(frame => new[] { frame[0] - frame[2], frame[1] + 0.5f })];
        for (var step = 0; step < 20; step++)
            Assert.Equal(onProcessor.Step(frames, targets), onDevice.Step(frames, targets), 1e-5f);
        onDevice.Synchronize();
        foreach (var parameter in here.Parameters) Data.Close(parameter.ToArray(), there.Parameters[parameter.Name].ToArray());
    }

    [Fact]
    public void More_positions_than_there_is_room_for_are_refused()
    {
        using var device = TestDevice.Open();
        using var session = new Decoder(seed: 1).CreateGpuSession(device, 2);
        session.Predict(new int[2 * 9], new float[2 * 9 * 11]);
        var mistake = Assert.Throws<InvalidOperationException>(() => session.Predict(new int[2 * 4], new float[2 * 4 * 11]));
        Assert.Equal("The model has room for 12 positions; 9 are taken, and 4 more do not fit. Reset the session, or declare a larger UpTo.", mistake.Message);
        Assert.Throws<ArgumentException>(() => session.Predict(new int[3], new float[3 * 11]));
        Assert.Throws<ArgumentException>(() => session.Predict(new int[2], new float[3]));
        Assert.Throws<ArgumentException>(() => session.Predict([1, 11], new float[22]));
        Assert.Equal(9, session.Position);
        session.Predict(new int[2 * 3], new float[2 * 3 * 11]);
    }

    [Fact]
    public void Where_the_last_position_changes_the_first_nothing_is_remembered()
    {
        Assert.False(typeof(Encoder.GpuSession).IsAssignableTo(typeof(CompiledGpuStateSession)));
        Assert.False(typeof(BothWays.GpuSession).IsAssignableTo(typeof(CompiledGpuStateSession)));
        Assert.True(typeof(Classifier.GpuSession).IsAssignableTo(typeof(CompiledGpuStateSession)));
        Assert.False(typeof(Classifier.GpuSession).IsAssignableTo(typeof(ITokenSession)));
    }

    [Fact]
    public void Text_is_written_as_on_the_processor()
    {
        using var device = TestDevice.Open();
        var model = new Decoder(seed: 5);
        var options = new GenerateOptions { MaxTokens = 20, Temperature = 0, Overflow = ContextOverflow.Slide };
        using var session = model.CreateGpuSession(device);
        var text = new TextGeneration(session, options);
        text.Start([3, 1, 4]);
        List<int> written = [];
        while (text.MoveNext()) written.Add(text.Current);
        Assert.Equal(model.Generate([3, 1, 4], options), written);
        Assert.Equal(written, model.Generate(device, [3, 1, 4], options));
        Assert.Equal(20, written.Count);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Kernels_pass_the_walk(Type model) =>
        PtxWalk.Check(model.GetNestedType("GpuKernels", BindingFlags.NonPublic)!.GetMethods(Kernels));

    [Fact]
    public void The_librarys_kernels_pass_the_walk() => PtxWalk.Check(typeof(StateKernels).GetMethods(Kernels));

    // Some positions of two samples of twelve.
    private static T[] Piece<T>(T[] values, int row, int start, int length) =>
        [.. values.Chunk(12 * row).SelectMany(sample => sample.Skip(start * row).Take(length * row))];

    private static void Same(int count, Action<float[]> onProcessor, Action<float[]> onDevice)
    {
        float[] expected = new float[count], actual = new float[count];
        onProcessor(expected);
        onDevice(actual);
        Data.Close(expected, actual);
    }
}
