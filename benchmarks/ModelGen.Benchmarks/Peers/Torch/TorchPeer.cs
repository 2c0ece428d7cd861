using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Benchmarks.Peers.Torch;

using Module = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

/// <summary>What TorchSharp does on a model's weights.</summary>
internal static class TorchPeer
{
    /// <summary>A prediction: the net, then the model's last activation.</summary>
    public static Contender Prediction(Module net, IModel model, torch.Tensor input, Func<torch.Tensor, torch.Tensor>? last, int threads)
    {
        torch.set_num_threads(threads);
        net.Load(model.Parameters).eval();
        torch.Tensor? output = null;
        return new("TorchSharp", () =>
        {
            using var mode = inference_mode();
            using var scope = NewDisposeScope();
            var y = net.forward(input);
            if (last is not null) y = last(y);
            output?.Dispose();
            output = y.MoveToOuterDisposeScope();
        }, () => output!.contiguous().data<float>().ToArray())
        { Owned = [net] };
    }

    /// <summary>A step of Adam, as <c>Trainer.Step</c> makes it.</summary>
    public static Contender Training(Module net, IModel model, torch.Tensor input, Func<torch.Tensor, torch.Tensor> loss, float learningRate, int threads)
    {
        torch.set_num_threads(threads);
        net.Load(model.Parameters).train();
        var optimizer = optim.Adam(net.parameters(), learningRate);
        var last = 0f;
        return new("TorchSharp", () =>
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var value = loss(net.forward(input));
            value.backward();
            optimizer.step();
            last = value.item<float>();
        }, () => [last])
        { Owned = [optimizer, net] };
    }

    /// <summary>Writes a net with the model's weights in TorchSharp's own format.</summary>
    public static void Save(Module net, IModel model, string path) => net.Load(model.Parameters).save(path);

    // Second biases of recurrent layers are part of the first here, and counters are none of the model's.
    private static Module Load(this Module net, ParameterSet parameters)
    {
        using var mode = no_grad();
        foreach (var (name, tensor) in net.state_dict())
            if (parameters.TryGet(name, out var parameter))
                tensor.copy_(tensor_of(parameter));
            else if (name.Contains("bias_hh", StringComparison.Ordinal))
                tensor.zero_();
            else if (!name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
                throw new InvalidOperationException($"TorchSharp's {name} is no parameter of the model.");
        return net;

        static torch.Tensor tensor_of(Parameter parameter) => tensor(parameter.ToArray(), [.. parameter.Shape.Select(extent => (long)extent)]);
    }
}
