namespace ModelGen.Compiler.Emit;

/// <summary>The elementwise node behind sums, which a kernel computes as it writes them: bias, activation, residual.</summary>
/// <param name="sums">The values summed.</param>
/// <param name="elementwise">The node, or null.</param>
public sealed class GpuEpilogue(Value sums, Node? elementwise)
{
    /// <summary>What is written.</summary>
    public Value Output => elementwise?.Output ?? sums;

    /// <summary>What is read besides the sums.</summary>
    public IReadOnlyList<Value> Operands { get; } = [.. elementwise?.Inputs.Where(input => input != sums).Distinct() ?? []];

    /// <summary>The nodes that a kernel with this epilogue stands for.</summary>
    public IReadOnlyList<Node> Nodes { get; } = elementwise is null ? [sums.Producer!] : [sums.Producer!, elementwise];

    /// <summary>The epilogue behind a node's first result: the elementwise node that alone reads it, if it keeps its shape.</summary>
    public static GpuEpilogue Behind(Node node, SelectionContext context) => new(
        node.Output,
        context.OnlyConsumer(node.Output) is { Operator: Elementwise } consumer && !context.Covered.Contains(consumer)
            && consumer.Output.Type == node.Output.Type ? consumer : null);

    /// <summary>The value of an element, as C#; writes the locals that it needs.</summary>
    /// <param name="code">Where to write.</param>
    /// <param name="locals">The names in use.</param>
    /// <param name="nameOf">The names of the operands.</param>
    /// <param name="sum">The sum, a name.</param>
    /// <param name="index">The element's number in the result, over all samples: a name.</param>
    /// <param name="place">Its row, over all samples, and its column: names, where these are known.</param>
    public string Value(CodeWriter code, LoopLocals locals, Func<Value, string> nameOf, string sum, string index, (string Row, string Column)? place = null)
    {
        if (elementwise is null) return sum;
        var nest = LoopNest.Broadcast(Output.Type, Operands.Select(operand => operand.Type));
        var loops = new GpuLoops(nest.Loops, locals);
        if (place is var (row, column) && nest.Loops.Count == 2 && nest.Inner.Extent == Output.Shape.RowLength) loops.Know(index, row, column);
        else if (Operands.Any(operand => operand.Type != Output.Type)) loops.TakeApart(code, index);
        return GpuExpression.RenderShared(code, Expression, argument => Element(elementwise.Inputs[argument]), locals.Taken);

        string Element(Value operand) => operand == sums ? sum
            : operand.Type == Output.Type ? $"{nameOf(operand)}[{index}]"
            : $"{nameOf(operand)}[{loops.Offset(Operands.ToList().IndexOf(operand))}]";
    }

    /// <summary>The right-hand side of the equation above the kernel.</summary>
    public string Maths(string sum, Func<Value, string> nameOf) => FusedMaths.Describe(elementwise, sums, sum, nameOf);

    private Scalar Expression => ((Elementwise)elementwise!.Operator).Expression;
}
