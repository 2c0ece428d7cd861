namespace ModelGen.Compiler.Reference;

public sealed partial class Interpreter
{
    private double[] Permute(Permute permute, TensorType type, TensorType result, double[] x) =>
        Gather(type, result, x, place =>
        {
            var source = new int[place.Length];
            for (var axis = 0; axis < place.Length; axis++) source[permute.Axes[axis]] = place[axis];
            return source;
        });

    private double[] Slice(Slice slice, TensorType type, TensorType result, double[] x) =>
        Gather(type, result, x, place => [.. place.Select((index, axis) => slice.Starts[axis] + index * slice.Steps[axis])]);

    private double[] SliceGradient(SliceGradient gradient, TensorType type, TensorType result, double[] dy)
    {
        var slice = gradient.Forward;
        return Gather(type, result, dy, place =>
        {
            var source = new int[place.Length];
            for (var axis = 0; axis < place.Length; axis++)
            {
                var offset = place[axis] - slice.Starts[axis];
                source[axis] = offset / slice.Steps[axis];
                if (offset % slice.Steps[axis] != 0 || source[axis] < 0 || source[axis] >= slice.Lengths[axis]) return null;
            }
            return source;
        });
    }

    private double[] Pad(Pad pad, TensorType type, TensorType result, double[] x) => Gather(
        type, result, x,
        place =>
        {
            int[] source = [.. place.Select((index, axis) => index - pad.Before[axis])];
            return source.Where((index, axis) => index < 0 || index >= type.Shape[axis]).Any() ? null : source;
        },
        pad.Value);

    private double[] Concat(Concat concat, TensorType[] types, TensorType result, double[][] inputs)
    {
        var y = new double[Count(result)];
        for (int operand = 0, start = 0; operand < inputs.Length; start += types[operand++].Shape[concat.Axis])
        {
            var (from, shape) = (start, types[operand].Shape);
            var part = Gather(types[operand], result, inputs[operand], place =>
            {
                int[] source = [.. place];
                source[concat.Axis] -= from;
                return source[concat.Axis] >= 0 && source[concat.Axis] < shape[concat.Axis] ? source : null;
            });
            for (var i = 0; i < y.Length; i++) y[i] += part[i];
        }
        return y;
    }

    // For each place in the result the place in the operand, or null for the filling.
    private double[] Gather(TensorType type, TensorType result, double[] x, Func<int[], int[]?> source, double filling = 0)
    {
        var y = new double[Count(result)];
        for (var i = 0; i < y.Length; i++)
        {
            var place = new int[result.Shape.Rank];
            for (int axis = place.Length - 1, rest = i % result.Shape.Length; axis >= 0; rest /= result.Shape[axis--])
                place[axis] = rest % result.Shape[axis];
            var from = source(place);
            y[i] = from is null ? filling
                : x[i / result.Shape.Length * type.Shape.Length + from.Select((index, axis) => (index, axis)).Aggregate(0, (offset, entry) => offset * type.Shape[entry.axis] + entry.index)];
        }
        return y;
    }
}
