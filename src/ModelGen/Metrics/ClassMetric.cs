using System.Globalization;

namespace ModelGen;

/// <summary>How a rate of each class becomes one number.</summary>
public enum Average
{
    /// <summary>The mean over the classes, each as important as the others.</summary>
    Macro,

    /// <summary>The rate of all decisions pooled, in which frequent classes count more.</summary>
    Micro,
}

/// <summary>What follows from a <see cref="ConfusionMatrix"/>.</summary>
public abstract class ClassMetric : Metric
{
    private const string Separator = ",";

    private readonly string name;
    private readonly Func<ConfusionMatrix, double> rate;
    private ConfusionMatrix? matrix;

    private protected ClassMetric(string name, Func<ConfusionMatrix, double> rate) => (this.name, this.rate) = (name, rate);

    private protected ClassMetric(
        string name, int label, Func<ConfusionMatrix, Func<int, double>> rate)
        : this(FormattableString.Invariant($"{name}_{label}"), matrix => rate(matrix)(label))
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        Label = label;
    }

    private protected ClassMetric(
        string name, Average? average, Func<ConfusionMatrix, Func<int, double>> rate, Func<ConfusionMatrix, double> macro)
        : this(
            average is { } one ? $"{name}_{(one == Average.Macro ? "macro" : "micro")}" : name,
            matrix => average switch
            {
                Average.Micro => matrix.MicroF1,
                Average.Macro => macro(matrix),
                _ => matrix.Overall(rate(matrix)),
            })
    {
    }

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override bool LowerIsBetter => false;

    /// <inheritdoc/>
    public override bool IsMeasured => matrix?.Total > 0;

    /// <inheritdoc/>
    public override double Value => IsMeasured ? rate(matrix!) : double.NaN;

    private protected int? Label { get; }

    private ConfusionMatrix Matrix => matrix ?? throw new InvalidOperationException("Begin has not been called.");

    /// <inheritdoc/>
    public override void Begin(ModelInfo info, int samples)
    {
        var classes = Ask(info, forClasses: true).Classes;
        if (Label >= classes)
            throw new ArgumentException($"'{Name}' is about class {Label}, but {info.Name} has {classes}.", nameof(info));
        matrix = new(classes);
    }

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> output, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var positions = batch.Count * Question.Positions;
        for (var position = 0; position < positions; position++)
            Matrix.Add(Question.Actual(batch, position), Question.Predicted(output, position));
    }

    /// <inheritdoc/>
    public override void Reset() => matrix?.Clear();

    /// <inheritdoc/>
    public override void Save(SavedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (var (actual, predicted, count) in Matrix.Cells())
            state.Numbers[FormattableString.Invariant($"{actual}{Separator}{predicted}")] = count;
    }

    /// <inheritdoc/>
    public override void Restore(SavedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Matrix.Clear();
        foreach (var (cell, count) in state.Numbers)
        {
            var classes = cell.Split(Separator);
            Matrix.Add(int.Parse(classes[0], CultureInfo.InvariantCulture), int.Parse(classes[1], CultureInfo.InvariantCulture), (long)count);
        }
    }
}
