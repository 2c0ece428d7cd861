namespace ModelGen;

public static partial class Layers
{
    /// <summary>The sum over axes, which vanish from the shape.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes to sum over; none means all but the batch. Negative ones count from the end.</param>
    public static Tensor Sum(this Tensor x, params int[] axes) => Primitives.Reduce(x, ReduceKind.Sum, axes, false);

    /// <summary>The sum over axes, which stay with extent 1 if asked for.</summary>
    public static Tensor Sum(this Tensor x, int[] axes, bool keepDimensions) =>
        Primitives.Reduce(x, ReduceKind.Sum, axes, keepDimensions);

    /// <summary>The mean over axes, which vanish from the shape.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes to average over; none means all but the batch. Negative ones count from the end.</param>
    public static Tensor Mean(this Tensor x, params int[] axes) => Primitives.Reduce(x, ReduceKind.Mean, axes, false);

    /// <summary>The mean over axes, which stay with extent 1 if asked for.</summary>
    public static Tensor Mean(this Tensor x, int[] axes, bool keepDimensions) =>
        Primitives.Reduce(x, ReduceKind.Mean, axes, keepDimensions);

    /// <summary>The largest element over axes, which vanish from the shape. For the larger of two see Maximum.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes to search; none means all but the batch. Negative ones count from the end.</param>
    public static Tensor Max(this Tensor x, params int[] axes) => Primitives.Reduce(x, ReduceKind.Max, axes, false);

    /// <summary>The largest element over axes, which stay with extent 1 if asked for.</summary>
    public static Tensor Max(this Tensor x, int[] axes, bool keepDimensions) =>
        Primitives.Reduce(x, ReduceKind.Max, axes, keepDimensions);

    /// <summary>The smallest element over axes, which vanish from the shape. For the smaller of two see Minimum.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes to search; none means all but the batch. Negative ones count from the end.</param>
    public static Tensor Min(this Tensor x, params int[] axes) => Primitives.Reduce(x, ReduceKind.Min, axes, false);

    /// <summary>The smallest element over axes, which stay with extent 1 if asked for.</summary>
    public static Tensor Min(this Tensor x, int[] axes, bool keepDimensions) =>
        Primitives.Reduce(x, ReduceKind.Min, axes, keepDimensions);

    /// <summary>
    /// The variance over axes, which vanish from the shape: the mean squared deviation from the mean, divided by n and
    /// not by n − 1.
    /// </summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes to take it over; none means all but the batch. Negative ones count from the end.</param>
    public static Tensor Variance(this Tensor x, params int[] axes) => x.Variance(axes, keepDimensions: false);

    /// <summary>The variance (divided by n) over axes, which stay with extent 1 if asked for.</summary>
    public static Tensor Variance(this Tensor x, int[] axes, bool keepDimensions) =>
        (x - x.Mean(axes, keepDimensions: true)).Square().Mean(axes, keepDimensions);
}
