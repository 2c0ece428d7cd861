namespace ModelGen.Compiler.Emit;

/// <summary>One loop over elements that lie at regular distances in every operand.</summary>
/// <param name="Extent">The number of steps; of each sample, if the loop runs over the samples too.</param>
/// <param name="OverSamples">Whether the loop makes <c>count · Extent</c> steps: it goes through all samples.</param>
/// <param name="Strides">For each operand the distance from one step to the next; 0 where its element is repeated.</param>
public sealed record Loop(int Extent, bool OverSamples, EquatableArray<int> Strides)
{
    /// <summary>The number of steps as C#.</summary>
    public string Length => !OverSamples ? $"{Extent}" : Extent == 1 ? "count" : $"count * {Extent}";
}

/// <summary>
/// How kernels walk through their operands: nested loops, outermost first, with as few levels as the layouts allow.
/// Two levels become one where every operand goes on at the inner level's pace when the outer one takes a step;
/// so an operation without broadcasting is one loop over all elements of all samples.
/// </summary>
public sealed class LoopNest
{
    private LoopNest(IReadOnlyList<Loop> loops) => Loops = loops;

    public IReadOnlyList<Loop> Loops { get; }

    public Loop Inner => Loops[Loops.Count - 1];

    /// <summary>
    /// The loops over a result of type <paramref name="type"/> for operands that are broadcast to it by NumPy's
    /// rules. The result's own strides come last.
    /// </summary>
    public static LoopNest Broadcast(TensorType type, IEnumerable<TensorType> operands)
    {
        var all = operands.Append(type).ToList();
        var loops = new List<Loop>();
        if (type.IsBatched) loops.Add(Samples(all));
        for (var axis = 0; axis < type.Shape.Rank; axis++)
            loops.Add(new Loop(type.Shape[axis], false,
                all.Select(operand => BroadcastStride(operand.Shape, axis - type.Shape.Rank)).ToArray()));
        return Of(loops);
    }

    /// <summary>The loop over the samples: unbatched operands are repeated.</summary>
    public static Loop Samples(IEnumerable<Value> operands) => Samples(operands.Select(operand => operand.Type));

    /// <summary>The nest of these loops, outermost first, with neighbours joined where possible.</summary>
    public static LoopNest Of(IEnumerable<Loop> loops)
    {
        var joined = new List<Loop>();
        foreach (var loop in loops)
        {
            if (loop is { Extent: 1, OverSamples: false }) continue;
            if (joined.Count > 0 && Join(joined[joined.Count - 1], loop) is { } single) joined[joined.Count - 1] = single;
            else joined.Add(loop);
        }
        return new LoopNest(joined);
    }

    /// <summary>The distance between neighbours along an axis, in a row-major array of this shape.</summary>
    public static int Stride(Shape shape, int axis) => shape.Skip(axis + 1).Aggregate(1, (product, extent) => product * extent);

    private static Loop Samples(IEnumerable<TensorType> operands) =>
        new(1, true, operands.Select(operand => operand.IsBatched ? operand.Shape.Length : 0).ToArray());

    private static int BroadcastStride(Shape shape, int axisFromEnd)
    {
        var axis = shape.Rank + axisFromEnd;
        return axis < 0 || shape[axis] == 1 ? 0 : Stride(shape, axis);
    }

    private static Loop? Join(Loop outer, Loop inner)
    {
        if (inner.OverSamples) return null;
        for (var operand = 0; operand < outer.Strides.Count; operand++)
            if (outer.Strides[operand] != inner.Strides[operand] * inner.Extent)
                return null;
        return inner with { Extent = outer.Extent * inner.Extent, OverSamples = outer.OverSamples };
    }
}
