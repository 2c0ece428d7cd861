using System.Globalization;

namespace ModelGen;

/// <summary>
/// How well a model does on a data set. Which measures there are depends on what the model predicts: classes or real
/// values; the others are null. Only <see cref="Loss"/> takes the samples' weights into account.
/// </summary>
public sealed record EvaluationReport
{
    internal static readonly string[] Shown = ["loss", "accuracy", "f1", "roc_auc", "mae", "rmse", "r2"];

    /// <summary>The number of samples.</summary>
    public required int Count { get; init; }

    /// <summary>The mean loss in inference mode, weighted; null for a model without a loss.</summary>
    public double? Loss { get; init; }

    /// <summary>The share of decisions that are right, for classes.</summary>
    public double? Accuracy { get; init; }

    /// <summary>The mean recall of the classes that occur.</summary>
    public double? BalancedAccuracy => ConfusionMatrix?.BalancedAccuracy;

    /// <summary>The share of samples whose class is among the five most probable, for more than five classes.</summary>
    public double? Top5Accuracy { get; init; }

    /// <summary>Of two classes the precision of class 1 (yes), of more the macro mean.</summary>
    public double? Precision => ConfusionMatrix?.Overall(ConfusionMatrix.Precision);

    /// <summary>Of two classes the recall of class 1 (yes), of more the macro mean.</summary>
    public double? Recall => ConfusionMatrix?.Overall(ConfusionMatrix.Recall);

    /// <summary>Of two classes the F1 of class 1 (yes), of more the macro mean.</summary>
    public double? F1 => ConfusionMatrix?.Overall(ConfusionMatrix.F1);

    /// <summary>
    /// Actual against predicted classes, with precision, recall and F1 of each and their means; null beyond a thousand
    /// classes.
    /// </summary>
    public ConfusionMatrix? ConfusionMatrix { get; init; }

    /// <summary>The mean of −log p of what is the case, for classes.</summary>
    public double? LogLoss { get; init; }

    /// <summary>e to the <see cref="LogLoss"/>, for language models.</summary>
    public double? Perplexity => LogLoss is { } loss ? Math.Exp(loss) : null;

    /// <summary>
    /// The area under the ROC curve, for classes: of more than two the mean of each against the rest. NaN unless every
    /// class occurs; null beyond a thousand classes.
    /// </summary>
    public double? RocAuc { get; init; }

    /// <summary>The area under the precision–recall curve, like <see cref="RocAuc"/>.</summary>
    public double? PrAuc { get; init; }

    /// <summary>The mean absolute error, for real values.</summary>
    public double? MeanAbsoluteError { get; init; }

    /// <summary>The root of the mean squared error, for real values.</summary>
    public double? RootMeanSquaredError { get; init; }

    /// <summary>The share of the variance that is explained, for real values.</summary>
    public double? RSquared { get; init; }

    /// <summary>The measures that there are, by the names that metrics have during training.</summary>
    public IReadOnlyDictionary<string, double> Measures => new (string Name, double? Value)[]
    {
        ("loss", Loss), ("accuracy", Accuracy), ("balanced_accuracy", BalancedAccuracy), ("top_5_accuracy", Top5Accuracy),
        ("precision", Precision), ("recall", Recall), ("f1", F1), ("log_loss", LogLoss), ("perplexity", Perplexity),
        ("roc_auc", RocAuc), ("pr_auc", PrAuc), ("mae", MeanAbsoluteError), ("rmse", RootMeanSquaredError), ("r2", RSquared),
    }.Where(measure => measure.Value is not null).ToDictionary(measure => measure.Name, measure => measure.Value!.Value, StringComparer.Ordinal);

    /// <summary>The measures that are mostly wanted, on one line.</summary>
    public override string ToString() => string.Join("  ", Measures.Where(measure => Shown.Contains(measure.Key))
        .Select(measure => string.Create(CultureInfo.InvariantCulture, $"{measure.Key} {measure.Value:0.0000}")));
}
