namespace ModelGen.Compiler;

/// <summary>
/// logits (…, C), target indices (…) → [0] the loss (…), −Σᶜ tᶜ · log pᶜ with p = softmax(logits) and
/// tᶜ = (1 − s) · [c = target] + s/C, and [1] the probabilities p (…, C), kept for the gradient.
/// </summary>
/// <param name="LabelSmoothing">s, from 0 to 1.</param>
public sealed record SparseCategoricalCrossEntropy(double LabelSmoothing = 0) : Operator
{
    public override string ResultName(int index) => "probabilities";

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 2);
        var (logits, target) = (inputs[0], inputs[1]);
        Check.Real(this, logits);
        Check.Index(this, target);
        if (!(LabelSmoothing >= 0 && LabelSmoothing <= 1))
            throw new GraphException("MG0105", $"The label smoothing of {Name} must be from 0 to 1, not {LabelSmoothing}.");
        if (logits.Shape.Rank == 0)
            throw new GraphException("MG0101", $"{Name} expects logits of shape (…, classes), but got a scalar.");
        Shape expected = new([.. logits.Shape.Take(logits.Shape.Rank - 1)]);
        if (target.Shape != expected)
            throw new GraphException("MG0102", $"{Name} of logits of shape {logits.Shape} expects targets of shape {expected}, not {target.Shape}.");
        var batched = logits.IsBatched || target.IsBatched;
        return [new TensorType(expected, batched), logits with { IsBatched = batched }];
    }

    /// <summary>dlogits = (p − t) · dloss.</summary>
    public override Value?[] Differentiate(GradientContext context)
    {
        if (context.OutputGradients[1] is not null)
            throw new GraphException("MG0013", $"The probabilities of {Name} have no gradient; take them from Softmax instead.");
        var gradient = context.Apply(
            new SparseCategoricalCrossEntropyGradient(LabelSmoothing), context.Node.Outputs[1], context.Inputs[1], context.OutputGradient);
        return [context.SumTo(context.Input.Type, gradient), null];
    }

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        5L * inputs[0].Shape.Length;

    [Primitive]
    public static Value Build(Call call) => call.Graph.Apply(
        new SparseCategoricalCrossEntropy(call.Number("labelSmoothing")), call.Tensor("logits"), call.Tensor("target"));
}

/// <summary>probabilities p (…, C), target (…), dloss (…) → (p − t) · dloss (…, C).</summary>
public sealed record SparseCategoricalCrossEntropyGradient(double LabelSmoothing = 0) : Operator
{
    public override bool IsDifferentiable => false;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 3);
        var loss = new SparseCategoricalCrossEntropy(LabelSmoothing).Infer([inputs[0], inputs[1]])[0];
        Check.Real(this, inputs[2]);
        Check.Shape(this, "a gradient of the loss", inputs[2].Shape, loss.Shape);
        return [inputs[0] with { IsBatched = inputs.Any(input => input.IsBatched) }];
    }

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        2L * outputs[0].Shape.Length;
}
