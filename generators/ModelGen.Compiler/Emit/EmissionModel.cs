using ModelGen.Compiler.Language;
using ModelGen.Compiler.Weights;

namespace ModelGen.Compiler.Emit;

/// <summary>A row of the summary.</summary>
/// <param name="Name">The layer's name, such as <c>conv1</c>.</param>
/// <param name="Kind">What it is, such as <c>Conv2D</c>.</param>
/// <param name="Shape">The shape of its result, without the batch axis.</param>
/// <param name="Parameters">Its parameters' elements, running statistics included.</param>
/// <param name="Flops">Operations for one sample, a multiply-add counted as two.</param>
public sealed record LayerRow(string Name, string Kind, Shape Shape, int Parameters, long Flops)
{
    /// <summary>Elements of the tensors that it is called with, for one sample.</summary>
    public long OperandLength { get; init; }
}

/// <summary>Everything that the emitter writes a model from.</summary>
/// <param name="Declaration">The class and its options.</param>
/// <param name="Layers">The rows of the summary, in order.</param>
/// <param name="Inference">The optimised graph of a prediction.</param>
/// <param name="Training">The optimised graph of loss and gradients; null without a loss.</param>
/// <param name="Evaluation">
/// The optimised graph of the loss in inference mode; null where that is what training computes anyway.
/// </param>
/// <param name="External">
/// The optimised graph of predictions, and of gradients from derivatives that come from outside; null where not asked for.
/// </param>
/// <param name="Loss">The name of the loss; null without one.</param>
/// <param name="OutputKind">The member of the library's <c>OutputKind</c>.</param>
/// <param name="Notes">Remarks for the summary, such as that the loss takes the output as logits.</param>
public sealed record EmissionModel(
    ModelDeclaration Declaration,
    IReadOnlyList<LayerRow> Layers,
    Graph Inference,
    Graph? Training,
    Graph? Evaluation,
    Graph? External,
    string? Loss,
    string OutputKind,
    IReadOnlyList<string> Notes)
{
    /// <summary>What the inference graph was before its optimisation, where it works on positions of a time axis or keeps states.</summary>
    public PositionGraph? Positions { get; init; }

    /// <summary>The inference graph without some of Winograd's convolutions; null where there is no budget to meet.</summary>
    public WinogradConvolutions? Convolutions { get; init; }

    /// <summary>What weights that are saved say of the model they were trained for.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The weights that the model carries; null where it asks for none.</summary>
    public CarriedWeights? Weights { get; init; }

    /// <summary>The graphs as the GPU's kernels take them; null where the model is for the processor alone.</summary>
    public GpuGraphs? Gpu { get; init; }

    /// <summary>The inference graph in terms of ONNX; null where it is not asked for.</summary>
    public string? Description { get; init; }
}
