namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// A trained vector for each integer: indices (…) → (…, width). Its gradient reads and writes only the rows that the
    /// batch names. Integers outside 0 to vocabulary − 1 are refused by <c>Predict</c> and the trainer with an
    /// <see cref="ArgumentException"/> before anything is computed. Parameters: <c>weight</c> (vocabulary, width).
    /// </summary>
    /// <param name="indices">Any shape, such as the tokens of a text (length).</param>
    /// <param name="vocabulary">How many different integers there are.</param>
    /// <param name="width">The length of a vector.</param>
    /// <param name="deviation">
    /// The standard deviation of the normally distributed start; 1 by default, as in PyTorch (GPT-2 takes 0.02).
    /// </param>
    /// <param name="name">The layer's name; by default <c>embedding1</c>, <c>embedding2</c>, …</param>
    [LayerKind("embedding")]
    public static Tensor Embedding(
        this Indices indices, int vocabulary, int width, float deviation = 1, string? name = null)
    {
        if (vocabulary < 1)
            throw new ArgumentException($"'vocabulary' must be at least 1, not {vocabulary}.", nameof(vocabulary));
        if (width < 1)
            throw new ArgumentException($"'width' must be at least 1, not {width}.", nameof(width));
        var weight = Tensor.Parameter("weight", [vocabulary, width], Initializer.Normal, scale: deviation);
        return Primitives.Lookup(weight, indices);
    }
}
