namespace ModelGen;

/// <summary>The mean of |predicted − actual| over all outputs, for real values.</summary>
public sealed class MeanAbsoluteError : Metric
{
    private Question? question;

    /// <inheritdoc/>
    public override string Name => "mae";

    /// <inheritdoc/>
    public override bool LowerIsBetter => true;

    /// <inheritdoc/>
    public override void Begin(ModelInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        question = new(info);
        if (question.Kind != QuestionKind.Real)
            throw new ArgumentException($"The absolute error needs a model that predicts reals; {info.Name} does not.", nameof(info));
    }

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> output, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var actual = (question ?? throw new InvalidOperationException("Begin has not been called.")).Values(batch);
        var sum = 0.0;
        for (var i = 0; i < actual.Length; i++)
            sum += Math.Abs((double)output[i] - actual[i]);
        Add(sum, actual.Length);
    }
}
