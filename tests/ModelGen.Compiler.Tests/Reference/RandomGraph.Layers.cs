namespace ModelGen.Compiler.Reference;

public sealed partial class RandomGraph
{
    private Value Layer(Value x)
    {
        var axis = random.Next(x.Shape.Rank);
        switch (random.Next(4))
        {
            case 0:
                return Apply(new Multiply(), Apply(new CumulativeSum(axis, random.Next(2) == 0, random.Next(2) == 0), x), Number(0.5));
            case 1:
                return Apply(new Resample(One(Resampling.Nearest, Resampling.Linear, Resampling.Average), axis, random.Next(1, 9)), x);
            case 2 when x.Shape.Rank == 3:
                return Transposed(x);
            default:
                int[] steps = [.. x.Shape.Select(extent => One(1, -1))];
                return Apply(new Slice(x.Shape.Select((extent, i) => steps[i] < 0 ? extent - 1 : 0).ToArray(), x.Shape.ToArray(), steps), x);
        }
    }

    private Value Transposed(Value x)
    {
        var (stride, pad, filters) = (random.Next(1, 3), random.Next(0, 2), random.Next(1, 7));
        var forward = new Conv2D(stride, stride, pad, pad, pad, pad, 1, 1, 1);
        int Extent(int axis) => (x.Shape[axis] - 1) * stride + 3 - 2 * pad;
        if (Extent(0) < 1 || Extent(1) < 1) return Apply(new Tanh(), x);
        var image = new Shape(Extent(0), Extent(1), filters);
        return Apply(new Conv2DInputGradient(forward, image), x, Parameter(new Shape(3, 3, filters, x.Shape[2])));
    }
}
