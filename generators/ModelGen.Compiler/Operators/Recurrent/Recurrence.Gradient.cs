namespace ModelGen.Compiler;

public sealed partial record Recurrence
{
    /// <summary>
    /// With p the gradient of the recurrent products: dU = Σ h[t−1]ᵀ · p[t] over steps and samples; everything else is
    /// found step by step, last step first.
    /// </summary>
    public override Value?[] Differentiate(GradientContext context)
    {
        if (context.OutputGradients.Skip(Cell.States).Any(gradient => gradient is not null))
            throw new GraphException("MG0013", $"Only the states of {Name} have a gradient.");
        var gradient = new RecurrenceGradient(this, context.OutputGradients.Take(Cell.States).Select(output => output is not null).ToArray());
        var node = context.Graph.Add(gradient, [.. Enumerable.Range(0, gradient.Operands.Count).Select(i => Operand(context, gradient.Operands[i]))]);
        return [.. Enumerable.Range(0, context.Inputs.Count).Select(i => context.IsNeeded(i) ? Gradient(context, node, gradient, i) : null)];
    }

    private Value Operand(GradientContext context, (RecurrentOperand Kind, int Index) operand) => operand.Kind switch
    {
        RecurrentOperand.StateGradient => context.OutputGradients[operand.Index]!,
        RecurrentOperand.Activations => context.Node.Outputs[ActivationsOutput],
        RecurrentOperand.State => context.Node.Outputs[operand.Index],
        RecurrentOperand.Weight => Transposed(context, context.Inputs[Operands.Find(RecurrentOperand.Weight)]),
        var kind => context.Inputs[Operands.Find(kind, operand.Index)],
    };

    private static Value Transposed(GradientContext context, Value weight)
    {
        var transposed = context.Apply(new Permute(new[] { 1, 0 }), weight);
        transposed.Name = weight.Name is null ? null : weight.Name + "Transposed";
        return transposed;
    }

    private Value? Gradient(GradientContext context, Node node, RecurrenceGradient gradient, int input) => Operands[input].Kind switch
    {
        RecurrentOperand.Gates => node.Outputs[0],
        RecurrentOperand.Weight => Before(context) is { } before
            ? context.Apply(new MatMulWeightGradient(), before, node.Outputs[gradient.ProductsOutput])
            : null,
        RecurrentOperand.Vectors => context.SumTo(context.Inputs[input].Type, node.Outputs[gradient.VectorsOutput]),
        RecurrentOperand.Initial => node.Outputs[gradient.StateOutput(Operands[input].Index)],
        _ => null,
    };

    // What goes into the product at every step, (T, H); null where that is 0 throughout.
    private Value? Before(GradientContext context)
    {
        var h = context.Output;
        var (steps, units) = (h.Shape[0], h.Shape[1]);
        var first = HasInitial
            ? context.Apply(new Reshape(new Shape(1, units)), context.Inputs[Operands.Find(RecurrentOperand.Initial)])
            : null;
        var before = first;
        if (steps > 1)
        {
            var others = context.Apply(new Slice(new[] { IsReversed ? 1 : 0, 0 }, new[] { steps - 1, units }, new[] { 1, 1 }), h);
            before = first is null
                ? context.Apply(new Pad(new[] { IsReversed ? 0 : 1, 0 }, new[] { IsReversed ? 1 : 0, 0 }, 0), others)
                : context.Apply(new Concat(0), IsReversed ? [others, first] : [first, others]);
            before.Name = h.Name is null ? null : h.Name + "Before";
        }
        return before is not null && HasDropout
            ? context.Apply(new Multiply(), before, context.Inputs[Operands.Find(RecurrentOperand.Dropout)])
            : before;
    }
}
