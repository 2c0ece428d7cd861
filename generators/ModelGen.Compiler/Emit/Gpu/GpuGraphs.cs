namespace ModelGen.Compiler.Emit;

/// <summary>The optimised graphs of a model as the GPU's kernels take them.</summary>
/// <param name="Inference">Of a prediction.</param>
/// <param name="Training">Of loss and gradients; null without a loss.</param>
/// <param name="Evaluation">Of the loss in inference mode; null where that is what training computes anyway.</param>
public sealed record GpuGraphs(Graph Inference, Graph? Training, Graph? Evaluation);
