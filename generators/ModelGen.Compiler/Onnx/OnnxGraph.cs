namespace ModelGen.Compiler;

/// <summary>A tensor of an ONNX graph.</summary>
/// <param name="id">Unique within the graph and its bodies.</param>
public sealed class OnnxValue(int id)
{
    public int Id => id;

    /// <summary>What it is called in the file; null for what only nodes know.</summary>
    public string? Name { get; set; }
}

/// <param name="Operator">Its type in ONNX, such as <c>Conv</c>.</param>
/// <param name="Inputs">Null where an optional one is left out.</param>
/// <param name="Outputs">Its results.</param>
/// <param name="Attributes">int, int[], double, string, string[] or <see cref="OnnxGraph"/>, by name.</param>
public sealed record OnnxNode(
    string Operator, IReadOnlyList<OnnxValue?> Inputs, IReadOnlyList<OnnxValue> Outputs, IReadOnlyList<(string Name, object Value)> Attributes);

/// <summary>An input or output.</summary>
/// <param name="Value">The tensor.</param>
/// <param name="Element">real or index.</param>
/// <param name="Extents">Numbers, N for the batch and T for the time axis; null where they follow from outside.</param>
public sealed record OnnxPort(OnnxValue Value, ElementType Element, IReadOnlyList<string>? Extents);

/// <summary>A tensor that is known at build time.</summary>
/// <param name="Value">The tensor.</param>
/// <param name="Type">The name of the element type in descriptions: float, double or int64.</param>
/// <param name="Extents">Its shape; none for a scalar.</param>
/// <param name="Numbers">Its elements, or one number that all of them are.</param>
public sealed record OnnxConstant(OnnxValue Value, string Type, EquatableArray<int> Extents, EquatableArray<double> Numbers);

/// <summary>A graph in terms of ONNX as it is written; the body of a loop knows the tensors around it.</summary>
/// <param name="outer">The graph around a body.</param>
public sealed class OnnxGraph(OnnxGraph? outer = null)
{
    private readonly Dictionary<(string, EquatableArray<int>, EquatableArray<double>), OnnxConstant> constants = [];
    private readonly List<OnnxNode> nodes = [];
    private int count;

    public List<OnnxPort> Inputs { get; } = [];

    public List<OnnxPort> Outputs { get; } = [];

    /// <summary>The model's parameters that stand in it, each named as in files.</summary>
    public List<OnnxValue> Parameters { get; } = [];

    public IEnumerable<OnnxConstant> Constants => constants.Values;

    public IReadOnlyList<OnnxNode> Nodes => nodes;

    public OnnxValue NewValue(string? name = null) => outer?.NewValue(name) ?? new OnnxValue(count++) { Name = name };

    /// <summary>A node with one result.</summary>
    public OnnxValue Add(string type, OnnxValue?[] inputs, params (string Name, object Value)[] attributes) =>
        Add(type, 1, inputs, attributes)[0];

    /// <summary>A node with one result and no attributes.</summary>
    public OnnxValue Add(string type, params OnnxValue?[] inputs) => Add(type, 1, inputs)[0];

    public OnnxValue[] Add(string type, int results, OnnxValue?[] inputs, params (string Name, object Value)[] attributes)
    {
        // What is left out at the end is not named either: not every reader expects it there.
        var given = inputs.Length;
        while (given > 0 && inputs[given - 1] is null) given--;
        OnnxValue[] outputs = [.. Enumerable.Range(0, results).Select(_ => NewValue())];
        nodes.Add(new OnnxNode(type, [.. inputs.Take(given)], outputs, attributes));
        return outputs;
    }

    /// <summary>A 32-bit scalar.</summary>
    public OnnxValue Real(double number) => Constant("float", [], [number]);

    /// <summary>A tensor of 32-bit reals.</summary>
    public OnnxValue Reals(int[] extents, params double[] numbers) => Constant("float", extents, numbers);

    /// <summary>A 64-bit real.</summary>
    public OnnxValue Double(double number) => Constant("double", [], [number]);

    /// <summary>A scalar integer.</summary>
    public OnnxValue Integer(long number) => Constant("int64", [], [number]);

    /// <summary>A list of integers.</summary>
    public OnnxValue Integers(params long[] numbers) => Constant("int64", [numbers.Length], [.. numbers.Select(number => (double)number)]);

    /// <summary>Leaves out what no output needs.</summary>
    public void Trim()
    {
        var live = new HashSet<OnnxValue>(Outputs.Select(output => output.Value));
        for (var i = nodes.Count - 1; i >= 0; i--)
            if (nodes[i].Outputs.Any(live.Contains)) live.UnionWith(Needs(nodes[i]));
            else nodes.RemoveAt(i);
        foreach (var constant in constants.Where(pair => !live.Contains(pair.Value.Value)).ToList()) constants.Remove(constant.Key);
        Parameters.RemoveAll(parameter => !live.Contains(parameter));
    }

    private static IEnumerable<OnnxValue> Needs(OnnxNode node) =>
        node.Inputs.OfType<OnnxValue>().Concat(node.Attributes.Select(attribute => attribute.Value).OfType<OnnxGraph>()
            .SelectMany(body => body.Nodes.SelectMany(Needs).Concat(body.Outputs.Select(output => output.Value))));

    private OnnxValue Constant(string type, int[] extents, double[] numbers)
    {
        if (outer is not null) return outer.Constant(type, extents, numbers);
        var key = (type, (EquatableArray<int>)extents, (EquatableArray<double>)numbers);
        if (!constants.TryGetValue(key, out var constant))
            constants.Add(key, constant = new OnnxConstant(NewValue(), type, extents, numbers));
        return constant.Value;
    }
}

/// <summary>The element types of ONNX, as <c>Cast</c> numbers them.</summary>
public static class OnnxType
{
    public const int Float = 1, Int32 = 6, Int64 = 7, Bool = 9, Double = 11;
}
