namespace ModelGen.Compiler.Reference;

public sealed partial class RandomGraph
{
    private Value Apply(Operator @operator, params Value[] inputs) => Graph.Apply(@operator, inputs);

    private void Grow()
    {
        var x = Pick();
        var y = random.Next(17) switch
        {
            0 or 1 or 2 => Unary(x),
            3 or 4 => Binary(x),
            5 => Reduction(x),
            6 or 7 => Movement(x),
            8 => Apply(One<Operator>(new Softmax(), new LogSoftmax()), x),
            9 => Normalize(x),
            10 => Apply(new Multiply(), x, Apply(new DropoutMask(x.Shape, 0.4, Graph.Nodes.Count(node => node.Operator is DropoutMask)))),
            11 => Indexed(x),
            12 => Layer(x),
            13 when x.Shape.Rank == 2 => Recurrent(x),
            14 when x is { IsBatched: true, Shape.Rank: 2 } => RandomAttention.Of(random, x, shape => Parameter(shape)),
            15 when x is { IsBatched: true, Shape.Rank: > 0 } => RandomPicking.Of(random, Graph, x, Tokens),
            _ => Product(x),
        };
        if (y.Shape is { Rank: > 0, Length: <= 2000 }) pool.Add(y);
    }

    private Value Unary(Value x) => random.Next(24) switch
    {
        0 => Apply(new Log(), Apply(new Add(), Apply(new Square(), x), Number(1.5))),
        1 => Apply(new Sqrt(), Apply(new Add(), Apply(new Abs(), x), Number(0.25))),
        2 => Apply(new Rsqrt(), Apply(new Add(), Apply(new Square(), x), Number(0.5))),
        3 => Apply(new Exp(), Apply(new Tanh(), x)),
        4 => Apply(new Divide(), x, Number(4)),
        5 => Apply(new Pow(), x, Number(One(1.0, 2, 3))),
        6 => Apply(new Where(), Apply(One<Operator>(new Greater(), new Less()), x, Number(0.125)), x, Apply(new Neg(), x)),
        7 => Apply(new Clip(-0.75, 1), x),
        8 => Apply(new StopGradient(), x),
        9 => Apply(new Neg(), Apply(new Neg(), x)),
        10 => Apply(new Multiply(), Number(1), Apply(new Add(), x, Number(0))),
        11 => Apply(new LeakyRelu(0.1), x),
        12 => Apply(new Elu(One(1.0, 0.5)), x),
        _ => Apply(
            One<Operator>(new Relu(), new Tanh(), new Sigmoid(), new Gelu(), new GeluTanh(), new Softplus(), new Silu(), new Mish(),
                new Abs(), new Neg(), new Sin(), new Cos(), new Erf(), new Selu(), new HardSigmoid(), new HardSwish()), x),
    };

    private Value Binary(Value x)
    {
        var mates = pool.Where(value => value.Shape == x.Shape).ToArray();
        var other = random.Next(4) switch
        {
            0 => Parameter(new Shape(x.Shape.RowLength)),
            1 => Parameter(new Shape([.. x.Shape.Select(extent => One(extent, 1))])),
            2 => Apply(new Reduce(One(ReduceKind.Mean, ReduceKind.Max), new[] { x.Shape.Rank - 1 }, KeepDimensions: true), x),
            _ => One(mates),
        };
        var operands = random.Next(2) == 0 ? new[] { x, other } : [other, x];
        return Apply(One<Operator>(new Add(), new Subtract(), new Multiply(), new Maximum(), new Minimum(), new Add(), new Multiply()), operands);
    }

    private Value Reduction(Value x)
    {
        int[] axes = [.. Enumerable.Range(0, x.Shape.Rank).Where(_ => random.Next(2) == 0)];
        var kind = One(ReduceKind.Sum, ReduceKind.Mean, ReduceKind.Max, ReduceKind.Min);
        var y = Apply(new Reduce(kind, axes, KeepDimensions: random.Next(2) == 0), x);
        return random.Next(2) == 0 ? Apply(new Expand(x.Shape, Batched: true), Kept(y, x, axes)) : y;
    }

    private Value Kept(Value y, Value x, int[] axes) =>
        Apply(new Reshape(new Shape([.. x.Shape.Select((extent, axis) => axes.Contains(axis) ? 1 : extent)])), y);

    private Value Movement(Value x)
    {
        var shape = x.Shape;
        switch (random.Next(5))
        {
            case 0:
                return Apply(new Reshape(One(new Shape(shape.Length), new Shape(shape.Length, 1), new Shape(shape.RowCount, shape.RowLength))), x);
            case 1:
                return Apply(new Permute(Enumerable.Range(0, shape.Rank).OrderBy(_ => random.Next()).ToArray()), x);
            case 2:
                int[] steps = [.. shape.Select(extent => extent > 3 ? random.Next(1, 3) : 1)];
                int[] starts = [.. shape.Select(extent => random.Next(0, extent))];
                int[] lengths = [.. shape.Select((extent, axis) => random.Next(1, (extent - 1 - starts[axis]) / steps[axis] + 2))];
                return Apply(new Slice(starts, lengths, steps), x);
            case 3:
                return Apply(new Pad(shape.Select(_ => random.Next(0, 2)).ToArray(), shape.Select(_ => random.Next(0, 3)).ToArray(), One(0, 1.5)), x);
            default:
                return Apply(new Concat(random.Next(shape.Rank)), x, One(pool.Where(value => value.Shape == shape).ToArray()));
        }
    }

    private Value Product(Value x)
    {
        if (x.Shape.Rank == 3 && x.Shape[0] >= 2 && x.Shape[1] >= 2) return Image(x);
        var columns = random.Next(1, 20);
        if (random.Next(4) == 0) return Apply(new MatMul(TransposeRight: true), x, Parameter(new Shape(columns, x.Shape.RowLength)));
        if (x.Shape.Rank == 2 && random.Next(3) == 0)
            return Apply(new MatMul(TransposeLeft: true), x, One(pool.Where(value => value.Shape == x.Shape).ToArray()));
        var y = Apply(new MatMul(), x, Parameter(new Shape(x.Shape.RowLength, columns)));
        return random.Next(3) == 0 ? y : Apply(new Add(), y, Parameter(new Shape(columns)));
    }

    private Value Image(Value x)
    {
        var (size, stride, pad) = (2, random.Next(1, 3), random.Next(0, 2));
        switch (random.Next(4))
        {
            case 0:
                return Graph.Add(new MaxPool2D(size, size, stride, stride, pad, pad, 0, pad), x).Output;
            case 1:
                return Apply(new AveragePool2D(size, size, stride, stride, pad, 0, pad, pad, random.Next(2) == 0), x);
            default:
                var channels = x.Shape[2];
                var groups = One(1, channels);
                var filters = groups * random.Next(1, groups == 1 ? 7 : 3);
                var convolution = new Conv2D(stride, stride, pad, pad, pad, pad, 1, 1, groups);
                var y = Apply(convolution, x, Parameter(new Shape(2, 2, channels / groups, filters)));
                return random.Next(3) == 0 ? y : Apply(new Add(), y, Parameter(new Shape(filters)));
        }
    }

    // A layer normalisation, or a batch normalisation as it predicts, or as it trains.
    private Value Normalize(Value x)
    {
        Shape channels = new(x.Shape.RowLength);
        var (weight, bias) = (Parameter(channels, Initializer.Ones), Parameter(channels));
        if (random.Next(2) == 0)
        {
            var rows = Graph.Add(new Normalize(0.1, random.Next(3) > 0), x).Output;
            return Apply(new Add(), Apply(new Multiply(), rows, weight), bias);
        }
        if (random.Next(2) == 0)
        {
            var (mean, variance) = (Parameter(channels, isTrainable: false), Parameter(channels, Initializer.Ones, isTrainable: false));
            var scale = Apply(new Multiply(), Apply(new Rsqrt(), Apply(new Add(), variance, Number(1e-5))), weight);
            return Apply(new Add(), Apply(new Multiply(), Apply(new Subtract(), x, mean), scale), bias);
        }
        var count = Apply(new Multiply(), Apply(new BatchSize()), Number(x.Shape.Length / channels.Length));
        var centred = Apply(new Subtract(), x, Apply(new Divide(), SumOverAllButChannels(x), count));
        var spread = Apply(new Divide(), SumOverAllButChannels(Apply(new Square(), centred)), count);
        var gain = Apply(new Multiply(), Apply(new Rsqrt(), Apply(new Add(), spread, Number(0.1))), weight);
        return Apply(new Add(), Apply(new Multiply(), centred, gain), bias);
    }

    private Value SumOverAllButChannels(Value x) =>
        Apply(new BatchSum(), Apply(new Reduce(ReduceKind.Sum, Enumerable.Range(0, x.Shape.Rank - 1).ToArray(), KeepDimensions: false), x));

    private Value Number(double number) => Apply(new Constant(number));
}
