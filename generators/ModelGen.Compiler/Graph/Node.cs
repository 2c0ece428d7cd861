namespace ModelGen.Compiler;

/// <summary>One application of an operator.</summary>
public sealed class Node
{
    internal Node(Operator @operator, Value[] inputs)
    {
        Operator = @operator;
        Inputs = inputs;
    }

    public Operator Operator { get; }

    public IReadOnlyList<Value> Inputs { get; }

    public IReadOnlyList<Value> Outputs { get; internal set; } = [];

    public Value Output => Outputs[0];

    public override string ToString() =>
        $"{string.Join(", ", Outputs)} = {Operator}({string.Join(", ", Inputs.Select(input => "%" + input.Id))})";
}
