using System.Globalization;

namespace ModelGen;

/// <summary>One model of a cross-validation.</summary>
/// <param name="Fold">Its number, from 0.</param>
/// <param name="History">How it was trained.</param>
/// <param name="Report">How it does on the part of the data that it was not trained on.</param>
public sealed record FoldReport(int Fold, History History, EvaluationReport Report);

/// <summary>A measure over the folds.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The sample standard deviation, √(Σ(x − mean)² / (folds − 1)).</param>
public readonly record struct Estimate(double Mean, double Deviation)
{
    /// <summary>For reports: <c>0.9533 ± 0.0267</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Mean:0.0000} ± {Deviation:0.0000}");
}

/// <summary>What a cross-validation came to.</summary>
public sealed class CrossValidationReport
{
    private readonly Dictionary<string, Estimate> measures;

    internal CrossValidationReport(IReadOnlyList<FoldReport> folds)
    {
        Folds = folds;
        // In the order of the first fold's; a measure counts if every fold has it.
        var values = folds.Select(fold => fold.Report.Measures).ToArray();
        measures = values[0].Keys.Where(name => values.All(fold => fold.ContainsKey(name))).ToDictionary(
            name => name, name => Over([.. values.Select(fold => fold[name])]), StringComparer.Ordinal);
    }

    /// <summary>The folds in order.</summary>
    public IReadOnlyList<FoldReport> Folds { get; }

    /// <summary>Mean and deviation of <see cref="EvaluationReport.Measures"/>.</summary>
    public IReadOnlyDictionary<string, Estimate> Measures => measures;

    /// <summary>Mean and deviation of one measure, such as <c>accuracy</c>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such measure; says which there are.</exception>
    public Estimate this[string measure] => measures.TryGetValue(measure, out var estimate)
        ? estimate
        : throw new KeyNotFoundException($"There is no measure '{measure}'; there are {string.Join(", ", measures.Keys)}.");

    /// <summary>The measures that are mostly wanted, on one line.</summary>
    public override string ToString() => $"{Folds.Count} folds  " + string.Join("  ", measures
        .Where(measure => EvaluationReport.Shown.Contains(measure.Key)).Select(measure => $"{measure.Key} {measure.Value}"));

    private static Estimate Over(double[] values)
    {
        var mean = values.Average();
        return new(mean, Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)));
    }
}
