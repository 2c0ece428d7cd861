namespace ModelGen;

/// <summary>How an attention layer tells positions apart; embeddings that are added before it are layers of their own.</summary>
public enum PositionEncoding
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>
    /// Queries and keys turned by their positions, neighbouring elements as pairs, base 10,000; Su et al., 2021.
    /// </summary>
    Rotary,

    /// <summary>As <see cref="Rotary"/>, with an element of the first half of a head and one of the second as pairs, as in Llama's files of Hugging Face.</summary>
    RotaryHalves,

    /// <summary>Scores less slope · distance, with a slope for each head; Press et al., 2022.</summary>
    Alibi,
}
