namespace ModelGen;

public static partial class LossFunctions
{
    /// <summary>The mean over a sample's elements of max(0, 1 − t · y), for outputs that are margins.</summary>
    /// <param name="output">Any shape.</param>
    /// <param name="target">The same shape: −1 or 1.</param>
    public static Tensor Hinge(Tensor output, Tensor target) => (1 - target * output).Maximum(0).Mean();

    /// <summary>The mean over a sample's elements of max(0, 1 − t · y)².</summary>
    /// <param name="output">Any shape.</param>
    /// <param name="target">The same shape: −1 or 1.</param>
    public static Tensor SquaredHinge(Tensor output, Tensor target) => (1 - target * output).Maximum(0).Square().Mean();

    /// <summary>
    /// max(0, 1 + the largest yᶜ of the wrong classes − the y of the right one) over the last axis, as in Keras, where the
    /// wrong ones count (1 − tᶜ) · yᶜ: (…, C) → (…).
    /// </summary>
    /// <param name="output">(…, C).</param>
    /// <param name="target">The same shape: 1 for the class, else 0.</param>
    public static Tensor CategoricalHinge(Tensor output, Tensor target)
    {
        var right = (target * output).Sum(-1);
        var wrong = ((1 - target) * output).Max(-1);
        return (wrong - right + 1).Maximum(0);
    }

    /// <summary>Not supported: using it is a diagnostic.</summary>
    /// <param name="output">(…, C).</param>
    /// <param name="target">The labels.</param>
    /// <exception cref="NotSupportedException">Always, at build time.</exception>
    public static Tensor Ctc(Tensor output, Indices target) =>
        throw new NotSupportedException(
            "MG0012: CTC (connectionist temporal classification) is not supported: its sum over alignments is no composition of the operators there are. Align the labels with the positions and use SparseCategoricalCrossEntropy, or train elsewhere and load the weights.");
}
