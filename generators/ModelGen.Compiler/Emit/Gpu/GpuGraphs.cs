namespace ModelGen.Compiler.Emit;

/// <summary>The optimised graphs of a model as the GPU's kernels take them.</summary>
/// <param name="Inference">Of a prediction, of single positions where the model has a form of these.</param>
/// <param name="Training">Of loss and gradients; null without a loss.</param>
/// <param name="Evaluation">Of the loss in inference mode; null where that is what training computes anyway.</param>
/// <param name="External">Of predictions, and of gradients from derivatives that come from outside; null where not asked for.</param>
public sealed record GpuGraphs(Graph Inference, Graph? Training, Graph? Evaluation, Graph? External);
