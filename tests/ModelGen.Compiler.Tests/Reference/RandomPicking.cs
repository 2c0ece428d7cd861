namespace ModelGen.Compiler.Reference;

/// <summary>
/// Rows picked by indices that are inputs, or that ArgMax and TopK compute. They compare small integers, which every
/// precision holds exactly: whether of two rounded sums one is larger can depend on the last digit.
/// </summary>
public static class RandomPicking
{
    /// <param name="random">What decides.</param>
    /// <param name="graph">That of <paramref name="x"/>.</param>
    /// <param name="x">(R, …) for each sample.</param>
    /// <param name="tokens">Makes an input of indices: their shape, and what they must be less than.</param>
    public static Value Of(Random random, Graph graph, Value x, Func<Shape, int, Value> tokens)
    {
        var (rows, count) = (x.Shape[0], random.Next(1, 5));
        switch (random.Next(5))
        {
            case 0:
                return graph.Apply(new Gather(), x, Indices(new Shape(count), rows));
            case 1:
                var length = random.Next(1, 9);
                return graph.Apply(new Scatter(length), x, Indices(new Shape(rows), length));
            case 2:
                var best = graph.Add(new TopK(random.Next(1, Math.Min(rows, 3) + 1)), Keys(new Shape(count, rows)));
                var picked = graph.Apply(new Gather(), x, best.Outputs[1]);
                var weights = graph.Apply(new Reshape(new Shape([.. best.Output.Shape.ToArray(), .. x.Shape.Skip(1).Select(_ => 1)])), best.Output);
                return graph.Apply(new Multiply(), picked, weights);
            case 3:
                var winner = graph.Apply(new ArgMax(), Keys(x.Shape));
                return graph.Apply(new Multiply(), x, graph.Apply(new OneHot(x.Shape.RowLength), winner));
            default:
                // There and back: rows that are named twice come back as their sum.
                var places = Indices(new Shape(rows), count);
                return graph.Apply(new Gather(), graph.Apply(new Scatter(count), x, places), places);
        }

        Value Indices(Shape shape, int limit) =>
            random.Next(2) == 0 ? tokens(shape, limit) : graph.Apply(new ArgMax(), Keys(new Shape([.. shape.ToArray(), limit])));

        Value Keys(Shape shape)
        {
            var keys = graph.Apply(new ToReal(), tokens(shape, random.Next(1, 12)));
            return random.Next(2) == 0 ? keys : graph.Apply(new Neg(), keys);
        }
    }
}
