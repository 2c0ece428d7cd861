namespace ModelGen;

public static partial class Layers
{
    /// <summary>The same elements in row-major order under another shape of the same length. No work at all.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="shape">The new extents; one of them may be −1 and is what the others leave.</param>
    [Operator]
    public static Tensor Reshape(this Tensor x, params int[] shape) => BuildTime.Only<Tensor>();

    /// <summary>The axes in another order: axis i of the result is axis <c>axes[i]</c> of x.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">Every axis once; negative ones count from the end.</param>
    [Operator]
    public static Tensor Permute(this Tensor x, params int[] axes) => BuildTime.Only<Tensor>();

    /// <summary>x repeated to a shape by the rules of broadcasting.</summary>
    /// <param name="x">Any shape that broadcasts to <paramref name="shape"/>.</param>
    /// <param name="shape">The extents of the result.</param>
    [Operator("Expand")]
    public static Tensor BroadcastTo(this Tensor x, params int[] shape) => BuildTime.Only<Tensor>();

    /// <summary>x with elements added around it.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="before">How many go before each axis; one number per axis.</param>
    /// <param name="after">How many go after each axis; one number per axis.</param>
    /// <param name="value">What they are.</param>
    [Operator]
    public static Tensor Pad(this Tensor x, int[] before, int[] after, float value = 0) => BuildTime.Only<Tensor>();

    /// <summary>Two axes exchanged.</summary>
    /// <param name="x">Any shape that has both axes.</param>
    /// <param name="first">An axis; negative ones count from the end.</param>
    /// <param name="second">The axis that takes its place.</param>
    public static Tensor SwapAxes(this Tensor x, int first, int second)
    {
        var from = Position(x, first);
        var to = Position(x, second);
        var axes = new int[x.Shape.Rank];
        for (var i = 0; i < axes.Length; i++)
            axes[i] = i == from ? to : i == to ? from : i;
        return x.Permute(axes);
    }

    /// <summary>x followed by another tensor along an axis. For more than two see <see cref="Tensor.Concat"/>.</summary>
    /// <param name="x">Any shape of at least one axis.</param>
    /// <param name="other">A tensor that differs from x in this axis at most.</param>
    /// <param name="axis">The axis along which the extents add up; by default the last.</param>
    public static Tensor Concat(this Tensor x, Tensor other, int axis = -1) => Tensor.Concat([x, other], axis);

    /// <summary>A stretch of an axis: the elements start, start + step, …</summary>
    /// <param name="x">Any shape of at least one axis.</param>
    /// <param name="axis">The axis to cut; negative ones count from the end.</param>
    /// <param name="start">The first element; a negative one counts from the end.</param>
    /// <param name="length">How many elements the result has along the axis.</param>
    /// <param name="step">The distance from one to the next.</param>
    public static Tensor Slice(this Tensor x, int axis, int start, int length, int step = 1)
    {
        var rank = x.Shape.Rank;
        var cut = Position(x, axis);
        var starts = new int[rank];
        var lengths = new int[rank];
        var steps = new int[rank];
        for (var i = 0; i < rank; i++)
        {
            starts[i] = i != cut ? 0 : start < 0 ? start + x.Shape[i] : start;
            lengths[i] = i != cut ? x.Shape[i] : length;
            steps[i] = i != cut ? 1 : step;
        }
        return Primitives.Slice(x, starts, lengths, steps);
    }

    /// <summary>An axis counted from the first.</summary>
    private static int Position(Tensor x, int axis)
    {
        var rank = x.Shape.Rank;
        if (axis < -rank || axis >= rank)
            throw new ArgumentException($"Axis {axis} does not exist; there are {rank}.");
        return axis < 0 ? axis + rank : axis;
    }

    /// <summary>Equal parts of an axis; the last one takes the remainder.</summary>
    /// <param name="x">Any shape of at least one axis.</param>
    /// <param name="parts">How many.</param>
    /// <param name="axis">The axis to cut; by default the last.</param>
    public static Tensor[] Split(this Tensor x, int parts, int axis = -1)
    {
        if (parts < 1 || parts > x.Shape[axis])
            throw new ArgumentException($"An axis of extent {x.Shape[axis]} cannot be split into {parts} parts.");
        var length = x.Shape[axis] / parts;
        var result = new Tensor[parts];
        for (var i = 0; i < parts; i++)
            result[i] = x.Slice(axis, i * length, i < parts - 1 ? length : x.Shape[axis] - i * length);
        return result;
    }

    /// <summary>Parts of an axis, one after the other.</summary>
    /// <param name="x">Any shape of at least one axis.</param>
    /// <param name="lengths">The extent of each part; together the axis' extent or less.</param>
    /// <param name="axis">The axis to cut; by default the last.</param>
    public static Tensor[] Split(this Tensor x, int[] lengths, int axis = -1)
    {
        var result = new Tensor[lengths.Length];
        var start = 0;
        for (var i = 0; i < lengths.Length; i++)
        {
            result[i] = x.Slice(axis, start, lengths[i]);
            start += lengths[i];
        }
        return result;
    }
}
