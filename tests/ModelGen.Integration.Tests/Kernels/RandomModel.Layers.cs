using ModelGen.Compiler;

namespace ModelGen.Integration.Tests.Kernels;

using Resampling = ModelGen.Compiler.Resampling;

public sealed partial class RandomModel
{
    private Value Layer(Value x)
    {
        var axis = random.Next(x.Shape.Rank);
        switch (random.Next(4))
        {
            case 0:
                return Graph.Apply(new Tanh(), Graph.Apply(new CumulativeSum(axis, random.Next(2) == 0, random.Next(2) == 0), x));
            case 1:
                return Graph.Apply(new Resample((Resampling)random.Next(3), axis, random.Next(1, 12)), x);
            case 2 when x is { IsBatched: true, Shape.Rank: 3 }:
                int stride = random.Next(1, 3), pad = random.Next(2), filters = Extent(20);
                var image = new Shape((x.Shape[0] - 1) * stride + 3 - 2 * pad, (x.Shape[1] - 1) * stride + 3 - 2 * pad, filters);
                if (Math.Min(image[0], image[1]) < 1) return Graph.Apply(new Tanh(), x);
                return Graph.Apply(
                    new Conv2DInputGradient(new Conv2D(stride, stride, pad, pad, pad, pad, 1, 1, 1), image), x,
                    Parameter([3, 3, filters, x.Shape[2]], 1 / Math.Sqrt(9 * x.Shape[2])));
            default:
                int[] steps = [.. x.Shape.Select(_ => random.Next(2) * 2 - 1)];
                int[] starts = [.. x.Shape.Select((extent, i) => steps[i] < 0 ? extent - 1 : 0)];
                return Graph.Apply(new Slice(starts, x.Shape.ToArray(), steps), x);
        }
    }
}
