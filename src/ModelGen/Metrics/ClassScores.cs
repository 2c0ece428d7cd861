namespace ModelGen;

/// <summary>Of what was predicted as a class, the share that is of it; scikit-learn's <c>precision_score</c>.</summary>
public sealed class PrecisionScore : ClassMetric
{
    /// <summary>Over all classes.</summary>
    /// <param name="average">How; null for the rate of class 1 (yes) of two classes, and the macro mean of more.</param>
    public PrecisionScore(Average? average = null)
        : base("precision", average, matrix => matrix.Precision, matrix => matrix.MacroPrecision)
    {
    }

    /// <summary>Of one class.</summary>
    public PrecisionScore(int label)
        : base("precision", label, matrix => matrix.Precision)
    {
    }
}

/// <summary>Of what is of a class, the share that was predicted as it; scikit-learn's <c>recall_score</c>.</summary>
public sealed class RecallScore : ClassMetric
{
    /// <summary>Over all classes.</summary>
    /// <param name="average">How; null for the rate of class 1 (yes) of two classes, and the macro mean of more.</param>
    public RecallScore(Average? average = null)
        : base("recall", average, matrix => matrix.Recall, matrix => matrix.MacroRecall)
    {
    }

    /// <summary>Of one class.</summary>
    public RecallScore(int label)
        : base("recall", label, matrix => matrix.Recall)
    {
    }
}

/// <summary>The harmonic mean of precision and recall; scikit-learn's <c>f1_score</c>.</summary>
public sealed class F1Score : ClassMetric
{
    /// <summary>Over all classes.</summary>
    /// <param name="average">How; null for the rate of class 1 (yes) of two classes, and the macro mean of more.</param>
    public F1Score(Average? average = null)
        : base("f1", average, matrix => matrix.F1, matrix => matrix.MacroF1)
    {
    }

    /// <summary>Of one class.</summary>
    public F1Score(int label)
        : base("f1", label, matrix => matrix.F1)
    {
    }
}

/// <summary>The mean recall of the classes that occur; scikit-learn's <c>balanced_accuracy_score</c>.</summary>
public sealed class BalancedAccuracy() : ClassMetric("balanced_accuracy", matrix => matrix.BalancedAccuracy);
