namespace ModelGen.Compiler;

/// <summary>
/// A model as a list of nodes, each after the nodes whose outputs it uses. Graphs only grow; a pass that changes one
/// writes a new graph (<c>GraphRewriter</c>).
/// </summary>
public sealed class Graph
{
    private readonly List<Value> sources = [];
    private readonly List<Node> nodes = [];
    private readonly List<GraphOutput> outputs = [];
    private int nextId;

    public IReadOnlyList<Node> Nodes => nodes;

    /// <summary>Inputs, targets, the loss share and parameters, in order of declaration.</summary>
    public IReadOnlyList<Value> Sources => sources;

    public IEnumerable<Value> Inputs => sources.Where(value => value.Source is Source.Input);

    public IEnumerable<Value> Targets => sources.Where(value => value.Source is Source.Target);

    public IEnumerable<Value> OutputGradients => sources.Where(value => value.Source is Source.OutputGradient);

    public IEnumerable<Value> Parameters => sources.Where(value => value.Source is Source.Parameter);

    public IEnumerable<Value> States => sources.Where(value => value.Source is Source.State);

    /// <summary>What the graph is for; everything that none of them needs is dead.</summary>
    public IReadOnlyList<GraphOutput> Outputs => outputs;

    public Value AddSource(Source source, TensorType type, string name)
    {
        var value = new Value(this, nextId++, type, null, 0) { Source = source, Name = name };
        sources.Add(value);
        return value;
    }

    public Value AddParameter(ParameterInfo info) =>
        AddSource(new Source.Parameter(info), new TensorType(info.Shape, IsBatched: false), info.Name);

    /// <summary>Applies an operator with one output.</summary>
    /// <exception cref="GraphException">The operands do not fit the operator.</exception>
    public Value Apply(Operator @operator, params Value[] inputs) => Add(@operator, inputs).Output;

    /// <summary>Applies an operator.</summary>
    /// <exception cref="GraphException">The operands do not fit the operator.</exception>
    public Node Add(Operator @operator, params Value[] inputs)
    {
        var types = @operator.Types([.. inputs.Select(input => input.Type)]);
        var node = new Node(@operator, inputs);
        node.Outputs = [.. types.Select((type, index) => new Value(this, nextId++, type, node, index))];
        nodes.Add(node);
        return node;
    }

    public void AddOutput(Value value, OutputKind kind, string name, Value? parameter = null) =>
        outputs.Add(new GraphOutput(value, kind, name, parameter));

    /// <summary>Puts other outputs in the place of all that were added.</summary>
    public void ReplaceOutputs(IReadOnlyList<GraphOutput> replacement)
    {
        outputs.Clear();
        outputs.AddRange(replacement);
    }
}

public enum OutputKind
{
    /// <summary>What <c>Predict</c> returns.</summary>
    Prediction,

    /// <summary>The loss of each sample or position, (N, …); the mean is weighted by the loss share.</summary>
    SampleLoss,

    /// <summary>The gradient of the mean loss with respect to <see cref="GraphOutput.Of"/>.</summary>
    Gradient,

    /// <summary>The next value of the running statistic <see cref="GraphOutput.Of"/>, written by a training step.</summary>
    Update,

    /// <summary>What a state is after the call.</summary>
    State,

    /// <summary>An activation that stays readable after the step (<c>Expose</c>).</summary>
    Exposed,
}

/// <param name="Value">The value to deliver.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Name">Its public name.</param>
/// <param name="Of">The parameter, input or activation that a gradient or update belongs to.</param>
public sealed record GraphOutput(Value Value, OutputKind Kind, string Name, Value? Of = null);
