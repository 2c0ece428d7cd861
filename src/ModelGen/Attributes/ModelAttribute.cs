namespace ModelGen;

/// <summary>
/// Makes a partial class a model. Its layers stand above it as attributes, applied top to bottom, or in a method
/// <c>static Tensor Forward(…)</c>; the source generator adds <c>Predict</c>, <c>CreateTrainer</c>, <c>Summary</c>
/// and what else a model can do.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ModelAttribute : Attribute
{
    /// <summary>
    /// What training minimises; by default nothing, for a model that only predicts, or the class's own method
    /// <c>static Tensor Loss(Tensor output, [Target] …)</c>.
    /// </summary>
    public Losses Loss { get; set; }

    /// <summary>What code is generated; by default for the CPU.</summary>
    public Targets Targets { get; set; } = Targets.Cpu;

    /// <summary>Whether tiny products become straight-line code; by default where it is faster.</summary>
    public Unroll Unroll { get; set; }

    /// <summary>
    /// Whether faster algorithms that lose a digit are allowed (by default they are), or memory is saved with numbers of
    /// half the size.
    /// </summary>
    public Precision Precision { get; set; }

    /// <summary>
    /// Whether the parameters of a model that predicts seldom change, so that more may be computed from them once after
    /// each change: products behind an embedding become part of its table; batch normalisations, and the gain and bias of
    /// layer normalisations, become part of the weights of convolutions and products beside them. Predictions are faster
    /// and differ by rounding, the first one after a change is slower, and tables and new weights take memory (shown as
    /// inference workspace). Parameters, and files of them, stay as they are declared. By default not.
    /// </summary>
    public bool Frozen { get; set; }

    /// <summary>
    /// s in the smoothed target (1 − s)·t + s/C of a cross-entropy over C classes (C = 2 for the binary one), between
    /// 0 and 1; 0 by default. Szegedy et al., 2016.
    /// </summary>
    public float LabelSmoothing { get; set; }

    /// <summary>Where the Huber loss turns from a parabola into a line; 1 by default.</summary>
    public float HuberDelta { get; set; } = 1;

    /// <summary>
    /// Whether the trainer also has <c>Forward</c> without a target and <c>Backward(outputGradient)</c>, for a loss that is
    /// computed outside of the model: from another model, or by code of one's own. A model without <see cref="Loss"/>
    /// can be trained in this way only. By default not: it takes a second backward pass, of code.
    /// </summary>
    public bool OutputGradient { get; set; }

    /// <summary>
    /// Whether <c>Backward</c> also computes the derivatives with respect to the inputs, <c>Trainer.InputGradient</c>: to
    /// train the model that made them, or to see what a prediction depends on. By default not: it takes time.
    /// </summary>
    public bool InputGradient { get; set; }

    /// <summary>
    /// Whether the assembly carries a description of the model's graph, some ten kilobytes of text, from which
    /// <c>ModelGen.Onnx</c> exports it. By default where that package is referenced.
    /// </summary>
    public bool Describe { get; set; }
}

/// <summary>
/// An input of the model: on the class for the layers below it, or on a <see cref="Tensor"/> or <see cref="Indices"/>
/// parameter of <c>Forward</c>.
/// </summary>
/// <param name="shape">
/// Its extents without the batch axis, such as <c>28, 28, 1</c> for an image; none for a single number per sample.
/// </param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Parameter)]
public sealed class InputAttribute(params int[] shape) : Attribute
{
    /// <summary>The extents without the batch axis.</summary>
    public int[] Shape { get; } = shape;

    /// <summary>
    /// The largest length of a leading time axis whose length is known at run time only, before the extents of
    /// <see cref="Shape"/>; 0 where there is none.
    /// </summary>
    public int UpTo { get; set; }
}

/// <summary>
/// What the loss compares with: on a parameter of the model's own <c>Loss</c> method, or on the class to give the shape
/// that the target of a built-in loss has by itself.
/// </summary>
/// <param name="shape">
/// Its extents without the batch axis. None for a label, and for a tensor of the same shape as the output.
/// </param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Parameter)]
public sealed class TargetAttribute(params int[] shape) : Attribute
{
    /// <summary>The extents without the batch axis.</summary>
    public int[] Shape { get; } = shape;

    /// <summary>The number of categories of an <see cref="Indices"/> target; 0 where the loss knows it.</summary>
    public int Classes { get; set; }
}
