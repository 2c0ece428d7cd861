using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace ModelGen.Benchmarks.Peers.Torch;

using Module = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;
using Tensor = TorchSharp.torch.Tensor;

internal sealed class TorchBert : Module
{
    private readonly Embedding words = Embedding(30_522, 768), positions = Embedding(128, 768);
    private readonly LayerNorm norm = LayerNorm(768, 1e-12);
    private readonly ModuleList<TorchBlock> h =
        ModuleList([.. Enumerable.Range(0, 12).Select(_ => new TorchBlock(768, 12, normFirst: false, causal: false, epsilon: 1e-12))]);

    public TorchBert() : base("bert") => RegisterComponents();

    public override Tensor forward(Tensor tokens)
    {
        var mask = tokens.ne(0).unsqueeze(1).unsqueeze(1);
        var x = norm.forward(words.forward(tokens) + positions.weight!);
        foreach (var block in h) x = block.forward(x, mask);
        return x;
    }
}

/// <summary>GPT-2: what comes after the last of its tokens, alone or behind keys and values of the tokens before.</summary>
internal sealed class TorchGpt2 : Module
{
    private readonly Embedding wte = Embedding(50_257, 768), wpe = Embedding(1024, 768);
    private readonly ModuleList<TorchBlock> h =
        ModuleList([.. Enumerable.Range(0, 12).Select(_ => new TorchBlock(768, 12, normFirst: true, causal: true, tanh: true))]);
    private readonly LayerNorm ln_f = LayerNorm(768);

    public TorchGpt2() : base("gpt2") => RegisterComponents();

    /// <summary>Keys and values for each block, (1, heads, positions, width), with room for one more; none for a prompt.</summary>
    public IReadOnlyList<(Tensor Keys, Tensor Values)>? Past { get; set; }

    public override Tensor forward(Tensor tokens)
    {
        var first = Past is null ? 0 : Past[0].Keys.shape[2] - 1;
        var x = wte.forward(tokens) + wpe.weight!.narrow(0, first, tokens.shape[1]);
        for (var i = 0; i < h.Count; i++)
            x = Past is null ? h[i].forward(x, null) : h[i].Step(x, Past[i].Keys, Past[i].Values);
        return functional.linear(ln_f.forward(x.select(1, -1)), wte.weight!);
    }
}

/// <summary>The GPT of samples/CharGpt.</summary>
internal sealed class TorchCharGpt : Module
{
    private readonly Embedding token = Embedding(65, 128);
    private readonly TorchSharp.Modules.Parameter position = new(TorchSharp.torch.zeros(64, 128));
    private readonly ModuleList<TorchBlock> h = ModuleList([.. Enumerable.Range(0, 4).Select(_ => new TorchBlock(128, 4, normFirst: true, causal: true))]);
    private readonly LayerNorm norm = LayerNorm(128);
    private readonly Linear head = Linear(128, 65);

    public TorchCharGpt() : base("gpt") => RegisterComponents();

    public override Tensor forward(Tensor tokens)
    {
        var x = token.forward(tokens) + position;
        foreach (var block in h) x = block.forward(x, null);
        return head.forward(norm.forward(x));
    }
}
