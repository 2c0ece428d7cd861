namespace ModelGen.Compiler.Reference;

public sealed partial class Interpreter
{
    private double[] CumulativeSum(CumulativeSum sum, TensorType type, double[] x)
    {
        var y = new double[x.Length];
        var (length, behind) = (type.Shape[sum.Axis], type.Shape.Skip(sum.Axis + 1).Aggregate(1, (product, extent) => product * extent));
        for (var i = 0; i < y.Length; i++)
        {
            var position = i / behind % length;
            for (var other = 0; other < length; other++)
                if ((sum.Reverse ? other > position : other < position) || (!sum.Exclusive && other == position))
                    y[i] += x[i + (other - position) * behind];
        }
        return y;
    }

    private double[] GatherRows(TensorType[] types, TensorType result, double[][] inputs) =>
        MoveRows(types[0], types[1], result, inputs[1], (y, row, named) => y[row] += inputs[0][named]);

    private double[] ScatterRows(TensorType[] types, TensorType result, double[][] inputs) =>
        MoveRows(result, types[1], types[0], inputs[1], (y, row, named) => y[named] += inputs[0][row], result);

    // Every element of every row, and the one of the table that its index names.
    private double[] MoveRows(TensorType table, TensorType indices, TensorType rows, double[] index, Action<double[], int, int> move, TensorType? into = null)
    {
        var y = new double[Count(into ?? rows)];
        var (count, width) = (indices.Shape.Length, table.Shape.Length / table.Shape[0]);
        for (var n = 0; n < Samples(into ?? rows); n++)
            for (var i = 0; i < count; i++)
            {
                var named = (int)index[(indices.IsBatched ? n * count : 0) + i];
                for (var c = 0; c < width && named >= 0 && named < table.Shape[0]; c++)
                    move(y, (rows.IsBatched ? n * count * width : 0) + i * width + c, (table.IsBatched ? n * table.Shape.Length : 0) + named * width + c);
            }
        return y;
    }

    // The whole matrix of the map, row by row; transposed for the gradient.
    private double[] Resample(Resample resample, TensorType type, TensorType result, double[] x, bool isTransposed)
    {
        var y = new double[Count(result)];
        var (from, to) = isTransposed ? (result.Shape[resample.Axis], type.Shape[resample.Axis]) : (type.Shape[resample.Axis], result.Shape[resample.Axis]);
        var (elements, behind) = (type.Shape[resample.Axis], type.Shape.Skip(resample.Axis + 1).Aggregate(1, (product, extent) => product * extent));
        for (var i = 0; i < y.Length; i++)
        {
            var position = i / behind % result.Shape[resample.Axis];
            var start = i / behind / result.Shape[resample.Axis] * elements * behind + i % behind;
            for (var element = 0; element < elements; element++)
                y[i] += x[start + element * behind] * (isTransposed
                    ? Share(resample.Kind, from, to, element, position)
                    : Share(resample.Kind, from, to, position, element));
        }
        return y;
    }

    // How much of element i of the old axis is in element o of the new one.
    private static double Share(Resampling kind, int from, int to, int o, int i)
    {
        switch (kind)
        {
            case Resampling.Nearest:
                return i == (int)Math.Floor((double)o * from / to) ? 1 : 0;
            case Resampling.Linear:
                var place = Math.Clamp((o + 0.5) * from / to - 0.5, 0, from - 1);
                return Math.Max(0, 1 - Math.Abs(place - i));
            default:
                var (first, end) = ((int)Math.Floor((double)o * from / to), (int)Math.Ceiling((o + 1.0) * from / to));
                return i >= first && i < end ? 1.0 / (end - first) : 0;
        }
    }

    private static double[][] TopK(TopK top, TensorType type, double[] x)
    {
        var picked = x.Chunk(type.Shape.RowLength)
            .Select(row => row.Select((value, index) => (value, index)).OrderByDescending(entry => entry.value).Take(top.Count).ToArray())
            .ToArray();
        return [[.. picked.SelectMany(row => row.Select(entry => entry.value))], [.. picked.SelectMany(row => row.Select(entry => (double)entry.index))]];
    }
}
