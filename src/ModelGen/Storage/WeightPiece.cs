namespace ModelGen;

/// <summary>A tensor on its way from a file to a parameter. Its values are worked out when they are asked for.</summary>
/// <param name="Name">The name so far.</param>
/// <param name="Shape">The shape so far.</param>
/// <param name="Source">The tensor in the file.</param>
/// <param name="Values">Gives the values, row-major.</param>
internal sealed record WeightPiece(string Name, int[] Shape, SafeTensor Source, Func<float[]> Values)
{
    public static WeightPiece Of(SafeTensor tensor) => new(tensor.Name, tensor.Axes, tensor, tensor.ToFloats);

    public WeightPiece Permute(int[] axes)
    {
        if (axes.Length != Shape.Length)
            throw new SafeTensorsException($"{Source} cannot have its axes reordered to ({string.Join(", ", axes)}).");
        var shape = axes.Select(axis => Shape[axis]).ToArray();
        return this with { Shape = shape, Values = () => Gather(Values(), shape, [.. axes.Select(axis => Stride(Shape, axis))], 0) };
    }

    public WeightPiece Part(int axis, int part, int parts, string name)
    {
        var at = axis < 0 ? axis + Shape.Length : axis;
        if ((uint)at >= (uint)Shape.Length || Shape[at] % parts != 0)
            throw new SafeTensorsException($"{Source} cannot be split into {parts} equal parts along axis {axis}.");
        var shape = Shape.ToArray();
        shape[at] /= parts;
        var start = part * shape[at] * Stride(Shape, at);
        return new(name, shape, Source, () => Gather(Values(), shape, [.. Shape.Select((_, other) => Stride(Shape, other))], start));
    }

    public WeightPiece Plus(WeightPiece other) =>
        this with
        {
            Values = () =>
            {
                var (sum, more) = (Values(), other.Values());
                for (var i = 0; i < sum.Length; i++) sum[i] += more[i];
                return sum;
            },
        };

    private static int Stride(int[] shape, int axis) => shape.Skip(axis + 1).Aggregate(1, (product, extent) => product * extent);

    // The elements start + Σ position · stride, in row-major order of position.
    private static float[] Gather(float[] source, int[] shape, int[] strides, int start)
    {
        var result = new float[shape.Aggregate(1, (product, extent) => product * extent)];
        var position = new int[shape.Length];
        var at = start;
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = source[at];
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                at += strides[axis];
                if (++position[axis] < shape[axis]) break;
                at -= strides[axis] * position[axis];
                position[axis] = 0;
            }
        }
        return result;
    }
}
