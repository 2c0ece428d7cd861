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
    private readonly IReadOnlyList<string> inputNames;
    private OnnxValue? batch, time;

    private OnnxStage(Graph graph, IReadOnlyDictionary<Value, int>? timeAxes, int limit)
    {
        (this.graph, Limit) = (graph, limit);
        this.timeAxes = timeAxes?.ToDictionary(pair => pair.Key, pair => pair.Value) ?? [];
        Consumers = new Consumers(graph);
        inputNames = Emit.PublicNames.Inputs([.. graph.Inputs.Select(input => input.Name!)]);
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
        stage.Outputs();
        stage.Onnx.Trim();
        return OnnxText.Write(stage.Onnx);
    }

    /// <summary>What stands for a value that is written.</summary>
    public OnnxTensor this[Value value] => tensors[value];

    public bool IsWritten(Value value) => tensors.ContainsKey(value);

    public int TimeAxisOf(Value value) => timeAxes.TryGetValue(value, out var axis) ? axis : -1;

    /// <summary>Says what stands for a value. A tensor that has a name, such as an input or a parameter, keeps it.</summary>
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

    // Inputs and outputs are called as the parameters of Predict.
    private void Source(Value source)
    {
        var value = Onnx.NewValue(source.Source is Source.Input(_, var ordinal, _) ? inputNames[ordinal] : source.Name);
        tensors.Add(source, new OnnxTensor(
            value, source.Source is Source.Parameter(var info) ? [.. info.FrameworkAxes] : OnnxTensor.InOrder(source)));
        if (source.Source is Source.Parameter) Onnx.Parameters.Add(value);
        else Onnx.Inputs.Add(Port(source, value));
    }

    private void Outputs()
    {
        var predictions = graph.Outputs.Where(output => output.Kind == OutputKind.Prediction).ToList();
        var names = Emit.PublicNames.Outputs([.. predictions.Select(output => output.Name)], [.. graph.Inputs.Select(input => input.Name!)]);
        for (var i = 0; i < predictions.Count; i++) Output(predictions[i].Value, names[i]);
        foreach (var state in graph.Outputs.Where(output => output.Kind == OutputKind.State)) Output(state.Value, state.Name + ".next");
    }

    // Under a name of its own: a value may be several outputs, or be read by further nodes under another.
    private void Output(Value value, string name)
    {
        var onnx = Onnx.Add("Identity", OnnxTensor.Ordered(this, tensors[value], value, OnnxTensor.InOrder(value)));
        onnx.Name = name;
        Onnx.Outputs.Add(Port(value, onnx));
    }

    private OnnxPort Port(Value value, OnnxValue onnx) => new(
        onnx, value.Type.Element,
        [.. value.IsBatched ? ["N"] : Array.Empty<string>(), .. value.Shape.Select((extent, axis) => axis == TimeAxisOf(value) ? "T" : extent.ToString())]);
}
