using ModelGen.Compiler;
using ModelGen.Compiler.Emit;
using ModelGen.Compiler.Reference;

namespace ModelGen.Integration.Tests.Kernels;

using OutputKind = ModelGen.Compiler.OutputKind;

/// <summary>Cases that the reference interpreter decides: one operator, with the kernel that its family makes of it.</summary>
public static class NodeCase
{
    /// <param name="operator">The operator.</param>
    /// <param name="operands">The types of its operands.</param>
    public static KernelCase Of(Operator @operator, params TensorType[] operands) => Of(@operator, keepsAll: true, operands);

    /// <param name="operator">The operator.</param>
    /// <param name="keepsAll">Whether all outputs are used, not just the first.</param>
    /// <param name="operands">The types of its operands.</param>
    public static KernelCase Of(Operator @operator, bool keepsAll, params TensorType[] operands)
    {
        var graph = new Graph();
        var inputs = operands.Select((type, i) => graph.AddSource(new Source.Input("x", i), type, i == 0 ? "x" : "x" + i)).ToArray();
        var node = graph.Add(@operator, inputs);
        foreach (var output in keepsAll ? node.Outputs : [node.Output])
            graph.AddOutput(output, OutputKind.Exposed, "y");
        var context = new SelectionContext(graph);
        var selected = PlainKernels.Families.Select(family => family(node, context)).OfType<Selected>().Single();
        return new KernelCase($"{@operator.Name} of {string.Join(", ", operands)} to {node.Output.Type}", selected.Kernel, (values, count) =>
            [.. Interpreter.Apply(@operator, count, [.. inputs.Select((input, i) => (input.Type, values[i]))]).Take(selected.Kernel.Outputs.Count)]);
    }

    public static TensorType Batched(params int[] shape) => new(new Shape(shape), IsBatched: true);

    public static TensorType Unbatched(params int[] shape) => new(new Shape(shape), IsBatched: false);
}
