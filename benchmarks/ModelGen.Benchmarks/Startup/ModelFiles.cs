using ModelGen.Benchmarks.Models;
using ModelGen.Benchmarks.Peers.Torch;

namespace ModelGen.Benchmarks.Startup;

/// <summary>The seed MLP with the same weights in the formats of all programs.</summary>
internal sealed class ModelFiles
{
    public ModelFiles(string folder)
    {
        var model = new FashionMlp(seed: 1);
        SafeTensors = Path.Combine(folder, "mlp.safetensors");
        model.Parameters.Save(SafeTensors);
        Onnx = Path.Combine(folder, "mlp.onnx");
        model.ExportOnnx(Onnx);
        if (TorchLibrary.Failure is not null) return;
        Torch = Path.Combine(folder, "mlp.dat");
        TorchPeer.Save(TorchNets.Dense(784, 64, 64, 10), model, Torch);
    }

    public string SafeTensors { get; }

    public string Onnx { get; }

    /// <summary>Empty where TorchSharp does not load.</summary>
    public string Torch { get; } = "";
}
