using System.ComponentModel;

namespace ModelGen;

/// <summary>
/// Operators in the form in which the compiler knows them, with every number spelled out. Layers are written over
/// them; declarations use <see cref="Layers"/>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class Primitives
{
    /// <summary>A sum, mean, maximum or minimum over axes of each sample.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="kind">What to compute.</param>
    /// <param name="axes">The axes to reduce; empty for all. Negative ones count from the end.</param>
    /// <param name="keepDimensions">Whether reduced axes stay, with extent 1.</param>
    [Operator]
    public static Tensor Reduce(Tensor x, ReduceKind kind, int[] axes, bool keepDimensions) => BuildTime.Only<Tensor>();

    /// <summary>The sum over the samples of the batch: (N, …) → (…), one for all.</summary>
    [Operator]
    public static Tensor BatchSum(Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>The number of samples in the batch, of shape (); known at run time only.</summary>
    [Operator]
    public static Tensor BatchSize() => BuildTime.Only<Tensor>();

    /// <summary>
    /// Random numbers of x's shape: 0 with probability <paramref name="rate"/>, else 1/(1 − rate). They depend on the
    /// seed, the step, the call and the element alone, never on the number of threads.
    /// </summary>
    [Operator]
    public static Tensor DropoutMask(Tensor x, float rate) => BuildTime.Only<Tensor>();

    /// <summary>exp(xᵢ − max x) / Σⱼ exp(xⱼ − max x) over the last axis.</summary>
    [Operator]
    public static Tensor Softmax(Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>xᵢ − max x − log Σⱼ exp(xⱼ − max x) over the last axis.</summary>
    [Operator]
    public static Tensor LogSoftmax(Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>
    /// Convolution without bias: x (H, W, C) and weight (KH, KW, C / groups, filters) give (OH, OW, filters), where
    /// OH = ⌊(H + padTop + padBottom − dilationY·(KH − 1) − 1) / strideY⌋ + 1.
    /// </summary>
    [Operator]
    public static Tensor Conv2D(
        Tensor x,
        Tensor weight,
        int strideY,
        int strideX,
        int padTop,
        int padBottom,
        int padLeft,
        int padRight,
        int dilationY,
        int dilationX,
        int groups) => BuildTime.Only<Tensor>();

    /// <summary>The largest element of each window, (H, W, C) → (OH, OW, C); padding never wins.</summary>
    [Operator]
    public static Tensor MaxPool2D(
        Tensor x,
        int sizeY,
        int sizeX,
        int strideY,
        int strideX,
        int padTop,
        int padBottom,
        int padLeft,
        int padRight) => BuildTime.Only<Tensor>();

    /// <summary>The mean of each window, (H, W, C) → (OH, OW, C), over its whole area or only what lies inside.</summary>
    [Operator]
    public static Tensor AveragePool2D(
        Tensor x,
        int sizeY,
        int sizeX,
        int strideY,
        int strideX,
        int padTop,
        int padBottom,
        int padLeft,
        int padRight,
        bool countIncludePad) => BuildTime.Only<Tensor>();

    /// <summary>The elements start, start + step, … of each axis, length of them.</summary>
    [Operator]
    public static Tensor Slice(Tensor x, int[] starts, int[] lengths, int[] steps) => BuildTime.Only<Tensor>();

    /// <summary>
    /// −Σᶜ qᶜ · log softmax(logits)ᶜ with q = (1 − s)·[c = target] + s/C for label smoothing s: logits (…, C) and
    /// target (…) give (…).
    /// </summary>
    [Operator]
    public static Tensor SparseCategoricalCrossEntropy(Tensor logits, Indices target, float labelSmoothing) =>
        BuildTime.Only<Tensor>();
}

/// <summary>What <see cref="Primitives.Reduce"/> computes.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum ReduceKind
{
    /// <summary>Σx.</summary>
    Sum,

    /// <summary>Σx / n.</summary>
    Mean,

    /// <summary>The largest.</summary>
    Max,

    /// <summary>The smallest.</summary>
    Min,
}
