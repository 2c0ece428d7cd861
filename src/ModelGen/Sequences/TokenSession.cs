using System.ComponentModel;

namespace ModelGen;

/// <summary>A model of one token in and the scores of the next one out, at each position.</summary>
public interface ILanguageModel : IModel
{
    /// <summary>A session of <paramref name="samples"/> texts that remembers what it has seen.</summary>
    TokenSession CreateSession(int samples = 1);
}

/// <summary>A session of a language model.</summary>
public abstract class TokenSession : ModelSession
{
    /// <inheritdoc cref="ModelSession(int, int, int, int)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected TokenSession(int samples, int maxLength, int stateLength, int clearedLength, int vocabulary, OutputKind outputKind)
        : base(samples, maxLength, stateLength, clearedLength) => (VocabularySize, OutputKind) = (vocabulary, outputKind);

    /// <summary>How many different tokens there are.</summary>
    public int VocabularySize { get; }

    /// <summary>Whether the model gives probabilities, or scores before the softmax.</summary>
    public OutputKind OutputKind { get; }

    /// <summary>Predicts what follows the next tokens of all samples, as many of each; nothing is allocated.</summary>
    /// <param name="tokens">Samples × positions, sample after sample.</param>
    /// <param name="output">Samples × positions × <see cref="VocabularySize"/>.</param>
    /// <exception cref="ArgumentException">A span has the wrong length, or a token is unknown; nothing is written then.</exception>
    /// <exception cref="InvalidOperationException">The samples would have more positions than <see cref="ModelSession.MaxLength"/>.</exception>
    public abstract void Predict(ReadOnlySpan<int> tokens, Span<float> output);
}
