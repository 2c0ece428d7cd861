using System.Globalization;

namespace ModelGen;

/// <summary>
/// How well a model does on a data set. Which measures there are depends on what the model predicts: classes or real
/// values; the others are null. Only <see cref="Loss"/> takes the samples' weights into account.
/// </summary>
public sealed record EvaluationReport
{
    /// <summary>The number of samples.</summary>
    public required int Count { get; init; }

    /// <summary>The mean loss in inference mode, weighted; null for a model without a loss.</summary>
    public double? Loss { get; init; }

    /// <summary>The share of decisions that are right, for classes.</summary>
    public double? Accuracy => ConfusionMatrix?.Accuracy;

    /// <summary>Actual against predicted classes, with precision, recall and F1 of each and their means.</summary>
    public ConfusionMatrix? ConfusionMatrix { get; init; }

    /// <summary>The mean of −log p of what is the case, for classes.</summary>
    public double? LogLoss { get; init; }

    /// <summary>The area under the ROC curve, for two classes; NaN if only one of them occurs.</summary>
    public double? RocAuc { get; init; }

    /// <summary>The mean absolute error, for real values.</summary>
    public double? MeanAbsoluteError { get; init; }

    /// <summary>The root of the mean squared error, for real values.</summary>
    public double? RootMeanSquaredError { get; init; }

    /// <summary>The share of the variance that is explained, for real values.</summary>
    public double? RSquared { get; init; }

    /// <summary>The measures that there are, on one line.</summary>
    public override string ToString()
    {
        (string Name, double? Value)[] measures =
        [
            ("loss", Loss), ("accuracy", Accuracy), ("macro F1", ConfusionMatrix?.MacroF1), ("AUC", RocAuc),
            ("MAE", MeanAbsoluteError), ("RMSE", RootMeanSquaredError), ("R²", RSquared),
        ];
        return string.Join("  ", measures.Where(measure => measure.Value is not null)
            .Select(measure => string.Create(CultureInfo.InvariantCulture, $"{measure.Name} {measure.Value:0.0000}")));
    }
}
