namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// Layer normalisation, (x − mean)/√(variance + epsilon) · weight + bias over the last axis, or the last few together:
    /// each sample and position by itself, in training as in prediction; Ba et al., 2016. Parameters of the shape of
    /// those axes: <c>weight</c> (from 1) and <c>bias</c> (from 0).
    /// </summary>
    /// <param name="x">At least as many axes as are normalised.</param>
    /// <param name="epsilon">What keeps the divisor from zero; 1e-5 by default.</param>
    /// <param name="axes">How many of the last axes make up a row; 1 by default.</param>
    /// <param name="affine">Whether there is a weight, and a bias too; by default there is.</param>
    /// <param name="useBias">Whether there is a bias beside the weight; by default there is.</param>
    /// <param name="name">The layer's name; by default <c>norm1</c>, <c>norm2</c>, …</param>
    [LayerKind("norm")]
    public static Tensor LayerNorm(
        this Tensor x,
        float epsilon = 1e-5f,
        int axes = 1,
        bool affine = true,
        bool useBias = true,
        string? name = null)
    {
        var shape = LastAxes(x, axes);
        var y = NormalizeRows(x, shape, epsilon, centred: true);
        if (!affine)
            return y;
        y *= Tensor.Parameter("weight", shape, Initializer.Ones);
        return useBias ? y + Tensor.Parameter("bias", shape, Initializer.Zeros) : y;
    }

    /// <summary>
    /// Root mean square normalisation, x/√(mean of x² + epsilon) · weight over the last axis; Zhang and Sennrich, 2019.
    /// Parameter: <c>weight</c> (from 1), of the length of that axis.
    /// </summary>
    /// <param name="x">At least one axis.</param>
    /// <param name="epsilon">What keeps the divisor from zero; 1e-6 by default.</param>
    /// <param name="affine">Whether there is a weight; by default there is.</param>
    /// <param name="name">The layer's name; by default <c>norm1</c>, <c>norm2</c>, …</param>
    [LayerKind("norm")]
    public static Tensor RMSNorm(this Tensor x, float epsilon = 1e-6f, bool affine = true, string? name = null)
    {
        var shape = LastAxes(x, 1);
        var y = NormalizeRows(x, shape, epsilon, centred: false);
        return affine ? y * Tensor.Parameter("weight", shape, Initializer.Ones) : y;
    }

    private static int[] LastAxes(Tensor x, int axes)
    {
        if (axes < 1 || axes > x.Shape.Rank)
            throw new ArgumentException($"'axes' must be from 1 to the number of axes, {x.Shape.Rank}, not {axes}.");
        var shape = new int[axes];
        for (var i = 0; i < axes; i++)
            shape[i] = x.Shape[x.Shape.Rank - axes + i];
        return shape;
    }

    private static Tensor NormalizeRows(Tensor x, int[] row, float epsilon, bool centred)
    {
        if (epsilon < 0)
            throw new ArgumentException($"'epsilon' must not be negative, but is {epsilon}.");
        if (row.Length == 1)
            return Primitives.Normalize(x, epsilon, centred);
        var shape = new int[x.Shape.Rank];
        var length = 1;
        for (var i = 0; i < shape.Length; i++)
            shape[i] = x.Shape[i];
        for (var i = 0; i < row.Length; i++)
            length *= row[i];
        return Primitives.Normalize(x.Reshape(-1, length), epsilon, centred).Reshape(shape);
    }
}
