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

    /// <summary>The right values of a regression.</summary>
    public ReadOnlySpan<float> Values(Batch batch) => batch.Reals(target);

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
