namespace ModelGen;

/// <summary>What any language model can do.</summary>
public static class LanguageModels
{
    /// <summary>Goes on with a prompt, token by token as they are asked for.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompt">At least one token.</param>
    /// <param name="options">How to draw; by default 256 tokens from all, as likely as they are.</param>
    /// <returns>The tokens behind the prompt.</returns>
    /// <exception cref="ArgumentException">The prompt is empty, or has an unknown token; an option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">
    /// The text grows longer than the model has room for, and options do not let it slide: thrown by the token that does.
    /// </exception>
    public static IEnumerable<int> Generate(this ILanguageModel model, ReadOnlySpan<int> prompt, GenerateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var text = new TextGeneration(model.CreateSession(), options);
        text.Start(prompt);
        return Tokens(text);

        static IEnumerable<int> Tokens(TextGeneration text)
        {
            while (text.MoveNext()) yield return text.Current;
        }
    }
}
