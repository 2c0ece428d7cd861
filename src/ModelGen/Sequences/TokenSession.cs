using System.ComponentModel;

namespace ModelGen;

/// <summary>A model of one token in and the scores of the next one out, at each position.</summary>
public interface ILanguageModel : IModel
{
    /// <summary>A session of <paramref name="samples"/> texts that remembers what it has seen.</summary>
    TokenSession CreateSession(int samples = 1);
}

/// <summary>A session of a language model, on the processor or on another device.</summary>
public interface ITokenSession
{
    /// <summary>The samples that go side by side, all with as many positions.</summary>
    int Samples { get; }

    /// <summary>The most positions of a sample.</summary>
    int MaxLength { get; }

    /// <summary>The positions of each sample that were given so far.</summary>
    int Position { get; }

    /// <summary>How many different tokens there are.</summary>
    int VocabularySize { get; }

    /// <summary>Whether the model gives probabilities, or scores before the softmax.</summary>
    OutputKind OutputKind { get; }

    /// <summary>Forgets everything: the next position is the first.</summary>
    void Reset();

    /// <summary>Predicts what follows the next tokens of all samples, as many of each; nothing is allocated.</summary>
    /// <param name="tokens">Samples × positions, sample after sample.</param>
    /// <param name="output">Samples × positions × <see cref="VocabularySize"/>.</param>
    /// <exception cref="ArgumentException">A span has the wrong length, or a token is unknown; nothing is written then.</exception>
    /// <exception cref="InvalidOperationException">The samples would have more positions than <see cref="MaxLength"/>.</exception>
    void Predict(ReadOnlySpan<int> tokens, Span<float> output);
}

/// <summary>A session of a language model on the processor.</summary>
public abstract class TokenSession : ModelSession, ITokenSession
{
    /// <inheritdoc cref="ModelSession(int, int, int, int)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected TokenSession(int samples, int maxLength, int stateLength, int clearedLength, int vocabulary, OutputKind outputKind)
        : base(samples, maxLength, stateLength, clearedLength) => (VocabularySize, OutputKind) = (vocabulary, outputKind);

    /// <inheritdoc/>
    public int VocabularySize { get; }

    /// <inheritdoc/>
    public OutputKind OutputKind { get; }

    /// <inheritdoc/>
    public abstract void Predict(ReadOnlySpan<int> tokens, Span<float> output);
}
