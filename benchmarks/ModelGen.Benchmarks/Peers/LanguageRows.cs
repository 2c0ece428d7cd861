using ModelGen.Benchmarks.Models;
using ModelGen.Benchmarks.Peers.Torch;
using TorchSharp;

namespace ModelGen.Benchmarks.Peers;

/// <summary>GPT-2: a prompt at once, and one token behind keys and values.</summary>
internal static class LanguageRows
{
    private const int Head = Gpt2.Width / Gpt2.Heads;

    // Operations of a token in the products of the blocks, and of the table at the end, with two for a multiply-add.
    private const double TokenFlops = 2.0 * Gpt2.Blocks * 12 * Gpt2.Width * Gpt2.Width, HeadFlops = 2.0 * Gpt2.Width * Gpt2.Vocabulary;

    public static PeerRow Prompt(string name, int length) => new(name, "forward", 1, 1, row =>
    {
        var model = new Gpt2(1);
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

    public static PeerRow Token(string name) => new(name, "forward", 1, 1, row =>
    {
        var model = new Gpt2(1);
        int[] past = Words(Gpt2Step.Past), token = [7];
        var session = new SteadySession(model, past);
        var output = new float[Gpt2.Vocabulary];
        // Keys and values of the peers are random: their time does not depend on them. What they give for them is compared with
        // the same step as a model of ModelGen's; that sessions give what whole sequences give is a test.
        var (keys, values) = (Caches(1), Caches(2));
        var step = new Gpt2Step(1);
        foreach (var parameter in step.Parameters) parameter.CopyFrom(model.Parameters[parameter.Name].ToArray());
        List<Contender> contenders =
        [
            new("ModelGen", () => session.Predict(token, output), () => Given(step, token, keys, values)),
            OnnxStep(step, row.Threads, token, keys, values),
        ];
        if (TorchLibrary.Failure is null)
        {
            var net = new TorchGpt2
            {
                Past = [.. keys.Zip(values, (k, v) => (Room(k), Room(v)))],
            };
            contenders.Add(TorchPeer.Prediction(net, model, Tensor(token), null, row.Threads));
        }
        return new Contest(contenders, TokenFlops + HeadFlops);
    })
    { Note = "peers are given keys and values" };

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

/// <summary>A session that stays near 512 positions: it starts again where it has gone 64 further, some calls outside of any measure.</summary>
internal sealed class SteadySession
{
    private const int Further = 64;

    private readonly Gpt2 model;
    private readonly int[] past;
    private readonly float[] ignored = new float[Gpt2.Vocabulary];
    private Gpt2.Session session;

    public SteadySession(Gpt2 model, int[] past)
    {
        (this.model, this.past) = (model, past);
        session = Prefilled();
    }

    public void Predict(ReadOnlySpan<int> token, Span<float> output)
    {
        if (session.Position >= past.Length + Further) session = Prefilled();
        session.Predict(token, output);
    }

    private Gpt2.Session Prefilled()
    {
        var fresh = model.CreateSession();
        fresh.Predict(past, ignored);
        return fresh;
    }
}
