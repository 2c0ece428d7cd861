namespace ModelGen.Compiler.Emit;

/// <summary>The class that generated members are added to.</summary>
/// <param name="Namespace">Its namespace, null for the global one.</param>
/// <param name="ContainingTypes">The heads of the types around it, outermost first, such as <c>partial class Outer</c>.</param>
/// <param name="Name">Its name.</param>
public sealed record ModelIdentity(string? Namespace, EquatableArray<string> ContainingTypes, string Name)
{
    /// <summary>Unique among all classes of a compilation, as hint names must be.</summary>
    public string HintName => string.Join(".", new[] { Namespace }
        .Concat(ContainingTypes.Select(head => head.Split(' ').Last()))
        .Append(Name).Where(part => !string.IsNullOrEmpty(part)));
}

/// <summary>A row of the summary.</summary>
/// <param name="Name">The layer's name, such as <c>conv1</c>.</param>
/// <param name="Kind">What it is, such as <c>Conv2D</c>.</param>
/// <param name="Shape">The shape of its result, without the batch axis.</param>
/// <param name="Parameters">Its parameters' elements, running statistics included.</param>
/// <param name="Flops">Operations for one sample, a multiply-add counted as two.</param>
public sealed record LayerRow(string Name, string Kind, Shape Shape, int Parameters, long Flops);

/// <summary>Everything that the emitter writes a model from.</summary>
/// <param name="Identity">The class.</param>
/// <param name="Layers">The rows of the summary, in order.</param>
/// <param name="Inference">The optimised graph of a prediction.</param>
/// <param name="Training">The optimised graph of loss and gradients; null without a loss.</param>
/// <param name="Evaluation">
/// The optimised graph of the loss in inference mode; null where that is what training computes anyway.
/// </param>
/// <param name="Loss">The name of the loss; null without one.</param>
/// <param name="OutputKind">The member of the library's <c>OutputKind</c>.</param>
/// <param name="Notes">Remarks for the summary, such as that the loss takes the output as logits.</param>
public sealed record EmissionModel(
    ModelIdentity Identity,
    IReadOnlyList<LayerRow> Layers,
    Graph Inference,
    Graph? Training,
    Graph? Evaluation,
    string? Loss,
    string OutputKind,
    IReadOnlyList<string> Notes);

/// <summary>One file of the generated code.</summary>
/// <param name="HintName">Its name, unique within the compilation.</param>
/// <param name="Text">Its text.</param>
public sealed record GeneratedFile(string HintName, string Text);
