namespace ModelGen;

/// <summary>
/// What a language model learns from: windows of so many tokens of one long text, and for each position the token that
/// comes next. Column 0 holds <c>text[i] … text[i + context − 1]</c>, column 1 <c>text[i + 1] … text[i + context]</c>. The
/// text is shared, not copied.
/// </summary>
/// <example><code>
/// var (train, validation) = TokenWindows.Split(encoder.Ids(text), 0.1);
/// model.Fit(new TokenWindows(train, context: 64).Draw(12 * 2000), new() { Validation = new TokenWindows(validation, 64, stride: 64) });
/// </code></example>
public sealed class TokenWindows : RandomAccessSource
{
    private readonly ReadOnlyMemory<int> text;
    private readonly int context, stride;

    /// <summary>The windows of a text.</summary>
    /// <param name="text">The tokens.</param>
    /// <param name="context">Tokens in a window.</param>
    /// <param name="stride">
    /// From the start of a window to that of the next: 1 for all windows, <paramref name="context"/> for such as predict
    /// every token once. What does not fill a window at the end is left out.
    /// </param>
    /// <exception cref="ArgumentException">The text has no more than <paramref name="context"/> tokens.</exception>
    public TokenWindows(ReadOnlyMemory<int> text, int context, int stride = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(context);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride);
        if (text.Length <= context)
            throw new ArgumentException($"A window of {context} tokens and the next need a text of at least {context + 1}, got {text.Length}.", nameof(text));
        (this.text, this.context, this.stride) = (text, context, stride);
        Count = (text.Length - 1 - context) / stride + 1;
        Schema = [new("tokens", ElementType.Index, context), new("next", ElementType.Index, context)];
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnInfo> Schema { get; }

    /// <summary>Two parts of a text, of which no window of one overlaps one of the other: the beginning to train on, the end to validate.</summary>
    /// <param name="text">The tokens.</param>
    /// <param name="validation">The fraction for validation, rounded to a whole number of tokens.</param>
    public static (ReadOnlyMemory<int> Train, ReadOnlyMemory<int> Validation) Split(ReadOnlyMemory<int> text, double validation)
    {
        if (!(validation is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(validation), validation, "Expected a fraction between 0 and 1.");
        var length = text.Length - (int)Math.Round(validation * text.Length);
        return (text[..length], text[length..]);
    }

    /// <inheritdoc/>
    public override void Fill(Batch batch, ReadOnlySpan<int> samples)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Begin(samples.Length);
        for (var column = 0; column < batch.Columns.Count; column++)
        {
            var tokens = batch.IndicesToFill(column);
            for (var i = 0; i < samples.Length; i++)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(samples[i], nameof(samples));
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(samples[i], Count, nameof(samples));
                text.Span.Slice(samples[i] * stride + column, context).CopyTo(tokens.Slice(i * context, context));
            }
        }
    }
}
