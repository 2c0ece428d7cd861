namespace ModelGen.Compiler.Tests.Autodiff;

/// <summary>An operator with operands for which its gradient is compared with finite differences.</summary>
public sealed record GradientCase(Operator Operator, TensorType[] Operands, double Low = -2, double High = 2)
{
    /// <summary>Makes the last operand, where it cannot be any numbers.</summary>
    public Func<Graph, Value>? Last { get; init; }

    public override string ToString() => $"{Operator} of {string.Join(" and ", Operands)}";
}

/// <summary>Cases for every operator: new elementwise ones are found by themselves, others are listed.</summary>
internal static partial class GradientCases
{
    private static readonly HashSet<Type> PositiveOnly = [typeof(Log), typeof(Log1p), typeof(Sqrt), typeof(Rsqrt), typeof(Reciprocal), typeof(Divide), typeof(Pow)];

    public static IReadOnlyList<GradientCase> All { get; } =
    [
        .. Elementwise(),
        .. Reductions(),
        .. Products(),
        .. Convolutions(),
        .. Pools(),
        .. Movements(),
        .. Indexing(),
        .. Norms(),
        .. Attentions(),
        .. Layers(),
        .. Rows(),
        .. Losses(),
    ];

    /// <summary>One for each sample.</summary>
    private static TensorType Batched(params int[] shape) => new(new Shape(shape), IsBatched: true);

    /// <summary>The same for all samples.</summary>
    private static TensorType Shared(params int[] shape) => new(new Shape(shape), IsBatched: false);

    private static IEnumerable<GradientCase> Elementwise()
    {
        foreach (var type in OperatorRegistry.Operators.Where(type => type.GetConstructor(Type.EmptyTypes) is not null))
        {
            var low = PositiveOnly.Contains(type) ? 0.3 : -2;
            if (Activator.CreateInstance(type) is Unary { IsDifferentiable: true } unary)
                yield return new(unary, [Batched(3, 4)], low);
            if (Activator.CreateInstance(type) is Binary and not Comparison and var binary)
                foreach (var operands in BinaryOperands())
                    yield return new(binary, operands, low);
        }
        foreach (var unary in new Unary[] { new LeakyRelu(0.2), new LeakyRelu(-0.5), new Elu(1), new Elu(0.7), new Elu(-0.4), new Clip(-0.7, 1.1) })
            yield return new(unary, [Batched(5)]);
        yield return new(new Where(), [Batched(2, 3), Shared(3), Batched(2, 1)]);
        yield return new(new Where(), [Shared(3), Batched(2, 3), Shared()]);
        yield return new(new Expand(new Shape(2, 3), Batched: true), [Shared(3)]);
        yield return new(new Expand(new Shape(4, 2, 3), Batched: false), [Shared(2, 1)]);
        yield return new(new Expand(new Shape(4, 3), Batched: false), [Batched(1)]);
    }

    private static IEnumerable<TensorType[]> BinaryOperands() =>
    [
        [Batched(3, 4), Batched(3, 4)], [Batched(3, 4), Shared(4)], [Shared(3, 1), Batched(1, 4)], [Batched(), Batched(3)],
        [Shared(), Batched(2, 2)], [Shared(2, 3), Batched(3)], [Shared(2, 3), Shared(3)],
    ];

    private static IEnumerable<GradientCase> Reductions()
    {
        foreach (ReduceKind kind in Enum.GetValues<ReduceKind>())
            foreach (int[] axes in new int[][] { [0], [2], [0, 1], [0, 2], [0, 1, 2], [] })
                yield return new(new Reduce(kind, axes, KeepDimensions: axes.Length == 2), [Batched(2, 3, 4)]);
        yield return new(new Reduce(ReduceKind.Max, new[] { 1 }, KeepDimensions: false), [Shared(3, 4)]);
        yield return new(new BatchSum(), [Batched(2, 3)]);
        foreach (var rows in new Operator[] { new Softmax(), new LogSoftmax() })
        {
            yield return new(rows, [Batched(5)]);
            yield return new(rows, [Shared(2, 3)]);
        }
    }

    private static IEnumerable<GradientCase> Products()
    {
        foreach (var left in new[] { false, true })
            foreach (var right in new[] { false, true })
            {
                var product = new MatMul(left, right);
                TensorType Left(bool batched, params int[] leading) => new(new Shape([.. leading, .. left ? [4, 3] : new[] { 3, 4 }]), batched);
                TensorType Right(bool batched, params int[] leading) => new(new Shape([.. leading, .. right ? [5, 4] : new[] { 4, 5 }]), batched);
                yield return new(product, [Left(true), Right(false)]);
                yield return new(product, [Left(false), Right(true)]);
                yield return new(product, [Left(false), Right(false)]);
                yield return new(product, [Left(true), Right(true)]);
                yield return new(product, [Left(true, 2), Right(false)]);
                yield return new(product, [Left(false, 2), Right(false)]);
                yield return new(product, [Left(true, 2), Right(true, 2)]);
                yield return new(product, [Left(true, 2), Right(false, 2)]);
                yield return new(product, [Left(false, 2), Right(true, 2)]);
                if (left) continue;
                yield return new(product, [Batched(4), Right(false)]);
                yield return new(product, [Shared(4), Right(false)]);
                yield return new(product, [Shared(4), Right(true)]);
                yield return new(product, [Batched(4), Right(true)]);
            }
    }

    private static IEnumerable<GradientCase> Convolutions() =>
    [
        new(new Conv2D(1, 1, 0, 0, 0, 0, 1, 1, 1), [Batched(5, 4, 2), Shared(3, 2, 2, 3)]),
        new(new Conv2D(2, 1, 1, 0, 0, 2, 1, 1, 1), [Batched(5, 4, 2), Shared(2, 3, 2, 3)]),
        new(new Conv2D(1, 2, 2, 2, 1, 1, 2, 1, 1), [Batched(5, 5, 1), Shared(3, 3, 1, 2)]),
        new(new Conv2D(2, 2, 1, 1, 1, 1, 1, 1, 2), [Batched(5, 5, 4), Shared(3, 3, 2, 6)]),
        new(new Conv2D(1, 1, 1, 1, 1, 1, 1, 1, 3), [Batched(4, 4, 3), Shared(3, 3, 1, 3)]),
        new(new Conv2D(1, 1, 0, 0, 0, 0, 1, 1, 1), [Shared(4, 4, 2), Shared(2, 2, 2, 2)]),
    ];

    private static IEnumerable<GradientCase> Pools() =>
    [
        new(new MaxPool2D(2, 2, 2, 2, 0, 0, 0, 0), [Batched(5, 4, 2)]),
        new(new MaxPool2D(3, 2, 2, 1, 1, 1, 0, 1), [Batched(5, 5, 2)]),
        new(new MaxPool2D(2, 2, 1, 1, 0, 0, 0, 0), [Shared(3, 3, 2)]),
        new(new AveragePool2D(2, 2, 2, 2, 0, 0, 0, 0, true), [Batched(5, 4, 2)]),
        new(new AveragePool2D(3, 2, 2, 1, 1, 1, 0, 1, true), [Batched(5, 5, 2)]),
        new(new AveragePool2D(3, 2, 2, 1, 1, 1, 0, 1, false), [Batched(5, 5, 2)]),
    ];

    private static IEnumerable<GradientCase> Movements() =>
    [
        new(new Permute(new[] { 2, 0, 1 }), [Batched(2, 3, 4)]),
        new(new Reshape(new Shape(6, 4)), [Shared(2, 3, 4)]),
        new(new Concat(1), [Batched(2, 3), Batched(2, 1), Batched(2, 2)]),
        new(new Concat(0), [Shared(2, 3), Shared(1, 3)]),
        new(new Slice(new[] { 1, 0 }, new[] { 2, 2 }, new[] { 2, 1 }), [Batched(5, 3)]),
        new(new SliceGradient(new Slice(new[] { 1 }, new[] { 2 }, new[] { 2 }), new Shape(5)), [Batched(2)]),
        new(new Pad(new[] { 1, 0 }, new[] { 0, 2 }, 0.5), [Batched(2, 3)]),
    ];

    private static IEnumerable<GradientCase> Indexing() =>
    [
        new(new Lookup(), [Shared(5, 3), Batched(4) with { Element = ElementType.Index }]),
        new(new Lookup(), [Shared(6, 2, 2), Batched() with { Element = ElementType.Index }]),
        new(new Lookup(), [Shared(5), Batched(2, 3) with { Element = ElementType.Index }]),
    ];

    private static IEnumerable<GradientCase> Losses()
    {
        var index = Batched() with { Element = ElementType.Index };
        yield return new(new SparseCategoricalCrossEntropy(), [Batched(5), index]);
        yield return new(new SparseCategoricalCrossEntropy(0.1), [Batched(4, 5), index with { Shape = new Shape(4) }]);
        yield return new(new SparseCategoricalCrossEntropy(0.1), [Shared(5), index]);
    }
}
