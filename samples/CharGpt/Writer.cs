using ModelGen;

namespace CharGpt;

/// <summary>Writes on where a text ends, character by character, each drawn from what the model predicts.</summary>
/// <param name="model">The model.</param>
/// <param name="encoder">What numbers its characters.</param>
/// <param name="options">How to draw them.</param>
public sealed class Writer(Gpt model, TextEncoder encoder, GenerateOptions options)
{
    /// <summary>The characters that follow the prompt, one by one.</summary>
    /// <param name="prompt">At least one character.</param>
    /// <exception cref="ArgumentException">The prompt is empty or has a character that the model does not know.</exception>
    public IEnumerable<string> Continue(string prompt) =>
        model.Generate(encoder.Ids(prompt), options).Select(token => encoder.Vocabulary[token]);
}
