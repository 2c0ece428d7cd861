namespace ModelGen;

/// <summary>How a language model draws the tokens that it writes. The names are those of Hugging Face's <c>generate</c>.</summary>
public sealed record GenerateOptions
{
    /// <summary>The most tokens to write; 256 by default.</summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>
    /// Scores are divided by it before the softmax: below 1 the likely becomes likelier, 0 always takes the likeliest
    /// token; 1 by default.
    /// </summary>
    public float Temperature { get; init; } = 1;

    /// <summary>Draws among this many of the likeliest tokens only; 0, the default, among all.</summary>
    public int TopK { get; init; }

    /// <summary>
    /// Draws among the fewest of the likeliest tokens whose probabilities, after temperature and top-k, sum to at least
    /// this; 1, the default, among all. Holtzman et al., 2020.
    /// </summary>
    public float TopP { get; init; } = 1;

    /// <summary>Decides the draws: the same for the same model, prompt and seed; 0 by default.</summary>
    public int Seed { get; init; }

    /// <summary>The token that ends a text, and is not part of it; by default none.</summary>
    public int? StopToken { get; init; }

    /// <summary>
    /// What happens where a text grows longer than the model has room for; by default an exception.
    /// </summary>
    public ContextOverflow Overflow { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MaxTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(TopK);
        if (!(Temperature >= 0 && float.IsFinite(Temperature)))
            throw new ArgumentOutOfRangeException(nameof(Temperature), Temperature, "The temperature must be at least 0 and finite.");
        if (!(TopP > 0 && TopP <= 1))
            throw new ArgumentOutOfRangeException(nameof(TopP), TopP, "Top-p must be above 0 and at most 1.");
    }
}

/// <summary>What to do where a text grows longer than a model has room for.</summary>
public enum ContextOverflow
{
    /// <summary>Throw an <see cref="InvalidOperationException"/>.</summary>
    Throw,

    /// <summary>Go on from the later half of what the model has room for, as its whole past.</summary>
    Slide,
}
