namespace ModelGen.Compiler.Language;

public enum Mode
{
    Inference,
    Training,
}

/// <summary>What a declaration means: its graph, with outputs marked.</summary>
/// <param name="Graph">
/// Its outputs are the predictions, then exposed activations, then updates of running statistics (training), then the
/// loss of each sample where one was asked for.
/// </param>
/// <param name="Outputs">The predictions in order.</param>
/// <param name="Loss">The loss per sample or position, or null.</param>
/// <param name="Layers">Every layer call in order of completion, for the summary and doc comments.</param>
/// <param name="Diagnostics">With an error among them the graph is incomplete.</param>
public sealed record Evaluated(
    Graph Graph,
    IReadOnlyList<Value> Outputs,
    Value? Loss,
    IReadOnlyList<LayerInfo> Layers,
    IReadOnlyList<ModelDiagnostic> Diagnostics)
{
    public bool HasErrors => Diagnostics.Any(diagnostic => !diagnostic.IsHint);

    /// <summary>What is worth a line under the summary, such as that a linear output is taken as logits.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How the prediction is to be read: <c>Softmax</c>, <c>Sigmoid</c> or <c>Linear</c>, per output.</summary>
    public IReadOnlyList<string> OutputActivations { get; init; } = [];
}

/// <summary>One call of a layer.</summary>
/// <param name="Scope">Its name, such as <c>conv1</c> or <c>h.0.attention</c>.</param>
/// <param name="Kind">The method: <c>Conv2D</c>.</param>
/// <param name="Depth">0 for a layer of the model itself, 1 for a layer within such a layer …</param>
/// <param name="Inputs">The tensors it was called with.</param>
/// <param name="Output">Its result; the first where it gives several, null where it gives no tensor.</param>
/// <param name="Parameters">Those made in it, also by layers within it.</param>
/// <param name="Mark">The call.</param>
public sealed record LayerInfo(
    string Scope,
    string Kind,
    int Depth,
    IReadOnlyList<Value> Inputs,
    Value? Output,
    IReadOnlyList<Value> Parameters,
    Mark Mark);
