using ModelGen.Benchmarks.Models;
using ModelGen.Benchmarks.Peers.Torch;
using TorchSharp;

namespace ModelGen.Benchmarks.Peers;

/// <summary>GPT-2: a prompt at once, and one token behind keys and values.</summary>
internal static class LanguageRows
{
    private const int Head = Gpt2.Width / Gpt2.Heads;

    private static readonly int[] Token7 = [7];

    // Operations of a token in the products of the blocks, and of the table at the end, with two for a multiply-add.
    private const double TokenFlops = 2.0 * Gpt2.Blocks * 12 * Gpt2.Width * Gpt2.Width, HeadFlops = 2.0 * Gpt2.Width * Gpt2.Vocabulary;

    public static PeerRow Prompt(string name, int length, int threads = 1) => new(name, "forward", 1, threads, row =>
    {
        var model = new Gpt2(1) { Threads = row.Threads };
        var tokens = Words(length);
        var output = new float[Gpt2.Vocabulary];
        List<Contender> contenders =
        [
            new("ModelGen", () => model.Predict(tokens, output, length), () => output),
            new OnnxPeer(model, 1, row.Threads, output.Length, ("input", tokens, [1, length])).Contender,
        ];
        if (TorchLibrary.Failure is null)
            contenders.Add(TorchPeer.Prediction(new TorchGpt2(), model, Tensor(tokens), null, row.Threads));
        return new Contest(contenders, length * TokenFlops + HeadFlops);
    });

    /// <summary>One token of a model of GPT-2's parameters; the peers compute with 32-bit floats whatever the model stores.</summary>
    public static PeerRow Token<TModel, TSession>(
        string name, Func<TModel> create, Func<TModel, TSession> createSession, Prediction<TSession, int> predict, int threads = 1)
        where TModel : IModel
        where TSession : ModelSession => new(name, "forward", 1, threads, row =>
        {
            var model = create();
            var session = new SteadySession<TSession>(() => createSession(model), predict, Words(Gpt2Step.Past));
            var output = new float[Gpt2.Vocabulary];
            var peers = StepPeers(row.Threads);
            return new Contest(
                [new("ModelGen", () => session.Predict(Token7, output), () => peers.Expected), .. peers.Contenders],
                TokenFlops + HeadFlops);
        })
        { Note = "peers are given keys and values" };

    // Peers of all such rows, which last as long as the process. Keys and values are random: their time does not depend on them.
    // What they give for them is compared with the same step as a model of ModelGen's; that sessions give what whole
    // sequences give is a test.
    private static readonly Dictionary<int, (float[] Expected, IReadOnlyList<Contender> Contenders)> StepPeersOfThreads = [];

    private static (float[] Expected, IReadOnlyList<Contender> Contenders) StepPeers(int threads)
    {
        if (StepPeersOfThreads.TryGetValue(threads, out var peers)) return peers;
        var (keys, values) = (Caches(1), Caches(2));
        var step = new Gpt2Step(1);
        List<Contender> contenders = [OnnxStep(step, threads, Token7, keys, values)];
        if (TorchLibrary.Failure is null)
        {
            var net = new TorchGpt2
            {
                Past = [.. keys.Zip(values, (k, v) => (Room(k), Room(v)))],
            };
            contenders.Add(TorchPeer.Prediction(net, step, Tensor(Token7), null, threads));
        }
        peers = (Given(step, Token7, keys, values), [.. contenders.Select(contender => contender with { Owned = [] })]);
        StepPeersOfThreads.Add(threads, peers);
        return peers;
    }

    private static Contender OnnxStep(Gpt2Step step, int threads, int[] token, float[][] keys, float[][] values)
    {
        long[] extents = [1, Gpt2.Heads, Gpt2Step.Past, Head];
        return new OnnxPeer(
            step, 1, threads, Gpt2.Vocabulary,
            [("token", token, [1, 1]), .. keys.Select((k, i) => ($"k{i}", (Array)k, extents)), .. values.Select((v, i) => ($"v{i}", (Array)v, extents))]).Contender;
    }

    private static float[] Given(Gpt2Step step, int[] token, float[][] keys, float[][] values)
    {
        var batch = new Batch(step.Info.InputColumns, 1);
        batch.Begin(1);
        token.CopyTo(batch.IndicesToFill(0));
        for (var i = 0; i < keys.Length; i++) keys[i].CopyTo(batch.RealsToFill(1 + i));
        for (var i = 0; i < values.Length; i++) values[i].CopyTo(batch.RealsToFill(1 + keys.Length + i));
        var output = new float[Gpt2.Vocabulary];
        step.Predict(batch, output);
        return output;
    }

    private static float[][] Caches(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Gpt2.Blocks).Select(_ =>
            Enumerable.Range(0, Gpt2.Heads * Gpt2Step.Past * Head).Select(_ => random.NextSingle() - 0.5f).ToArray())];
    }

    private static torch.Tensor Room(float[] cache)
    {
        using var given = torch.tensor(cache, [1, Gpt2.Heads, Gpt2Step.Past, Head]);
        return torch.cat([given, torch.zeros(1, Gpt2.Heads, 1, Head)], 2);
    }

    private static int[] Words(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(Gpt2.Vocabulary))];
    }

    private static torch.Tensor Tensor(int[] tokens) => torch.tensor(tokens, [1, tokens.Length]).to_type(torch.ScalarType.Int64);
}

/// <summary>A session that stays near 512 positions: it starts again where it has gone 64 further, a call that medians do not see.</summary>
internal sealed class SteadySession<TSession>(Func<TSession> create, Prediction<TSession, int> predict, int[] past) where TSession : ModelSession
{
    private const int Further = 64;

    private readonly float[] ignored = new float[Gpt2.Vocabulary];
    private TSession? session;

    public void Predict(ReadOnlySpan<int> token, Span<float> output)
    {
        session ??= create();
        if (session.Position >= past.Length + Further) session.Reset();
        if (session.Position == 0) predict(session, past, ignored);
        predict(session, token, output);
    }
}
