namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// Group normalisation: the channels (the last axis) in groups of equally many neighbours, each group of a sample
    /// normalised over its channels and all positions, then · weight + bias for each channel; Wu and He, 2018.
    /// Parameters (channels): <c>weight</c> (from 1) and <c>bias</c> (from 0).
    /// </summary>
    /// <param name="x">(…, channels).</param>
    /// <param name="groups">The number of groups; it divides the channels.</param>
    /// <param name="epsilon">What keeps the divisor from zero; 1e-5 by default.</param>
    /// <param name="affine">Whether there are a weight and a bias; by default there are.</param>
    /// <param name="name">The layer's name; by default <c>norm1</c>, <c>norm2</c>, …</param>
    [LayerKind("norm")]
    public static Tensor GroupNorm(
        this Tensor x, int groups, float epsilon = 1e-5f, bool affine = true, string? name = null)
    {
        if (x.Shape.Rank < 1)
            throw new ArgumentException("GroupNorm expects an axis of channels, but got a single number.");
        if (groups < 1 || x.Shape[^1] % groups != 0)
            throw new ArgumentException($"'groups' must divide the {x.Shape[^1]} channels, but is {groups}.");
        return NormalizeGroups(x, groups, epsilon, affine);
    }

    /// <summary>
    /// Instance normalisation: each channel (of the last axis) of a sample normalised over all positions; Ulyanov et
    /// al., 2016. With <paramref name="affine"/> then · weight + bias, both (channels).
    /// </summary>
    /// <param name="x">(…, channels), with at least one axis before the channels.</param>
    /// <param name="epsilon">What keeps the divisor from zero; 1e-5 by default.</param>
    /// <param name="affine">Whether there are a weight and a bias; by default, as in PyTorch, there are none.</param>
    /// <param name="name">The layer's name; by default <c>norm1</c>, <c>norm2</c>, …</param>
    [LayerKind("norm")]
    public static Tensor InstanceNorm(this Tensor x, float epsilon = 1e-5f, bool affine = false, string? name = null)
    {
        if (x.Shape.Rank < 2)
            throw new ArgumentException($"InstanceNorm expects positions and channels, but got {x.Shape.Rank} axes.");
        return NormalizeGroups(x, x.Shape[^1], epsilon, affine);
    }

    private static Tensor NormalizeGroups(Tensor x, int groups, float epsilon, bool affine)
    {
        var channels = x.Shape[^1];
        var shape = new int[x.Shape.Rank];
        for (var i = 0; i < shape.Length; i++)
            shape[i] = x.Shape[i];
        var grouped = x.Reshape(-1, groups, channels / groups);
        var centred = grouped - grouped.Mean([0, 2], keepDimensions: true);
        var variance = centred.Square().Mean([0, 2], keepDimensions: true);
        var y = (centred * (variance + epsilon).Rsqrt()).Reshape(shape);
        if (!affine)
            return y;
        return y * Tensor.Parameter("weight", [channels], Initializer.Ones)
            + Tensor.Parameter("bias", [channels], Initializer.Zeros);
    }
}
