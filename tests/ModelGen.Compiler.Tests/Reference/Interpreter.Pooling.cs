namespace ModelGen.Compiler.Reference;

public sealed partial class Interpreter
{
    private double[][] MaxPool(MaxPool2D pool, TensorType type, TensorType result, double[] x)
    {
        var (y, winner) = (new double[Count(result)], new double[Count(result)]);
        Array.Fill(y, double.NegativeInfinity);
        Windows(pool, type.Shape, result.Shape, Samples(type), (i, o, place) =>
        {
            if (x[i] > y[o]) (y[o], winner[o]) = (x[i], place);
        });
        return [y, winner];
    }

    private double[] MaxPoolGradient(MaxPool2DGradient gradient, TensorType dy, TensorType result, double[] dys, double[] winners)
    {
        var dx = new double[Count(result)];
        Windows(gradient.Forward, result.Shape, dy.Shape, Samples(result), (i, o, place) =>
        {
            if (winners[o] == place) dx[i] += dys[o];
        });
        return dx;
    }

    private double[] AveragePool(AveragePool2D pool, TensorType type, TensorType result, double[] x)
    {
        var counts = WindowCounts(pool, type, result);
        var y = new double[Count(result)];
        Windows(pool, type.Shape, result.Shape, Samples(type), (i, o, _) => y[o] += x[i] / counts[o]);
        return y;
    }

    private double[] AveragePoolGradient(AveragePool2DGradient gradient, TensorType dy, TensorType result, double[] dys)
    {
        var counts = WindowCounts(gradient.Forward, result, dy);
        var dx = new double[Count(result)];
        Windows(gradient.Forward, result.Shape, dy.Shape, Samples(result), (i, o, _) => dx[i] += dys[o] / counts[o]);
        return dx;
    }

    private double[] WindowCounts(AveragePool2D pool, TensorType x, TensorType y)
    {
        var counts = new double[Count(y)];
        if (pool.CountIncludePad) Array.Fill(counts, pool.SizeY * pool.SizeX);
        else Windows(pool, x.Shape, y.Shape, Samples(x), (_, o, _) => counts[o]++);
        return counts;
    }

    // Every element of every window: its place in the input, the window's in the output, its own in the window.
    private static void Windows(Pooling pool, Shape x, Shape y, int samples, Action<int, int, int> visit)
    {
        for (var n = 0; n < samples; n++)
            for (var oy = 0; oy < y[0]; oy++)
                for (var ox = 0; ox < y[1]; ox++)
                    for (var ky = 0; ky < pool.SizeY; ky++)
                        for (var kx = 0; kx < pool.SizeX; kx++)
                        {
                            var (iy, ix) = (oy * pool.StrideY + ky - pool.PadTop, ox * pool.StrideX + kx - pool.PadLeft);
                            if (iy < 0 || iy >= x[0] || ix < 0 || ix >= x[1]) continue;
                            for (var c = 0; c < x[2]; c++)
                                visit(((n * x[0] + iy) * x[1] + ix) * x[2] + c, ((n * y[0] + oy) * y[1] + ox) * x[2] + c, ky * pool.SizeX + kx);
                        }
    }
}
