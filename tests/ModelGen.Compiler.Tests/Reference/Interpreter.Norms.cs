namespace ModelGen.Compiler.Reference;

public sealed partial class Interpreter
{
    private static double[][] Normalize(Normalize norm, TensorType type, double[] x)
    {
        var (y, deviations) = (new double[x.Length], new List<double>());
        var columns = type.Shape.RowLength;
        for (var start = 0; start < x.Length; start += columns)
        {
            var row = x.AsSpan(start, columns).ToArray();
            var mean = norm.IsCentred ? row.Average() : 0;
            var r = 1 / Math.Sqrt(row.Average(element => (element - mean) * (element - mean)) + norm.Epsilon);
            for (var i = 0; i < columns; i++) y[start + i] = (row[i] - mean) * r;
            deviations.Add(r);
        }
        return [y, [.. deviations]];
    }

    private double[] NormalizeGradient(NormalizeGradient gradient, TensorType[] types, TensorType result, double[][] inputs)
    {
        var dx = new double[Count(result)];
        var columns = result.Shape.RowLength;
        var (dys, ys) = (Places(types[0], result), Places(types[1], result));
        var rs = Places(types[2], result with { Shape = types[2].Shape });
        for (var start = 0; start < dx.Length; start += columns)
        {
            var dy = dys.Skip(start).Take(columns).Select(place => inputs[0][place]).ToArray();
            var y = ys.Skip(start).Take(columns).Select(place => inputs[1][place]).ToArray();
            var mean = gradient.IsCentred ? dy.Average() : 0;
            var product = dy.Zip(y, (a, b) => a * b).Average();
            for (var i = 0; i < columns; i++) dx[start + i] = inputs[2][rs[start / columns]] * (dy[i] - mean - y[i] * product);
        }
        return dx;
    }
}
