using ModelGen.Compiler;
using ModelGen.Compiler.Reference;

namespace ModelGen.Integration.Tests.Kernels;

using ElementType = ModelGen.Compiler.ElementType;
using Initializer = ModelGen.Compiler.Initializer;
using OutputKind = ModelGen.Compiler.OutputKind;
using RecurrentCell = ModelGen.Compiler.RecurrentCell;
using ReduceKind = ModelGen.Compiler.ReduceKind;

/// <summary>
/// A small random graph: an input, a few random operators and parameters, and a loss for each sample at the end.
/// Values stay of ordinary size, so that floats can follow.
/// </summary>
public sealed partial class RandomModel
{
    private readonly Random random;
    private readonly List<Value> values = [];
    private int parameters;

    private RandomModel(int seed) => random = new Random(seed);

    private Graph Graph { get; } = new();

    /// <summary>The graph of a seed, the same each time. Its outputs are all sinks and the loss.</summary>
    public static Graph Make(int seed)
    {
        var model = new RandomModel(seed);
        model.Build();
        return model.Graph;
    }

    private void Build()
    {
        int[] shape = random.Next(3) switch
        {
            0 => [Extent(40)],
            1 => [Extent(9), Extent(24)],
            _ => [random.Next(3, 9), random.Next(3, 9), Extent(20)],
        };
        values.Add(Graph.AddSource(new Source.Input("x", 0), new TensorType(new Shape(shape), true), "x"));
        for (var steps = random.Next(2, 9); steps > 0; steps--)
            values.Add(Step(random.Next(4) == 0 ? values[random.Next(values.Count)] : values[^1]));

        var last = values[^1];
        if (!last.IsBatched) last = Graph.Apply(new Add(), values[0], Graph.Apply(Sum(last), last));
        Graph.AddOutput(last, OutputKind.Prediction, "y");
        var squares = Graph.Apply(new Square(), last);
        var loss = last.Shape.Rank == 0 ? squares : Graph.Apply(Sum(last) with { Kind = ReduceKind.Mean }, squares);
        loss.Name = "loss";
        Graph.AddOutput(loss, OutputKind.SampleLoss, "loss");
    }

    private Value Step(Value x)
    {
        var rank = x.Shape.Rank;
        return random.Next(24) switch
        {
            0 or 1 => Graph.Apply(Unary(), x),
            2 => Graph.Apply(Binary(), x, Parameter(Broadcast(x.Shape), 1)),
            3 => Graph.Apply(Binary(), x, values.Where(value => value.Type == x.Type).Last()),
            4 => Graph.Apply(new Where(), Graph.Apply(new Greater(), Parameter(x.Shape.ToArray(), 1), Constant(0.2)), x, Graph.Apply(new Tanh(), x)),
            5 when rank > 0 => Graph.Apply(new Reduce((ReduceKind)random.Next(4), Axes(rank), random.Next(2) == 0), x),
            6 when rank > 0 => Graph.Apply(random.Next(2) == 0 ? new Softmax() : new LogSoftmax(), x),
            7 or 8 when rank > 0 && x.IsBatched => Dense(x),
            9 or 10 when rank == 3 && x.IsBatched => Convolution(x),
            11 when rank == 3 => Pooling(x),
            12 when rank > 1 => Graph.Apply(new Permute(Enumerable.Range(0, rank).OrderBy(_ => random.Next()).ToArray()), x),
            13 when rank > 0 => Sliced(x),
            14 when rank > 0 => Graph.Apply(new Concat(random.Next(rank)), x, Graph.Apply(new Sin(), x)),
            15 when rank > 1 => Graph.Apply(new Reshape(new Shape(x.Shape.Length)), x),
            17 when rank > 0 => Indexed(x),
            19 when rank > 0 => Layer(x),
            20 when rank == 2 && x.IsBatched => Recurrent(x),
            16 when x.IsBatched => Graph.Apply(new Subtract(), x, Graph.Apply(new Divide(), Graph.Apply(new BatchSum(), x), Graph.Apply(new BatchSize()))),
            18 when rank > 0 => Normalized(x),
            21 when rank == 2 && x.IsBatched => RandomAttention.Of(random, x, shape => Parameter(shape.ToArray(), 1)),
            22 when rank > 0 && x.IsBatched => RandomPicking.Of(random, Graph, x, Tokens),
            _ => Graph.Apply(new Multiply(), x, x.IsBatched ? Graph.Apply(new DropoutMask(x.Shape, 0.3, 1)) : Constant(0.7)),
        };
    }

    private Operator Unary() => random.Next(12) switch
    {
        0 => new Relu(),
        1 => new Tanh(),
        2 => new Sigmoid(),
        3 => new Gelu(),
        4 => new Silu(),
        5 => new Softplus(),
        6 => new Sin(),
        7 => new Neg(),
        8 => new Erf(),
        9 => new Elu(1.0),
        10 => new LeakyRelu(0.1),
        _ => new Clip(-1.5, 1.5),
    };

    private Operator Binary() => random.Next(4) switch { 0 => new Add(), 1 => new Subtract(), 2 => new Maximum(), _ => new Multiply() };

    private Value Normalized(Value x)
    {
        if (random.Next(2) == 0) x = Graph.Apply(Binary(), x, Parameter([x.Shape.RowLength], 1));
        var rows = Graph.Add(new Normalize(0.1, random.Next(3) > 0), x).Output;
        return random.Next(3) == 0 ? rows
            : Graph.Apply(new Add(), Graph.Apply(new Multiply(), rows, Parameter([x.Shape.RowLength], 1)), Parameter([x.Shape.RowLength], 1));
    }

    private Value Dense(Value x)
    {
        int inner = x.Shape.RowLength, columns = Extent(70);
        var scale = 1 / Math.Sqrt(inner);
        var product = random.Next(4) == 0
            ? Graph.Apply(new MatMul(TransposeRight: true), x, Parameter([columns, inner], scale))
            : Graph.Apply(new MatMul(), x, Parameter([inner, columns], scale));
        return random.Next(2) == 0 ? product : Graph.Apply(new Relu(), Graph.Apply(new Add(), product, Parameter([columns], 1)));
    }

    private Value Convolution(Value x)
    {
        int kernel = random.Next(1, 4), pad = random.Next(2) * (kernel / 2), channels = Extent(20);
        if (Math.Min(x.Shape[0], x.Shape[1]) < kernel) return Graph.Apply(new Tanh(), x);
        var stride = random.Next(1, 3);
        var y = Graph.Apply(
            new Conv2D(stride, stride, pad, pad, pad, pad, 1, 1, 1), x,
            Parameter([kernel, kernel, x.Shape[2], channels], 1 / Math.Sqrt(kernel * kernel * x.Shape[2])));
        return random.Next(2) == 0 ? y : Graph.Apply(new Relu(), Graph.Apply(new Add(), y, Parameter([channels], 1)));
    }

    private Value Pooling(Value x)
    {
        int size = random.Next(1, 4), stride = random.Next(1, 3), pad = random.Next(2) * (size / 2);
        if (Math.Min(x.Shape[0], x.Shape[1]) < size) return Graph.Apply(new Sigmoid(), x);
        return random.Next(2) == 0
            ? Graph.Apply(new AveragePool2D(size, size, stride, stride, pad, pad, pad, pad, random.Next(2) == 0), x)
            : Graph.Add(new MaxPool2D(size, size, stride, stride, pad, pad, pad, pad), x).Output;
    }

    private Value Sliced(Value x)
    {
        var (starts, lengths, steps) = (new int[x.Shape.Rank], new int[x.Shape.Rank], new int[x.Shape.Rank]);
        for (var axis = 0; axis < starts.Length; axis++)
        {
            starts[axis] = random.Next(Math.Min(2, x.Shape[axis]));
            steps[axis] = random.Next(1, 3);
            lengths[axis] = random.Next(1, (x.Shape[axis] - starts[axis] - 1) / steps[axis] + 2);
        }
        var slice = Graph.Apply(new Slice(starts, lengths, steps), x);
        return random.Next(2) == 0 ? slice
            : Graph.Apply(new Pad(starts.Select(_ => random.Next(3)).ToArray(), starts.Select(_ => random.Next(3)).ToArray(), 0.5), slice);
    }

    private Value Recurrent(Value x)
    {
        var cells = new RecurrentCell[] { new SimpleRnn(), new Compiler.Gru(), new Lstm(), new Compiler.PeepholeLstm() };
        var (cell, units) = (cells[random.Next(4)], Extent(40));
        var hasMask = random.Next(2) == 0;
        var recurrence = new Recurrence(cell, random.Next(2) == 0, random.Next(2) == 0, hasMask, random.Next(3) == 0);
        var operands = Enumerable.Range(0, recurrence.Operands.Count).Select(i => recurrence.Operands[i].Kind switch
        {
            RecurrentOperand.Gates => Graph.Apply(new MatMul(), x, Parameter([x.Shape[1], cell.Gates * units], 1 / Math.Sqrt(x.Shape[1]))),
            RecurrentOperand.Weight => Parameter([units, cell.Gates * units], 1 / Math.Sqrt(units)),
            RecurrentOperand.Vectors => Parameter([cell.Vectors * units], 1),
            RecurrentOperand.Initial => Graph.Apply(new Expand(new Shape(units), Batched: true), Parameter([units], 1)),
            // Of tokens: whether a sum of x exceeds a bound can depend on its last digit.
            RecurrentOperand.Mask => Graph.Apply(new NotEqual(), Graph.Apply(new ToReal(), Tokens(new Shape(x.Shape[0]), 3)), Constant(0)),
            _ => Graph.Apply(new DropoutMask(new Shape(units), 0.3, 2)),
        }).ToArray();
        var node = Graph.Add(recurrence, operands);
        return cell.States > 1 && random.Next(2) == 0 ? Graph.Apply(new Add(), node.Outputs[0], Graph.Apply(new Tanh(), node.Outputs[1])) : node.Output;
    }

    private Value Indexed(Value x)
    {
        var vocabulary = random.Next(1, 12);
        Shape shape = new([.. x.Shape.Take(x.Shape.Rank - 1)]);
        var tokens = Tokens(shape, vocabulary);
        var rows = Graph.Apply(new Lookup(), Parameter([vocabulary, x.Shape.RowLength], 1), tokens);
        var mask = Graph.Apply(new NotEqual(), Graph.Apply(new ToReal(), tokens), Constant(0));
        return Graph.Apply(new Add(), x, Graph.Apply(new Multiply(), rows, Graph.Apply(new Reshape(new Shape([.. shape.ToArray(), 1])), mask)));
    }

    private Value Tokens(Shape shape, int limit)
    {
        var ordinal = Graph.Inputs.Count();
        return Graph.AddSource(
            new Source.Input("tokens", ordinal, limit), new TensorType(shape, true, ElementType.Index), $"tokens{ordinal}");
    }

    private Value Parameter(int[] shape, double scale)
    {
        var info = new ParameterInfo($"p{parameters++}", new Shape(shape), Enumerable.Range(0, shape.Length).ToArray(), Initializer.Normal, Scale: scale);
        return Graph.AddParameter(info);
    }

    private Value Constant(double number) => Graph.Apply(new Constant(number));

    private static Reduce Sum(Value x) => new(ReduceKind.Sum, Enumerable.Range(0, x.Shape.Rank).ToArray(), false);

    // A shape that is broadcast to the given one: some extents 1, some leading ones missing.
    private int[] Broadcast(Shape shape) =>
        [.. shape.Skip(random.Next(shape.Rank + 1)).Select(extent => random.Next(3) == 0 ? 1 : extent)];

    private int[] Axes(int rank)
    {
        int[] axes = [.. Enumerable.Range(0, rank).Where(_ => random.Next(2) == 0)];
        return axes.Length == 0 ? [random.Next(rank)] : axes;
    }

    private int Extent(int most) => random.Next(4) == 0 ? random.Next(1, most / 16 + 2) * 16 : random.Next(1, most + 1);
}
