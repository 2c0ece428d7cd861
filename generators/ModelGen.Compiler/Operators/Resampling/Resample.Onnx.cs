namespace ModelGen.Compiler;

public sealed partial record Resample
{
    /// <summary>
    /// Whole multiples and linear ones as <c>Resize</c>; other nearest elements by their indices, as <c>Resize</c> rounds
    /// their places; means as a product with the matrix of shares.
    /// </summary>
    public override bool ToOnnx(OnnxContext context)
    {
        var (graph, input) = (context.Graph, context.Node.Inputs[0]);
        var (order, first, from) = (context.OrderOf(0), OnnxContext.First(input), input.Shape[Axis]);
        switch (Kind)
        {
            case Resampling.Average:
                // The axis comes last, to be multiplied by.
                int[] last = [.. order.Where(axis => axis != Axis + first), Axis + first];
                context.Return(context.Add("MatMul", context.Input(0, last), graph.Reals([from, Length], Shares(from))), last);
                break;
            case Resampling.Nearest when Length % from != 0:
                var places = graph.Integers([.. Enumerable.Range(0, Length).Select(o => (long)o * from / Length)]);
                context.Return(context.Add("Gather", [context.Input(0, order), places], ("axis", Array.IndexOf(order, Axis + first))), order);
                break;
            default:
                // As an image: (…, 1, from, what is behind the axis).
                var (place, extents) = (Array.IndexOf(order, Axis + first), context.Extents(input));
                var behind = order.Skip(place + 1).Aggregate(1L, (product, axis) => product * extents[axis]);
                var image = context.Reshape(context.Input(0, order), [-1, 1, from, behind]);
                var resized = context.Add("Resize", [image, null, null, graph.Integers(Length)], Attributes());
                extents[Axis + first] = Length;
                context.Return(context.Reshape(resized, [.. order.Select(axis => extents[axis])]), order);
                break;
        }
        return true;
    }

    private (string, object)[] Attributes() => Kind == Resampling.Nearest
        ? [("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"), ("axes", new[] { 2 })]
        : [("mode", "linear"), ("coordinate_transformation_mode", "half_pixel"), ("axes", new[] { 2 })];

    // Row i, column o: the share of element i in element o of the result.
    private double[] Shares(int from)
    {
        var shares = new double[from * Length];
        for (var o = 0; o < Length; o++)
        {
            int start = (int)((long)o * from / Length), end = (int)(((o + 1L) * from + Length - 1) / Length);
            for (var i = start; i < end; i++) shares[i * Length + o] = 1.0 / (end - start);
        }
        return shares;
    }
}
