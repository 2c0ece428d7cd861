namespace ModelGen.Compiler.Emit;

/// <summary>Sum, mean, maximum or minimum over axes of each sample, or of an unbatched value.</summary>
public sealed class ReduceForm : ReductionForm
{
    private readonly Reduce reduce;
    private readonly Shape shape;

    public ReduceForm(Node node) : base(node, Loops(node))
    {
        reduce = (Reduce)node.Operator;
        shape = node.Inputs[0].Shape;
    }

    public override Fold Fold => reduce.Kind switch
    {
        ReduceKind.Max => Fold.Max,
        ReduceKind.Min => Fold.Min,
        _ => Fold.Sum,
    };

    public override double Scale =>
        reduce.Kind == ReduceKind.Mean ? 1.0 / Axes(reduce, shape).Aggregate(1, (terms, axis) => terms * shape[axis]) : 1;

    public override string Maths(string input)
    {
        var axes = Axes(reduce, shape).ToList();
        return $"{reduce.Kind.ToString().ToLowerInvariant()} of {input} over {(axes.Count == 1 ? "axis" : "axes")} {string.Join(", ", axes)}";
    }

    private static IEnumerable<int> Axes(Reduce reduce, Shape shape) =>
        reduce.Axes.Select(shape.Axis).OrderBy(axis => axis);

    private static IEnumerable<Loop> Loops(Node node)
    {
        var shape = node.Inputs[0].Shape;
        var reduced = new HashSet<int>(Axes((Reduce)node.Operator, shape));
        if (node.Inputs[0].IsBatched)
            yield return new Loop(1, true, new[] { shape.Length, node.Output.Shape.Length });
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            var stride = Enumerable.Range(axis + 1, shape.Rank - axis - 1).Where(inner => !reduced.Contains(inner))
                .Aggregate(1, (product, inner) => product * shape[inner]);
            yield return new Loop(shape[axis], false, new[] { LoopNest.Stride(shape, axis), reduced.Contains(axis) ? 0 : stride });
        }
    }
}
