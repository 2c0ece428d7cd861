namespace ModelGen;

/// <summary>
/// Draws tokens from what a language model predicts, by temperature, top-k and top-p in this order. Nothing is allocated
/// after construction.
/// </summary>
public sealed class TokenSampler
{
    private readonly GenerateOptions options;
    private readonly bool areProbabilities;
    private readonly float[] scores;
    private readonly int[] tokens;
    private readonly double[] weights;
    private SplitMix64 random;

    /// <summary>A sampler at the start of its draws.</summary>
    /// <param name="vocabulary">How many different tokens there are.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="outputKind">Whether the model gives probabilities, or scores before the softmax; by default scores.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public TokenSampler(int vocabulary, GenerateOptions options, OutputKind outputKind = OutputKind.Logits)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(vocabulary);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        this.options = options;
        areProbabilities = outputKind == OutputKind.Probabilities;
        (scores, tokens, weights) = (new float[vocabulary], new int[vocabulary], new double[vocabulary]);
        Restart();
    }

    /// <summary>Begins the draws anew, as the seed says.</summary>
    public void Restart() => random = new SplitMix64(unchecked((ulong)options.Seed));

    /// <summary>The next token.</summary>
    /// <param name="prediction">A probability or score for each token.</param>
    /// <exception cref="ArgumentException">It has another length, or no token has a score above −∞.</exception>
    public int Draw(ReadOnlySpan<float> prediction)
    {
        var count = Candidates(prediction);
        if (options.Temperature == 0) return tokens[0];
        var rest = random.Fraction() * Sum(count);
        for (var i = 0; i < count - 1; i++)
            if ((rest -= weights[i]) < 0)
                return tokens[i];
        return tokens[count - 1];
    }

    /// <summary>The probability with which each token is drawn.</summary>
    /// <param name="prediction">A probability or score for each token.</param>
    /// <param name="probabilities">As many.</param>
    /// <exception cref="ArgumentException">A span has another length, or no token has a score above −∞.</exception>
    public void Distribution(ReadOnlySpan<float> prediction, Span<double> probabilities)
    {
        if (probabilities.Length != scores.Length)
            throw new ArgumentException($"Expected {scores.Length} values, got {probabilities.Length}.", nameof(probabilities));
        var count = Candidates(prediction);
        var sum = Sum(count);
        probabilities.Clear();
        for (var i = 0; i < count; i++)
            probabilities[tokens[i]] = weights[i] / sum;
    }

    // The tokens that may be drawn come first, the likeliest at the front where their order counts, with their weights.
    private int Candidates(ReadOnlySpan<float> prediction)
    {
        if (prediction.Length != scores.Length)
            throw new ArgumentException($"Expected {scores.Length} values, got {prediction.Length}.", nameof(prediction));
        var likeliest = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = areProbabilities ? MathF.Log(prediction[i]) : prediction[i];
            tokens[i] = i;
            if (scores[i] > scores[likeliest] || float.IsNaN(scores[likeliest])) likeliest = i;
        }
        var best = scores[likeliest];
        if (!float.IsFinite(best))
            throw new ArgumentException("No token has a finite score: has the training of the model diverged?", nameof(prediction));
        if (options.Temperature == 0)
        {
            (tokens[0], weights[0]) = (likeliest, 1);
            return 1;
        }
        var count = scores.Length;
        if (options.TopK > 0 || options.TopP < 1)
        {
            // Ascending by the negated score: NaN, which no comparison finds small, would come first, and counts as −∞.
            for (var i = 0; i < count; i++) scores[i] = float.IsNaN(scores[i]) ? float.PositiveInfinity : -scores[i];
            scores.AsSpan().Sort(tokens.AsSpan());
            for (var i = 0; i < count; i++) scores[i] = -scores[i];
            if (options.TopK > 0) count = Math.Min(count, options.TopK);
        }
        for (var i = 0; i < count; i++)
            weights[i] = float.IsNaN(scores[i]) ? 0 : Math.Exp(((double)scores[i] - best) / options.Temperature);
        return options.TopP < 1 ? Nucleus(count) : count;
    }

    private int Nucleus(int count)
    {
        var wanted = options.TopP * Sum(count);
        var sum = 0.0;
        for (var i = 0; i < count; i++)
            if ((sum += weights[i]) >= wanted)
                return i + 1;
        return count;
    }

    private double Sum(int count)
    {
        var sum = 0.0;
        for (var i = 0; i < count; i++) sum += weights[i];
        return sum;
    }
}
