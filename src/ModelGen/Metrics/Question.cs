using System.Numerics.Tensors;

namespace ModelGen;

/// <summary>
/// What a model is asked and how its answers are read: the class of each position, yes or no for each output, or real
/// values. Worked out once from the model's description.
/// </summary>
internal sealed class Question
{
    private readonly int target;
    private readonly bool targetIsIndex;
    private readonly float threshold;

    public Question(ModelInfo info)
    {
        target = info.InputColumns.Count;
        if (info.TargetColumns.Count != 1)
            return;
        var column = info.TargetColumns[0];
        targetIsIndex = column.ElementType == ElementType.Index;
        var alike = column.Length == info.OutputLength;
        switch (info.OutputKind)
        {
            case OutputKind.Probabilities or OutputKind.Logits when targetIsIndex && info.OutputLength % column.Length == 0:
                (Kind, Positions, Classes) = (QuestionKind.Class, column.Length, info.OutputLength / column.Length);
                break;
            case OutputKind.Probabilities or OutputKind.Logits when !targetIsIndex && alike:
                (Kind, Positions, Classes) = (QuestionKind.Class, 1, info.OutputLength);
                break;
            case OutputKind.Sigmoid or OutputKind.SigmoidLogits when alike:
                (Kind, Positions, Classes) = (QuestionKind.YesOrNo, info.OutputLength, 2);
                threshold = info.OutputKind == OutputKind.Sigmoid ? 0.5f : 0;
                break;
            case OutputKind.Linear when !targetIsIndex && alike:
                (Kind, Positions) = (QuestionKind.Real, info.OutputLength);
                break;
        }
        IsScore = info.OutputKind is OutputKind.Logits or OutputKind.SigmoidLogits;
    }

    public QuestionKind Kind { get; }

    /// <summary>Answers per sample.</summary>
    public int Positions { get; }

    /// <summary>The possible answers, unless they are reals.</summary>
    public int Classes { get; }

    /// <summary>Whether the outputs are to become probabilities by a softmax or sigmoid.</summary>
    public bool IsScore { get; }

    /// <summary>The right class at a position, counted over the whole batch.</summary>
    public int Actual(Batch batch, int position) => targetIsIndex
        ? batch.Indices(target)[position]
        : Actual(batch.Reals(target), position);

    /// <summary>The right class at a position of one-hot or yes-or-no targets.</summary>
    public int Actual(ReadOnlySpan<float> targets, int position) => Kind == QuestionKind.YesOrNo
        ? (targets[position] > 0.5f ? 1 : 0)
        : Largest(targets.Slice(position * Classes, Classes));

    /// <summary>The predicted class at a position, counted over the whole batch.</summary>
    public int Predicted(ReadOnlySpan<float> output, int position) => Kind == QuestionKind.YesOrNo
        ? (output[position] > threshold ? 1 : 0)
        : Largest(output.Slice(position * Classes, Classes));

    /// <summary>
    /// What orders samples at a position: of two classes one number, the larger the more like class 1; of more their
    /// probabilities.
    /// </summary>
    public void Score(ReadOnlySpan<float> output, int position, Span<float> score)
    {
        if (Kind == QuestionKind.YesOrNo)
        {
            score[0] = output[position];
            return;
        }
        var row = output.Slice(position * Classes, Classes);
        if (Classes == 2)
            score[0] = IsScore ? row[1] - row[0] : row[1];
        else if (IsScore)
            TensorPrimitives.SoftMax(row, score);
        else
            row.CopyTo(score);
    }

    /// <summary>−log of the probability that the output gives to the right answer at a position.</summary>
    public double Surprise(ReadOnlySpan<float> output, int position, int actual)
    {
        if (Kind == QuestionKind.YesOrNo)
        {
            double yes = output[position];
            return IsScore ? Softplus(actual == 1 ? -yes : yes) : Metrics.Surprise(actual == 1 ? yes : 1 - yes);
        }
        var row = output.Slice(position * Classes, Classes);
        return IsScore ? LogSumExp(row) - row[actual] : Metrics.Surprise(row, actual);
    }

    /// <summary>Σ −log p over the positions of a batch, and how many they are.</summary>
    public double Surprise(ReadOnlySpan<float> output, Batch batch, out int positions)
    {
        ArgumentNullException.ThrowIfNull(batch);
        positions = batch.Count * Positions;
        var sum = 0.0;
        for (var position = 0; position < positions; position++)
            sum += Surprise(output, position, Actual(batch, position));
        return sum;
    }

    /// <summary>The right values of a regression.</summary>
    public ReadOnlySpan<float> Values(Batch batch) => batch.Reals(target);

    // log(1 + eˣ)
    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    // log Σ eᶻ
    private static double LogSumExp(ReadOnlySpan<float> scores)
    {
        double largest = TensorPrimitives.Max(scores), sum = 0;
        foreach (var score in scores)
            sum += Math.Exp(score - largest);
        return largest + Math.Log(sum);
    }

    private static int Largest(ReadOnlySpan<float> values)
    {
        var largest = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] > values[largest])
                largest = i;
        }
        return largest;
    }
}

/// <summary>The kinds of <see cref="Question"/>.</summary>
internal enum QuestionKind
{
    /// <summary>None that the library could judge: several targets, or a loss of its own kind.</summary>
    Unknown,

    /// <summary>One of several classes.</summary>
    Class,

    /// <summary>Yes or no.</summary>
    YesOrNo,

    /// <summary>Real values.</summary>
    Real,
}
