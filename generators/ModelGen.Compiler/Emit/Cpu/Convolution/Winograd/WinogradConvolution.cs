namespace ModelGen.Compiler.Emit;

/// <summary>
/// A 3×3 convolution of stride 1 by Winograd's F(m×m, 3×3) with m = <paramref name="Outputs"/>: images (…, H, W, C) and
/// <see cref="WinogradWeights"/> → (…, OH, OW, OC), and the memory that it works in. Padding is part of it.
/// </summary>
public sealed record WinogradConvolution(Conv2D Forward, int Outputs, int Filters) : Operator
{
    public override bool IsDifferentiable => false;

    public override string ResultName(int index) => "workspace";

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        var weight = new TensorType(new Shape(3, 3, inputs[0].Shape.RowLength, Filters), IsBatched: false);
        var y = Forward.Infer([inputs[0], weight])[0];
        return [y, y with { Shape = new Shape(WinogradPlan.Of(this, inputs[0].Shape).WorkspaceLength) }];
    }

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        WinogradPlan.Of(this, inputs[0].Shape).Flops;
}

/// <summary>
/// dx (H, W, C) of a 3×3 convolution of stride 1 whose outputs are a single tile, by the transposed F(m×m, 3×3): of dy
/// (OH, OW, OC) and <see cref="WinogradWeights"/> (of weights with their channels exchanged, not turned) it is
/// B [u · (A dy Aᵀ)] Bᵀ without the padding; and the memory that it works in.
/// </summary>
public sealed record WinogradInputGradient(Conv2D Forward, int Outputs, Shape Image) : Operator
{
    public override bool IsDifferentiable => false;

    public override string ResultName(int index) => "workspace";

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs) =>
    [
        inputs[0] with { Shape = Image },
        inputs[0] with { Shape = new Shape(WinogradPlan.Of(this, inputs[0].Shape).WorkspaceLength) },
    ];

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        WinogradPlan.Of(this, inputs[0].Shape).Flops;
}

/// <summary>
/// G w Gᵀ of the kernels of all pairs of channels: (3, 3, C, OC) → (a², C, OC) with a = m + 2, and a row without meaning behind
/// each position where C is even (<see cref="Rows"/>);
/// <paramref name="IsTurned"/> says whether kernels are turned by 180° first, as the gradient of the input wants them that
/// is a convolution itself.
/// Both are stored in panels of as many columns as the convolution reads.
/// </summary>
public sealed record WinogradWeights(int Outputs, int PanelWidth, bool IsTurned) : Operator
{
    public override bool IsDifferentiable => false;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs) =>
        [inputs[0] with { Shape = new Shape((Outputs + 2) * (Outputs + 2), Rows(inputs[0].Shape[2]), inputs[0].Shape[3]) }];

    /// <summary>
    /// Rows of a position for so many channels: an odd number, since one vector of all positions is written at a time, and at
    /// distances that are multiples of 4 KB all of them would share one set of the first-level cache.
    /// </summary>
    public static int Rows(int channels) => channels | 1;

    public override string Describe(IReadOnlyList<string?> operands) => $"transformed {operands[0] ?? "weight"}";
}
