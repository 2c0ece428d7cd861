namespace ModelGen.Compiler.Reference;

public sealed partial class Interpreter
{
    private double[] MatMul(MatMul product, TensorType result, TensorType[] types, double[][] inputs)
    {
        var (left, right) = (types[0].Shape, types[1].Shape);
        var leftRows = left.Rank == 1 ? 1 : left[left.Rank - 2];
        var (rows, inner) = product.TransposeLeft ? (left.RowLength, leftRows) : (leftRows, left.RowLength);
        var columns = result.Shape.RowLength;
        var matrices = result.Shape.Length / (rows * columns);
        var rightMatrices = right.Length / (inner * columns);
        var y = new double[Count(result)];
        for (var i = 0; i < y.Length; i++)
        {
            var sample = i / result.Shape.Length;
            var (matrix, r, c) = (i / (rows * columns) % matrices, i / columns % rows, i % columns);
            var a = (types[0].IsBatched ? sample * left.Length : 0) + matrix * rows * inner;
            var b = (types[1].IsBatched ? sample * right.Length : 0) + matrix % rightMatrices * inner * columns;
            for (var k = 0; k < inner; k++)
                y[i] += inputs[0][a + (product.TransposeLeft ? k * rows + r : r * inner + k)]
                    * inputs[1][b + (product.TransposeRight ? c * inner + k : k * columns + c)];
        }
        return y;
    }

    private double[] MultiplyTransposed(TensorType result, TensorType[] types, double[][] inputs)
    {
        var (inner, columns) = (result.Shape[0], result.Shape[1]);
        var batched = types.Any(type => type.IsBatched);
        var rows = types.Select(type => Places(type, type with { IsBatched = batched })).ToArray();
        var y = new double[inner * columns];
        for (var row = 0; row < rows[0].Length / inner; row++)
            for (var k = 0; k < inner; k++)
                for (var c = 0; c < columns; c++)
                    y[k * columns + c] += inputs[0][rows[0][row * inner + k]] * inputs[1][rows[1][row * columns + c]];
        return y;
    }

    private double[] Convolve(Conv2D convolution, TensorType x, TensorType weight, TensorType result, double[] input, double[] weights)
    {
        var y = new double[Count(result)];
        Taps(convolution, x.Shape, weight.Shape, result.Shape, Samples(x), (i, w, o) => y[o] += input[i] * weights[w]);
        return y;
    }

    private double[] InputGradient(Conv2DInputGradient gradient, TensorType[] types, TensorType result, double[][] inputs)
    {
        var dx = new double[Count(result)];
        Taps(gradient.Forward, result.Shape, types[1].Shape, types[0].Shape, Samples(result), (i, w, o) => dx[i] += inputs[0][o] * inputs[1][w]);
        return dx;
    }

    private double[] WeightGradient(Conv2DWeightGradient gradient, TensorType[] types, TensorType result, double[][] inputs)
    {
        var dw = new double[result.Shape.Length];
        var batched = types.Any(type => type.IsBatched);
        var x = Places(types[0], types[0] with { IsBatched = batched });
        var dy = Places(types[1], types[1] with { IsBatched = batched });
        Taps(gradient.Forward, types[0].Shape, result.Shape, types[1].Shape, batched ? samples : 1, (i, w, o) => dw[w] += inputs[0][x[i]] * inputs[1][dy[o]]);
        return dw;
    }

    // Every product of a convolution as the places of its input, weight and output.
    private static void Taps(Conv2D convolution, Shape x, Shape weight, Shape y, int samples, Action<int, int, int> tap)
    {
        var (channels, filters) = (weight[2], weight[3]);
        samples *= x.Take(x.Rank - 3).Aggregate(1, (images, extent) => images * extent);
        (x, y) = (new Shape([.. x.Skip(x.Rank - 3)]), new Shape([.. y.Skip(y.Rank - 3)]));
        for (var n = 0; n < samples; n++)
            for (var oy = 0; oy < y[0]; oy++)
                for (var ox = 0; ox < y[1]; ox++)
                    for (var ky = 0; ky < weight[0]; ky++)
                        for (var kx = 0; kx < weight[1]; kx++)
                        {
                            var iy = oy * convolution.StrideY + ky * convolution.DilationY - convolution.PadTop;
                            var ix = ox * convolution.StrideX + kx * convolution.DilationX - convolution.PadLeft;
                            if (iy < 0 || iy >= x[0] || ix < 0 || ix >= x[1]) continue;
                            for (var c = 0; c < channels; c++)
                                for (var f = 0; f < filters; f++)
                                {
                                    var group = f / (filters / convolution.Groups);
                                    tap(((n * x[0] + iy) * x[1] + ix) * x[2] + group * channels + c,
                                        ((ky * weight[1] + kx) * channels + c) * filters + f,
                                        ((n * y[0] + oy) * y[1] + ox) * filters + f);
                                }
                        }
    }
}
