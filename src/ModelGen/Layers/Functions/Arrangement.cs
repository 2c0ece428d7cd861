namespace ModelGen;

public static partial class Layers
{
    /// <summary>Axes turned round: the last element comes first.</summary>
    /// <param name="x">Any shape of at least one axis.</param>
    /// <param name="axes">The axes; negative ones count from the end.</param>
    public static Tensor Flip(this Tensor x, params int[] axes)
    {
        var rank = x.Shape.Rank;
        var starts = new int[rank];
        var lengths = new int[rank];
        var steps = new int[rank];
        for (var i = 0; i < rank; i++)
            (starts[i], lengths[i], steps[i]) = (0, x.Shape[i], 1);
        foreach (var axis in axes)
        {
            var turned = Position(x, axis);
            if (steps[turned] < 0)
                throw new ArgumentException($"'axes' of Flip names axis {axis} twice.", nameof(axes));
            (starts[turned], steps[turned]) = (x.Shape[turned] - 1, -1);
        }
        return Primitives.Slice(x, starts, lengths, steps);
    }

    /// <summary>x several times one behind the other: abc becomes abcabc, as in NumPy's <c>tile</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="times">How often along each axis; one number per axis.</param>
    public static Tensor Tile(this Tensor x, params int[] times)
    {
        if (times.Length != x.Shape.Rank)
            throw new ArgumentException($"MG0101: Tile of the shape {x.Shape} expects {x.Shape.Rank} numbers, one per axis, not {times.Length}.", nameof(times));
        var y = x;
        for (var axis = 0; axis < times.Length; axis++)
            y = Repeated(y, times[axis], axis, before: true, nameof(times));
        return y;
    }

    /// <summary>Every element of an axis several times in a row: abc becomes aabbcc, as in NumPy's <c>repeat</c>.</summary>
    /// <param name="x">Any shape of at least one axis.</param>
    /// <param name="times">How often.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    public static Tensor Repeat(this Tensor x, int times, int axis) =>
        Repeated(x, times, Position(x, axis), before: false, nameof(times));

    // A further axis of extent 1, in front of the axis or behind it, is broadcast and then joined to it.
    private static Tensor Repeated(Tensor x, int times, int axis, bool before, string parameter)
    {
        if (times < 1)
            throw new ArgumentException($"'{parameter}' must be at least 1, not {times}.");
        if (times == 1)
            return x;
        var rank = x.Shape.Rank;
        var one = new int[rank + 1];
        var repeated = new int[rank + 1];
        var joined = new int[rank];
        var added = before ? axis : axis + 1;
        for (var i = 0; i <= rank; i++)
        {
            one[i] = i == added ? 1 : x.Shape[i < added ? i : i - 1];
            repeated[i] = i == added ? times : one[i];
        }
        for (var i = 0; i < rank; i++)
            joined[i] = i == axis ? times * x.Shape[i] : x.Shape[i];
        return x.Reshape(one).BroadcastTo(repeated).Reshape(joined);
    }

    /// <summary>Running sums along an axis: y[i] = x[0] + … + x[i].</summary>
    /// <param name="x">Any shape of at least one axis.</param>
    /// <param name="axis">The axis; by default the last.</param>
    /// <param name="reverse">Whether the sums run from the end: y[i] = x[i] + x[i + 1] + …; by default not.</param>
    /// <param name="exclusive">Whether x[i] is left out of y[i], so that the first sum is 0; by default not.</param>
    [Operator]
    public static Tensor CumulativeSum(this Tensor x, int axis = -1, bool reverse = false, bool exclusive = false) =>
        BuildTime.Only<Tensor>();
}
