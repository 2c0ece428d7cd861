namespace ModelGen.Compiler.Emit;

/// <summary>
/// The gradient of a convolution's input as its kernel takes it: dy (OH, OW, OC) and the weights with their channels
/// exchanged, (KH, KW, OC, C / groups) → dx (H, W, C). Without padding.
/// </summary>
public sealed record TransposedConvolution(Conv2D Forward, Shape Input) : Operator
{
    public override bool IsDifferentiable => false;

    /// <summary>Puts <paramref name="gradient"/> of an unpadded convolution into a graph, with its permuted weights.</summary>
    public static Value Apply(Graph graph, Conv2DInputGradient gradient, Value dy, Value weight)
    {
        var exchanged = graph.Apply(new Permute(new[] { 0, 1, 3, 2 }), weight);
        exchanged.Name = weight.Name is null ? null : weight.Name + "Transposed";
        return graph.Apply(new TransposedConvolution(gradient.Forward, gradient.Input), dy, exchanged);
    }

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs) => [inputs[0] with { Shape = Input }];

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        2L * inputs[0].Shape.Length * inputs[1].Shape.Length / inputs[0].Shape.RowLength;
}
