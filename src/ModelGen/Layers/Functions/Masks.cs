namespace ModelGen;

public static partial class Layers
{
    /// <summary>1 where an integer equals a number, else 0. It has no gradient.</summary>
    /// <param name="indices">Any shape.</param>
    /// <param name="number">What to compare with.</param>
    public static Tensor Equal(this Indices indices, int number) => indices.ToTensor().Equal(number);

    /// <summary>1 where an integer differs from a number, else 0: <c>tokens.NotEqual(0)</c> is the mask of a padded text. It has no gradient.</summary>
    /// <param name="indices">Any shape.</param>
    /// <param name="number">What to compare with.</param>
    public static Tensor NotEqual(this Indices indices, int number) => indices.ToTensor().NotEqual(number);

    /// <summary>1 for the first <c>length</c> of <paramref name="steps"/> steps, else 0: the mask of sequences of different lengths.</summary>
    /// <param name="lengths">(): one length per sample, from 0 to <paramref name="steps"/>.</param>
    /// <param name="steps">The number of steps, with padding.</param>
    /// <returns>(steps).</returns>
    public static Tensor LengthMask(this Indices lengths, int steps) => Tensor.Range(steps) < lengths.ToTensor();
}
