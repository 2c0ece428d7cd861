using ModelGen;

namespace CharGpt;

/// <summary>Writes on where a text ends, character by character, each drawn from what the model predicts.</summary>
/// <param name="model">The model.</param>
/// <param name="encoder">What numbers its characters.</param>
/// <param name="temperature">
/// Probabilities are raised to the power 1 / temperature: below 1 the likely becomes likelier, 0 always takes the likeliest.
/// </param>
/// <param name="seed">Decides the draws.</param>
public sealed class Writer(Gpt model, TextEncoder encoder, double temperature, int seed)
{
    private readonly Random random = new(seed);
    private readonly int[] window = new int[Gpt.Context];
    private readonly float[] probabilities = new float[Gpt.OutputLength];

    /// <summary>The characters that follow the prompt, one by one.</summary>
    /// <param name="prompt">At least one character.</param>
    /// <param name="count">How many to write.</param>
    /// <exception cref="ArgumentException">The prompt is empty or has a character that the model does not know.</exception>
    public IEnumerable<string> Continue(string prompt, int count)
    {
        var text = new List<int>(encoder.Ids(prompt));
        if (text.Count == 0)
            throw new ArgumentException("The prompt needs at least one character to go on from.", nameof(prompt));
        for (var i = 0; i < count; i++)
        {
            text.Add(Next(text));
            yield return encoder.Vocabulary[text[^1]];
        }
    }

    // A position sees only those before it, so what stands behind the last character of the window does not matter.
    private int Next(List<int> text)
    {
        var seen = Math.Min(text.Count, Gpt.Context);
        text.CopyTo(text.Count - seen, window, 0, seen);
        model.Predict(window, probabilities);
        var classes = encoder.Vocabulary.Tokens.Count;
        return Draw(probabilities.AsSpan((seen - 1) * classes, classes));
    }

    private int Draw(ReadOnlySpan<float> probabilities)
    {
        var likeliest = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(probabilities);
        if (temperature == 0) return likeliest;
        var weights = new double[probabilities.Length];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = Math.Pow(probabilities[i] / probabilities[likeliest], 1 / temperature);
        var rest = random.NextDouble() * weights.Sum();
        for (var i = 0; i < weights.Length; i++)
            if ((rest -= weights[i]) < 0) return i;
        return likeliest;
    }
}
