namespace ModelGen;

/// <summary>
/// A text that a language model goes on with, token by token. Each one costs the model one position; after construction
/// nothing is allocated.
/// </summary>
public sealed class TextGeneration
{
    // Positions of a prompt whose predictions are held at a time; only the last one counts.
    private const int PromptPiece = 16;

    private readonly ITokenSession session;
    private readonly GenerateOptions options;
    private readonly TokenSampler sampler;
    private readonly float[] predictions;
    private readonly int[] past;
    private int pastLength, written;
    private bool isPending;

    /// <summary>A text that has not begun.</summary>
    /// <param name="session">A session of one sample; it is reset by <see cref="Start"/>.</param>
    /// <param name="options">How to draw; by default from all tokens, as likely as they are.</param>
    /// <exception cref="ArgumentException">The session has several samples.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public TextGeneration(ITokenSession session, GenerateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (session.Samples != 1)
            throw new ArgumentException($"A text is written by a session of one sample, not of {session.Samples}.", nameof(session));
        this.session = session;
        this.options = options ?? new GenerateOptions();
        sampler = new TokenSampler(session.VocabularySize, this.options, session.OutputKind);
        predictions = new float[Math.Min(PromptPiece, session.MaxLength) * session.VocabularySize];
        past = new int[session.MaxLength];
    }

    /// <summary>The token that was written last.</summary>
    public int Current { get; private set; }

    /// <summary>Reads a prompt; the draws begin anew.</summary>
    /// <param name="prompt">At least one token.</param>
    /// <exception cref="ArgumentException">The prompt is empty, or has an unknown token.</exception>
    /// <exception cref="InvalidOperationException">It is longer than the model has room for, and options do not let it slide.</exception>
    public void Start(ReadOnlySpan<int> prompt)
    {
        if (prompt.IsEmpty)
            throw new ArgumentException("The prompt needs at least one token to go on from.", nameof(prompt));
        if (prompt.Length > session.MaxLength)
            prompt = options.Overflow == ContextOverflow.Slide
                ? prompt[^session.MaxLength..]
                : throw new InvalidOperationException($"The model has room for {session.MaxLength} positions, and the prompt has {prompt.Length} tokens.");
        sampler.Restart();
        (written, isPending) = (0, false);
        Read(prompt);
    }

    /// <summary>Writes the next token; false where the text has come to its end.</summary>
    /// <exception cref="InvalidOperationException">
    /// The text has not started, or the model has no room for the token before, and options do not let it slide.
    /// </exception>
    public bool MoveNext()
    {
        if (pastLength == 0)
            throw new InvalidOperationException("Start the text with a prompt.");
        if (written >= options.MaxTokens) return false;
        if (isPending)
        {
            if (session.Position == session.MaxLength && options.Overflow == ContextOverflow.Slide) Slide();
            else Step();
        }
        isPending = false;
        var token = sampler.Draw(predictions.AsSpan(0, session.VocabularySize));
        if (token == options.StopToken)
        {
            written = options.MaxTokens;
            return false;
        }
        Current = token;
        written++;
        isPending = true;
        return true;
    }

    private void Step()
    {
        session.Predict([Current], predictions.AsSpan(0, session.VocabularySize));
        past[pastLength++] = Current;
    }

    private void Slide()
    {
        Span<int> kept = past.AsSpan(pastLength - pastLength / 2, pastLength / 2);
        kept.CopyTo(past);
        past[kept.Length] = Current;
        Read(past.AsSpan(0, kept.Length + 1));
    }

    // The prediction behind the last token ends up first.
    private void Read(ReadOnlySpan<int> tokens)
    {
        session.Reset();
        pastLength = tokens.Length;
        tokens.CopyTo(past);
        for (var rest = (ReadOnlySpan<int>)past.AsSpan(0, pastLength); !rest.IsEmpty;)
        {
            var length = Math.Min(rest.Length, predictions.Length / session.VocabularySize);
            var scores = predictions.AsSpan(0, length * session.VocabularySize);
            session.Predict(rest[..length], scores);
            if (length > 1) scores[^session.VocabularySize..].CopyTo(scores);
            rest = rest[length..];
        }
    }
}
