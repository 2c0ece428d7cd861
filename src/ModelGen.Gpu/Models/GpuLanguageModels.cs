namespace ModelGen;

/// <summary>What any language model that was declared with <c>Targets.Gpu</c> can do.</summary>
public static class GpuLanguageModels
{
    /// <summary>
    /// Goes on with a prompt on a GPU, token by token as they are asked for: each costs one position. What the model
    /// remembers stays on the device until the last token, or until the enumeration ends.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="prompt">At least one token.</param>
    /// <param name="options">How to draw; by default 256 tokens from all, as likely as they are.</param>
    /// <returns>The tokens behind the prompt; what is wrong with the prompt is thrown by the first.</returns>
    /// <exception cref="ArgumentException">The prompt is empty, or has an unknown token; an option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">
    /// The text grows longer than the model has room for, and options do not let it slide: thrown by the token that does.
    /// </exception>
    /// <exception cref="GpuException">The device has not as much memory, or is lost.</exception>
    public static IEnumerable<int> Generate<TModel>(this TModel model, GpuDevice device, ReadOnlySpan<int> prompt, GenerateOptions? options = null)
        where TModel : IGpuModel, ILanguageModel
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(device);
        return Tokens(model, device, prompt.ToArray(), options);

        static IEnumerable<int> Tokens(TModel model, GpuDevice device, int[] prompt, GenerateOptions? options)
        {
            using var session = model.CreateGpuSession(device, batchSize: 1);
            var text = new TextGeneration((ITokenSession)session, options);
            text.Start(prompt);
            while (text.MoveNext()) yield return text.Current;
        }
    }
}
