namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// In training sets elements to zero at random and divides the others by 1 − rate; in prediction does nothing.
    /// Srivastava et al., 2014. Which elements fall depends on the trainer's seed and step alone.
    /// </summary>
    /// <param name="x">Any shape.</param>
    /// <param name="rate">The probability of zero, at least 0 and below 1; 0.5 by default.</param>
    public static Tensor Dropout(this Tensor x, float rate = 0.5f) =>
        Tensor.IsTraining && rate != 0 ? x * Primitives.DropoutMask(x, rate) : x;
}
