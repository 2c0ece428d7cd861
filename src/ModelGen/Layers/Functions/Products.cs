namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// The matrix product of the last two axes: (…, M, K) · (…, K, N) → (…, M, N). A left side of one axis is a row:
    /// (K) · (K, N) → (N). Leading axes are equal, or the right side is a parameter (K, N) for every row of the left.
    /// </summary>
    /// <param name="left">(…, M, K), or (…, K, M) where transposed.</param>
    /// <param name="right">(…, K, N), or (…, N, K) where transposed.</param>
    /// <param name="transposeLeft">Whether the last two axes of left are exchanged first.</param>
    /// <param name="transposeRight">Whether the last two axes of right are exchanged first.</param>
    [Operator]
    public static Tensor MatMul(
        this Tensor left,
        Tensor right,
        bool transposeLeft = false,
        bool transposeRight = false) => BuildTime.Only<Tensor>();
}
