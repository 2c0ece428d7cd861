namespace ModelGen.Compiler;

// Operands that broadcast.
public sealed partial class OnnxContext
{
    /// <summary>
    /// Writes a function of the elements: operands are brought to the order of axes that one of them has, and the result
    /// keeps it.
    /// </summary>
    public void Elementwise(Func<OnnxValue[], OnnxValue> write)
    {
        var rank = node.Output.Shape.Rank;
        var order = OrderOfOperands();
        var operands = new OnnxValue[node.Inputs.Count];
        for (var i = 0; i < operands.Length; i++)
            operands[i] = order is null ? Beside(i, rank) : Ordered(i, rank, order);
        Return(write(operands), order);
    }

    /// <summary>
    /// An operand so that it broadcasts to a result with a given number of axes, besides the batch axis: aligned at the last
    /// one, and of the positions of a time axis as many as there are.
    /// </summary>
    public OnnxValue Beside(int index, int rank, int? time = null)
    {
        var value = node.Inputs[index];
        var (tensor, missing) = (Input(index), rank - value.Shape.Rank);
        var axis = (time ?? ResultTimeAxis) - missing;
        if (axis >= 0 && (time ?? ResultTimeAxis) >= 0 && stage.TimeAxisOf(value) < 0 && value.Shape[axis] != 1)
            tensor = Cut(tensor, axis + First(value));
        if (!value.IsBatched || missing <= 0) return tensor;
        return value.Shape.Rank == 0
            ? Reshape(tensor, [Batch, .. Enumerable.Repeat(1L, rank)])
            : Add("Unsqueeze", tensor, Graph.Integers([.. Enumerable.Range(1, missing).Select(i => (long)i)]));
    }

    // Where an operand as large as the result lies otherwise than in order, and time has a length at build time.
    private int[]? OrderOfOperands()
    {
        if (ResultTimeAxis >= 0) return null;
        for (var i = 0; i < node.Inputs.Count; i++)
            if (node.Inputs[i].Type.Shape == node.Output.Shape && node.Inputs[i].IsBatched == node.Output.IsBatched
                && !OrderOf(i).SequenceEqual(OnnxTensor.InOrder(node.Inputs[i])))
                return OrderOf(i);
        return null;
    }

    private OnnxValue Ordered(int index, int rank, int[] order)
    {
        var value = node.Inputs[index];
        var first = First(node.Output);
        if (value.Shape.Rank == rank && value.IsBatched == node.Output.IsBatched) return Input(index, order);
        if (value.Shape.Rank == 0 && !value.IsBatched) return Input(index);
        // All axes of the result, most of them of extent 1.
        long[] extents =
        [
            .. Enumerable.Repeat(value.IsBatched ? Batch : 1L, first), .. Enumerable.Repeat(1L, rank - value.Shape.Rank),
            .. value.Shape.Select(extent => (long)extent),
        ];
        int[] wide = [.. order.Where(axis => extents[axis] != 1)];
        if (wide.SequenceEqual(wide.OrderBy(axis => axis)))
            return Reshape(Input(index), [.. order.Select(axis => extents[axis])]);
        return Add("Transpose", [Reshape(Input(index), extents)], ("perm", order));
    }
}
