namespace ModelGen.Compiler;

/// <summary>
/// A node as its operator's <see cref="Operator.ToOnnx"/> sees it. Axes of ONNX tensors count the batch axis where a value
/// has one.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="stage">The stage.</param>
public sealed partial class OnnxContext(Node node, OnnxStage stage)
{
    /// <summary>Extents that are known at run time only.</summary>
    public const long Batch = -2, Time = -3;

    public Node Node => node;

    public OnnxGraph Graph => stage.Onnx;

    /// <summary>The number of samples, (1) of integers.</summary>
    public OnnxValue BatchSize => stage.BatchSize;

    /// <summary>A node with one result.</summary>
    public OnnxValue Add(string type, params OnnxValue?[] inputs) => Graph.Add(type, inputs);

    /// <summary>A node with one result.</summary>
    public OnnxValue Add(string type, OnnxValue?[] inputs, params (string Name, object Value)[] attributes) => Graph.Add(type, inputs, attributes);

    /// <summary>An operand with its axes as they are.</summary>
    public OnnxValue Input(int index) => Of(node.Inputs[index]);

    /// <summary>An operand with its axes in another order.</summary>
    public OnnxValue Input(int index, params int[] order) => Of(node.Inputs[index], order);

    /// <summary>A value of the graph with its axes as they are, or in another order.</summary>
    public OnnxValue Of(Value value, int[]? order = null) =>
        OnnxTensor.Ordered(stage, stage[value], value, order ?? OnnxTensor.InOrder(value));

    /// <summary>How an operand's axes lie just now.</summary>
    public int[] OrderOf(int index) => stage[node.Inputs[index]].Order;

    /// <summary>1 where a value has a batch axis, else 0: what to add to an axis of its shape.</summary>
    public static int First(Value value) => value.IsBatched ? 1 : 0;

    /// <summary>The time axis of an operand's shape; −1 where it has none.</summary>
    public int TimeAxis(int index) => stage.TimeAxisOf(node.Inputs[index]);

    /// <summary>The time axis of the first result's shape; −1 where it has none.</summary>
    public int ResultTimeAxis => stage.TimeAxisOf(node.Output);

    /// <summary>Whether anybody needs a result.</summary>
    public bool IsUsed(int result) => stage.Consumers[node.Outputs[result]].Count > 0 || stage.Consumers.IsOutput(node.Outputs[result]);

    /// <summary>Says what the first result is.</summary>
    /// <param name="result">The tensor.</param>
    /// <param name="order">How its axes lie; by default as they are.</param>
    public void Return(OnnxValue result, int[]? order = null) => Return(0, result, order);

    /// <summary>Says what a result is.</summary>
    public void Return(int index, OnnxValue result, int[]? order = null) => Return(node.Outputs[index], result, order);

    private void Return(Value value, OnnxValue result, int[]? order) =>
        stage.Define(value, new OnnxTensor(result, order ?? OnnxTensor.InOrder(value)));

    /// <summary>The extents of a value, with <see cref="Batch"/> and <see cref="Time"/> in the places of these axes.</summary>
    public long[] Extents(Value value) =>
        [.. value.IsBatched ? [Batch] : Array.Empty<long>(), .. value.Shape.Select((extent, axis) => axis == stage.TimeAxisOf(value) ? Time : extent)];

    /// <summary>A tensor under another shape.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="extents">Numbers, <see cref="Batch"/> and <see cref="Time"/>; one may be −1 for what is left.</param>
    /// <param name="keepsFirst">Whether the first axis stays as it is.</param>
    public OnnxValue Reshape(OnnxValue tensor, long[] extents, bool keepsFirst = false)
    {
        long[] fixedExtents = [.. extents.Select((extent, axis) => axis == 0 && keepsFirst ? 0 : extent)];
        return fixedExtents.Count(extent => extent < 0) <= 1
            ? Add("Reshape", tensor, Graph.Integers([.. fixedExtents.Select(extent => extent < 0 ? -1 : extent)]))
            : Add("Reshape", tensor, Shape(extents));
    }

    /// <summary>A shape as a tensor, made at run time as far as it must be.</summary>
    public OnnxValue Shape(IReadOnlyList<long> extents) => extents.All(extent => extent >= -1)
        ? Graph.Integers([.. extents])
        : Add("Concat", [.. extents.Select(extent => extent switch
        {
            Batch => stage.BatchSize,
            Time => stage.Time,
            _ => Graph.Integers(extent),
        })], ("axis", 0));

    /// <summary>A part of one axis.</summary>
    public OnnxValue Slice(OnnxValue tensor, int axis, long start, long end) =>
        Add("Slice", tensor, Graph.Integers(start), Graph.Integers(end), Graph.Integers(axis));

    /// <summary>The first positions of a table that has all of them, as many as the time axis has now.</summary>
    public OnnxValue Cut(OnnxValue table, int axis) =>
        Add("Slice", table, Graph.Integers(0), stage.Time, Graph.Integers(axis));

    /// <summary>The positions 0, 1, … as integers, as many as the extent of an axis, which may be <see cref="Time"/>.</summary>
    public OnnxValue Positions(long extent) => extent == Time
        ? Add("Range", Graph.Integer(0), Add("Squeeze", stage.Time), Graph.Integer(1))
        : Add("Range", Graph.Integer(0), Graph.Integer(extent), Graph.Integer(1));

    public OnnxValue Cast(OnnxValue tensor, int type) => Add("Cast", [tensor], ("to", type));

    /// <summary>
    /// The value that the only consumer of a value combines it with, if that is the same for all samples and one number for
    /// each element of the last axis; the consumer is then written together with this node.
    /// </summary>
    public (Value Result, Value Operand)? Next<T>(Value value) where T : Operator
    {
        if (!stage.Consumers.IsSingle(value) || stage.Consumers[value][0] is not { Operator: T } consumer) return null;
        var other = consumer.Inputs.FirstOrDefault(input => input != value);
        return other is { IsBatched: false, Shape.Rank: 1 } && other.Shape.RowLength == value.Shape.RowLength && stage.IsWritten(other)
            ? (consumer.Output, other) : null;
    }

    /// <summary>Says what a value behind this node is, so that it is not written again.</summary>
    public void ReturnAs(Value value, OnnxValue result, int[]? order = null) => Return(value, result, order);
}
