namespace ModelGen.Compiler;

/// <summary>What an operator's derivative is made from.</summary>
public sealed class GradientContext(Graph graph, Node node, IReadOnlyList<Value?> outputGradients)
{
    public Graph Graph { get; } = graph;

    public Node Node { get; } = node;

    public IReadOnlyList<Value> Inputs => Node.Inputs;

    public Value Input => Node.Inputs[0];

    public Value Output => Node.Outputs[0];

    /// <summary>∂loss/∂output for each output; null where the loss does not depend on it.</summary>
    public IReadOnlyList<Value?> OutputGradients { get; } = outputGradients;

    /// <summary>∂loss/∂output of an operator with one output.</summary>
    public Value OutputGradient => OutputGradients[0]!;

    public Value Apply(Operator @operator, params Value[] inputs) => Graph.Apply(@operator, inputs);
}
