using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelGen.Benchmarks.Peers.Torch;

using F = TorchSharp.torch.nn.functional;
using Module = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;
using Tensor = TorchSharp.torch.Tensor;

/// <summary>The nets of the table as TorchSharp has them, parameters named as the models' are; without the last activation.</summary>
internal static class TorchNets
{
    public static Module Dense(params int[] widths)
    {
        var layers = new List<(string, Module)>();
        for (var i = 1; i < widths.Length; i++)
        {
            if (i > 1) layers.Add(($"relu{i - 1}", ReLU()));
            layers.Add(($"dense{i}", Linear(widths[i - 1], widths[i])));
        }
        return Sequential(layers);
    }

    // Images come channels-first; the dense layer's weights were trained channels-last.
    public static Module Cnn() => Sequential(
        ("conv1", Conv2d(1, 32, 3)), ("relu1", ReLU()), ("pool1", MaxPool2d(2)),
        ("conv2", Conv2d(32, 64, 3)), ("relu2", ReLU()), ("pool2", MaxPool2d(2)),
        ("conv3", Conv2d(64, 64, 3)), ("relu3", ReLU()), ("last", new ChannelsLast()), ("flatten", Flatten()),
        ("dense1", Linear(576, 64)), ("relu4", ReLU()), ("dense2", Linear(64, 10)));

    private sealed class ChannelsLast() : Module("channels_last")
    {
        public override Tensor forward(Tensor x) => x.permute(0, 2, 3, 1);
    }
}

internal sealed class TorchTextLstm : Module
{
    private readonly Embedding embedding1 = Embedding(10_000, 128);
    private readonly LSTM lstm1 = LSTM(128, 64, batchFirst: true), lstm2 = LSTM(64, 32, batchFirst: true);
    private readonly Linear dense1 = Linear(32, 1);

    public TorchTextLstm() : base("text") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var (sequence, _, _) = lstm1.forward(embedding1.forward(x));
        var (states, _, _) = lstm2.forward(sequence);
        return dense1.forward(states.select(1, -1));
    }
}

/// <summary>A block of a transformer; PyTorch's fused attention in it.</summary>
internal sealed class TorchBlock : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly LayerNorm norm1, norm2;
    private readonly TorchAttention attention;
    private readonly Linear up, down;
    private readonly bool normFirst;
    private readonly Func<Tensor, Tensor> activation;

    public TorchBlock(int width, int heads, bool normFirst, bool causal, bool tanh = false, double epsilon = 1e-5) : base("block")
    {
        (norm1, norm2) = (LayerNorm(width, epsilon), LayerNorm(width, epsilon));
        attention = new TorchAttention(width, heads, causal);
        (up, down, this.normFirst) = (Linear(width, 4 * width), Linear(4 * width, width), normFirst);
        activation = tanh ? x => F.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh) : x => F.gelu(x);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, Tensor? mask)
    {
        if (normFirst)
        {
            x = x + attention.forward(norm1.forward(x), mask);
            return x + down.forward(activation(up.forward(norm2.forward(x))));
        }
        x = norm1.forward(x + attention.forward(x, mask));
        return norm2.forward(x + down.forward(activation(up.forward(x))));
    }

    /// <summary>One position more, with room for it behind the keys and values.</summary>
    public Tensor Step(Tensor x, Tensor keys, Tensor values)
    {
        x = x + attention.Step(norm1.forward(x), keys, values);
        return x + down.forward(activation(up.forward(norm2.forward(x))));
    }
}

internal sealed class TorchAttention : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly Linear query, key, value, output;
    private readonly int heads;
    private readonly bool causal;

    public TorchAttention(int width, int heads, bool causal) : base("attention")
    {
        (query, key, value, output) = (Linear(width, width), Linear(width, width), Linear(width, width), Linear(width, width));
        (this.heads, this.causal) = (heads, causal);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, Tensor? mask) =>
        Joined(F.scaled_dot_product_attention(Heads(query, x), Heads(key, x), Heads(value, x), mask, 0, causal), x);

    public Tensor Step(Tensor x, Tensor keys, Tensor values)
    {
        var last = keys.shape[2] - 1;
        keys.select(2, last).copy_(Heads(key, x).select(2, 0));
        values.select(2, last).copy_(Heads(value, x).select(2, 0));
        return Joined(F.scaled_dot_product_attention(Heads(query, x), keys, values), x);
    }

    private Tensor Heads(Linear layer, Tensor x) => layer.forward(x).view(x.shape[0], x.shape[1], heads, -1).transpose(1, 2);

    private Tensor Joined(Tensor y, Tensor x) => output.forward(y.transpose(1, 2).reshape(x.shape));
}

/// <summary>A single block as a net.</summary>
internal sealed class TorchOneBlock : Module
{
    private readonly TorchBlock block;

    public TorchOneBlock(int width, int heads) : base("net")
    {
        block = new TorchBlock(width, heads, normFirst: true, causal: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => block.forward(x, null);
}
