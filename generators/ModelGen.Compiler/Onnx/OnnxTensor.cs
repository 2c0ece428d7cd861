namespace ModelGen.Compiler;

/// <summary>What stands for a value in ONNX, and how its axes lie there.</summary>
/// <param name="Value">The tensor.</param>
/// <param name="Order">
/// For each axis of the tensor which axis of the value it is, counted with the batch axis as the first where there is one.
/// </param>
public sealed record OnnxTensor(OnnxValue Value, int[] Order)
{
    /// <summary>The axes of a value as they are.</summary>
    public static int[] InOrder(Value value) => [.. Enumerable.Range(0, value.Shape.Rank + (value.IsBatched ? 1 : 0))];

    /// <summary>A tensor with its axes in a given order, as a node where they lie otherwise.</summary>
    public static OnnxValue Ordered(OnnxStage stage, OnnxTensor tensor, Value value, int[] order)
    {
        int[] permutation = [.. order.Select(axis => Array.IndexOf(tensor.Order, axis))];
        if (permutation.SequenceEqual(Enumerable.Range(0, order.Length))) return tensor.Value;
        // Axes of extent 1 may go anywhere: the elements stay in order.
        var first = value.IsBatched ? 1 : 0;
        var time = stage.TimeAxisOf(value);
        bool IsWide(int axis) => axis < first || axis - first == time || value.Shape[axis - first] != 1;
        int[] wide = [.. order.Where(IsWide)];
        if (time < 0 && order.Length > 0 && wide.SequenceEqual(tensor.Order.Where(IsWide)) && (first == 0 || order[0] == 0))
            return stage.Onnx.Add("Reshape", tensor.Value, stage.Onnx.Integers([.. order.Select(axis => axis < first ? 0L : value.Shape[axis - first])]));
        return stage.Onnx.Add("Transpose", [tensor.Value], ("perm", permutation));
    }
}
