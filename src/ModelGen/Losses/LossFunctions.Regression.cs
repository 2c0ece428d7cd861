namespace ModelGen;

/// <summary>
/// Losses in the declaration language, one value per sample or position; see <see cref="Losses"/>. A loss of one's own
/// may call them. Targets get no gradient.
/// </summary>
public static partial class LossFunctions
{
    /// <summary>The mean over a sample's elements of (output − target)².</summary>
    /// <param name="output">Any shape.</param>
    /// <param name="target">The same shape.</param>
    public static Tensor MeanSquaredError(Tensor output, Tensor target) => (output - target).Square().Mean();

    /// <summary>The mean over a sample's elements of |output − target|.</summary>
    /// <param name="output">Any shape.</param>
    /// <param name="target">The same shape.</param>
    public static Tensor MeanAbsoluteError(Tensor output, Tensor target) => (output - target).Abs().Mean();

    /// <summary>
    /// The mean over a sample's elements of e²/2 where |e| ≤ delta and delta·(|e| − delta/2) beyond, for
    /// e = output − target; Huber, 1964.
    /// </summary>
    /// <remarks>Both branches are c·(e − c/2) with c = e cut to ±delta.</remarks>
    /// <param name="output">Any shape.</param>
    /// <param name="target">The same shape.</param>
    /// <param name="delta">Where the parabola turns into a line; above 0.</param>
    public static Tensor Huber(Tensor output, Tensor target, float delta = 1)
    {
        var error = output - target;
        var cut = error.Clip(-delta, delta);
        return (cut * (error - 0.5f * cut)).Mean();
    }
}
