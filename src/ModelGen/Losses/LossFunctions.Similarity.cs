namespace ModelGen;

public static partial class LossFunctions
{
    // Keeps the length of a vector of zeros from dividing by zero.
    private const float SmallestSquare = 1e-12f;

    /// <summary>
    /// −cos of the angle between output and target, −Σ yₖtₖ / (‖y‖ · ‖t‖) over the last axis: −1 where they point the same
    /// way, 1 where they are opposed, as in Keras: (…, K) → (…).
    /// </summary>
    /// <param name="output">(…, K).</param>
    /// <param name="target">The same shape.</param>
    public static Tensor CosineSimilarity(Tensor output, Tensor target)
    {
        var lengths = output.Square().Sum(-1).Maximum(SmallestSquare) * target.Square().Sum(-1).Maximum(SmallestSquare);
        return -((output * target).Sum(-1) * lengths.Rsqrt());
    }

    /// <summary>
    /// max(0, ‖a − p‖ − ‖a − n‖ + margin) over the last axis: the anchor shall be nearer to the positive than to the
    /// negative by a margin; Schroff et al., 2015, with PyTorch's distances ‖u − v + 10⁻⁶‖: (…, K) → (…).
    /// </summary>
    /// <param name="anchor">(…, K).</param>
    /// <param name="positive">The same shape: something of the anchor's kind.</param>
    /// <param name="negative">The same shape: something of another kind.</param>
    /// <param name="margin">1 by default.</param>
    public static Tensor Triplet(Tensor anchor, Tensor positive, Tensor negative, float margin = 1) =>
        (Distance(anchor, positive) - Distance(anchor, negative) + margin).Maximum(0);

    private static Tensor Distance(Tensor left, Tensor right) => (left - right + 1e-6f).Square().Sum(-1).Sqrt();
}
