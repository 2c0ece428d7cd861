namespace ModelGen.Compiler;

/// <summary>
/// Writes a graph of predictions in terms of ONNX: a walk over the nodes that asks each operator
/// (<see cref="Operator.ToOnnx"/>). Axes are permuted when somebody needs them otherwise than they lie, not before, so
/// that images stay channels-first between convolutions and parameters enter in the order of files.
/// </summary>
public sealed class OnnxStage
{
    private readonly Dictionary<Value, OnnxTensor> tensors = [];
    private readonly Dictionary<Value, int> timeAxes;
    private readonly Graph graph;
    private OnnxValue? batch, time;

    private OnnxStage(Graph graph, IReadOnlyDictionary<Value, int>? timeAxes, int limit)
    {
        (this.graph, Limit) = (graph, limit);
        this.timeAxes = timeAxes?.ToDictionary(pair => pair.Key, pair => pair.Value) ?? [];
        Consumers = new Consumers(graph);
    }

    /// <summary>What is written so far.</summary>
    public OnnxGraph Onnx { get; } = new();

    /// <summary>The largest length of the time axis; 0 where there is none.</summary>
    public int Limit { get; }

    internal Consumers Consumers { get; }

    /// <param name="graph">Predictions and states alone, before anything that is particular to a backend.</param>
    /// <param name="timeAxes">The axes whose length is known at run time only, of the values that have one.</param>
    /// <param name="limit">The largest such length.</param>
    /// <returns>The description, or one line that says which operator ONNX has no counterpart of.</returns>
    public static string Describe(Graph graph, IReadOnlyDictionary<Value, int>? timeAxes, int limit)
    {
        var stage = new OnnxStage(graph, timeAxes, limit);
        foreach (var source in graph.Sources) stage.Source(source);
        foreach (var node in graph.Nodes.Where(node => !stage.IsWritten(node.Output)))
            if (!node.Operator.ToOnnx(new OnnxContext(node, stage))) return $"unsupported {node.Operator.Name}\n";
        foreach (var output in graph.Outputs.Where(output => output.Kind is OutputKind.Prediction or OutputKind.State)) stage.Output(output);
        stage.Onnx.Trim();
        return OnnxText.Write(stage.Onnx);
    }

    public OnnxTensor this[Value value] => tensors[value];

    public bool IsWritten(Value value) => tensors.ContainsKey(value);

    public int TimeAxisOf(Value value) => timeAxes.TryGetValue(value, out var axis) ? axis : -1;

    public void Define(Value value, OnnxTensor tensor)
    {
        if (tensor.Value.Name is null && value.Name is { Length: > 0 } name) tensor.Value.Name = name;
        tensors.Add(value, tensor);
    }

    /// <summary>The number of samples, (1) of integers.</summary>
    public OnnxValue BatchSize => batch ??= ExtentOf(_ => true, 0);

    /// <summary>The length of the time axis, (1) of integers.</summary>
    public OnnxValue Time => time ??= ExtentOf(input => TimeAxisOf(input) >= 0, 1);

    private OnnxValue ExtentOf(Func<Value, bool> has, int axis) =>
        Onnx.Add("Shape", [tensors[graph.Inputs.Concat(graph.States).First(has)].Value], ("start", axis), ("end", axis + 1));

    private void Source(Value source)
    {
        var value = Onnx.NewValue(source.Name);
        tensors.Add(source, new OnnxTensor(
            value, source.Source is Source.Parameter(var info) ? [.. info.FrameworkAxes] : OnnxTensor.InOrder(source)));
        if (source.Source is Source.Parameter) Onnx.Parameters.Add(value);
        else Onnx.Inputs.Add(Port(source, value));
    }

    // Under a name of its own: a value may be several outputs, or be read by further nodes under another.
    private void Output(GraphOutput output)
    {
        var value = Onnx.Add("Identity", OnnxTensor.Ordered(this, tensors[output.Value], output.Value, OnnxTensor.InOrder(output.Value)));
        value.Name = output.Kind == OutputKind.State ? output.Name + ".next" : output.Name;
        Onnx.Outputs.Add(Port(output.Value, value));
    }

    private OnnxPort Port(Value value, OnnxValue onnx) => new(
        onnx, value.Type.Element,
        [.. value.IsBatched ? ["N"] : Array.Empty<string>(), .. value.Shape.Select((extent, axis) => axis == TimeAxisOf(value) ? "T" : extent.ToString())]);
}
