namespace ModelGen.Compiler;

/// <summary>
/// An operator that is linear in its first operand, rows of C channels, and has weights as its second: scales and shifts
/// of channels in front of it, and scales behind it, can be worked into the weights where these are the same for all samples.
/// </summary>
internal interface ILinear
{
    /// <summary>Whether <see cref="ScaleOperand"/> is possible for weights of the given shape.</summary>
    bool TakesScale(Shape weight);

    /// <summary>Whether <see cref="Sums"/> tells all: not where the operand has a border of zeros that is not shifted.</summary>
    bool TakesShift { get; }

    /// <summary>Weights W' with f(x · scale, W) = f(x, W').</summary>
    /// <param name="weight">The weights W.</param>
    /// <param name="scale">A factor for each channel of the operand (C).</param>
    Value ScaleOperand(Value weight, Value scale);

    /// <summary>Weights W' with f(x, W) · scale = f(x, W').</summary>
    /// <param name="weight">The weights W.</param>
    /// <param name="scale">A factor for each channel of the result, or a single one.</param>
    Value ScaleResult(Value weight, Value scale);

    /// <summary>f of the same row everywhere: a number for each channel of the result.</summary>
    /// <param name="weight">The weights.</param>
    /// <param name="row">A number for each channel of the operand (C).</param>
    Value Sums(Value weight, Value row);
}
