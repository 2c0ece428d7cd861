namespace ModelGen.Compiler.Language;

/// <summary>
/// Finds the logits behind a model's output: a cross-entropy of a softmax or sigmoid is computed from what went into
/// it, log Σ exp(z) − z, which neither overflows nor loses digits.
/// </summary>
internal static class CrossEntropyOutput
{
    /// <summary>Results that are no logits: their range is not all numbers, or not any more.</summary>
    private static readonly HashSet<string> Squashing =
    [
        "Relu", "LeakyRelu", "Elu", "Selu", "Gelu", "GeluTanh", "Silu", "Mish", "Softplus", "Tanh", "HardSigmoid",
        "HardSwish", "Sigmoid", "Softmax", "LogSoftmax", "Exp", "Log", "Abs", "Square", "Sqrt", "Clip",
    ];

    /// <summary>The function that a value went through last, movements aside; null for a linear one.</summary>
    public static string? Activation(Value output)
    {
        for (var node = output.Producer; node is not null; node = node.Inputs[0].Producer)
        {
            if (IsMovement(node.Operator))
                continue;
            return Squashing.Contains(node.Operator.Name) ? node.Operator.Name : null;
        }
        return null;
    }

    public static bool IsMovement(Operator @operator) => @operator.Name is "Permute" or "Reshape" or "Slice";

    /// <summary>What the softmax or sigmoid that a model ends in is applied to, or its output if that is linear.</summary>
    /// <param name="graph">Movements between the activation and the output are repeated on the logits in it.</param>
    /// <param name="output">The output.</param>
    /// <param name="expected"><c>Softmax</c> or <c>Sigmoid</c>.</param>
    /// <param name="isLinear">Whether the output itself is the logits.</param>
    /// <exception cref="GraphException">MG0012: the output comes from another function.</exception>
    public static Value Logits(Graph graph, Value output, string expected, out bool isLinear)
    {
        var movements = new Stack<Node>();
        var value = output;
        while (value.Producer is { } moved && IsMovement(moved.Operator))
        {
            movements.Push(moved);
            value = moved.Inputs[0];
        }
        var found = value.Producer?.Operator.Name;
        isLinear = false;
        if (found == expected)
        {
            if (expected == "Softmax" && movements.FirstOrDefault(movement => !KeepsRows(movement)) is { } mixing)
                throw Misfit($"{mixing.Operator.Name} moves the axis of the classes between the softmax and the loss; apply the softmax last.");
            value = value.Producer!.Inputs[0];
            foreach (var movement in movements)
                value = graph.Apply(movement.Operator, value);
            return value;
        }
        // log softmax(log softmax(z)) = log softmax(z): logarithms of probabilities are logits too.
        if (found == "LogSoftmax" && expected == "Softmax")
            return output;
        if (found is not null && Squashing.Contains(found))
            throw Misfit($"The output comes from {found}; this cross-entropy needs {expected}, or a linear output that it can take as logits.");
        isLinear = true;
        return output;
    }

    /// <summary>Whether the last axis stays what it is.</summary>
    private static bool KeepsRows(Node movement)
    {
        var input = movement.Inputs[0].Type;
        if (movement.Operator.Name != "Permute")
            return movement.Output.Shape.RowLength == input.Shape.RowLength;
        // All extents different: the last one is the last axis.
        var distinct = new Shape([.. Enumerable.Range(1, input.Shape.Rank)]);
        return movement.Operator.Infer([input with { Shape = distinct }])[0].Shape.RowLength == input.Shape.Rank;
    }

    private static GraphException Misfit(string message) => new("MG0012", message);
}
