namespace ModelGen;

/// <summary>Predictions and measures of generated models over data sets.</summary>
public static partial class ModelEvaluation
{
    private const int MostClasses = 1000;       // whose confusions and areas are worked out

    /// <summary>Predicts every sample.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Columns for its inputs, in the order of the declaration; more columns are ignored.</param>
    /// <param name="batchSize">Samples predicted at a time.</param>
    /// <param name="threads">Threads that predict batches side by side.</param>
    /// <returns>Count × output length floats, sample after sample.</returns>
    /// <exception cref="ArgumentException">The data does not fit the model.</exception>
    public static float[] Predict(this IModel model, DataSet data, int batchSize = 256, int threads = 1)
    {
        Check(model, data, batchSize, threads);
        data.CheckFits(model.Info, withTargets: false);
        var length = model.Info.OutputLength;
        var output = new float[checked(data.Count * length)];
        var batches = (data.Count + batchSize - 1) / batchSize;
        int[] samples = [.. Enumerable.Range(0, data.Count)];
        Parallel.For(0, batches, new() { MaxDegreeOfParallelism = threads },
            () => new Batch(model.Info.InputColumns, Math.Min(batchSize, data.Count)),
            (index, _, batch) =>
            {
                var start = index * batchSize;
                data.Fill(batch, samples.AsSpan(start, Math.Min(batchSize, data.Count - start)));
                model.Predict(batch, output.AsSpan(start * length, batch.Count * length));
                return batch;
            },
            _ => { });
        return output;
    }

    /// <summary>
    /// Predicts every sample and compares with the targets. The loss is the model's own, in inference mode; the other
    /// measures are those that fit its kind of output, and only the loss if none does (several targets, for example).
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Columns for its inputs, then its targets, in the order of the declaration.</param>
    /// <param name="batchSize">Samples at a time.</param>
    /// <param name="threads">Threads that share the work; the results do not depend on it.</param>
    /// <exception cref="ArgumentException">The data does not fit the model, or holds no sample.</exception>
    public static EvaluationReport Evaluate(this IModel model, DataSet data, int batchSize = 256, int threads = 1)
    {
        Check(model, data, batchSize, threads);
        data.CheckFits(model.Info);
        if (data.Count == 0)
            throw new ArgumentException("There are no samples to evaluate.", nameof(data));
        var output = model.Predict(data, batchSize, threads);
        var report = Judge(model.Info, data, output) with { Count = data.Count };
        return model is ITrainableModel trainable ? report with { Loss = Loss(trainable, data, batchSize, threads) } : report;
    }

    private static double Loss(ITrainableModel model, DataSet data, int batchSize, int threads)
    {
        batchSize = Math.Min(batchSize, data.Count);
        using var trainer = model.CreateTrainer(new Sgd(0), batchSize, threads);    // never updates: any rule would do
        return new Validator(model, trainer, data, [], batchSize).Run();
    }

    private static EvaluationReport Judge(ModelInfo info, DataSet data, float[] output)
    {
        var question = new Question(info);
        var unknown = new EvaluationReport { Count = data.Count };
        if (question.Kind == QuestionKind.Unknown)
            return unknown;

        var column = info.InputColumns.Count;
        if (question.Kind == QuestionKind.Real)
        {
            var actual = Targets(data, column, data.Reals);
            return unknown with
            {
                MeanAbsoluteError = Metrics.MeanAbsoluteError(actual, output),
                RootMeanSquaredError = Metrics.RootMeanSquaredError(actual, output),
                RSquared = Metrics.RSquared(actual, output),
            };
        }

        var positions = data.Count * question.Positions;
        var labels = Labels(question, data, column, positions);
        var predicted = new int[positions];
        var surprise = 0.0;
        for (var position = 0; position < positions; position++)
        {
            predicted[position] = question.Predicted(output, position);
            surprise += question.Surprise(output, position, labels[position]);
        }
        var report = unknown with
        {
            Accuracy = Metrics.Accuracy(labels, predicted),
            LogLoss = surprise / positions,
            Top5Accuracy = question.Classes > 5 ? Metrics.TopKAccuracy(labels, output, 5) : null,
        };
        return question.Classes > MostClasses ? report : Rank(question, labels, output, report) with
        {
            ConfusionMatrix = Confusions(labels, predicted, new(question.Classes, ClassNames(data.Columns[column], question.Classes))),
        };
    }

    private static ConfusionMatrix Confusions(int[] labels, int[] predicted, ConfusionMatrix matrix)
    {
        for (var position = 0; position < labels.Length; position++)
            matrix.Add(labels[position], predicted[position]);
        return matrix;
    }

    private static EvaluationReport Rank(Question question, int[] labels, float[] output, EvaluationReport report)
    {
        var width = question.Classes == 2 ? 1 : question.Classes;
        var scores = new float[labels.Length * width];
        for (var position = 0; position < labels.Length; position++)
            question.Score(output, position, scores.AsSpan(position * width, width));
        if (width > 1)
            return report with { RocAuc = Metrics.RocAuc(labels, scores), PrAuc = Metrics.AveragePrecision(labels, scores) };
        bool[] positive = [.. labels.Select(label => label == 1)];
        return report with { RocAuc = Metrics.RocAuc(positive, scores), PrAuc = Metrics.AveragePrecision(positive, scores) };
    }

    private static int[] Labels(Question question, DataSet data, int column, int positions)
    {
        if (data.Columns[column].ElementType == ElementType.Index)
            return Targets(data, column, data.Indices);
        var targets = Targets(data, column, data.Reals);
        return [.. Enumerable.Range(0, positions).Select(position => question.Actual(targets, position))];
    }

    private delegate ReadOnlySpan<T> Row<T>(int column, int sample);

    private static T[] Targets<T>(DataSet data, int column, Row<T> row)
    {
        var length = data.Columns[column].Length;
        var targets = new T[data.Count * length];
        for (var sample = 0; sample < data.Count; sample++)
            row(column, sample).CopyTo(targets.AsSpan(sample * length));
        return targets;
    }

    private static IReadOnlyList<string>? ClassNames(DataColumn target, int classes) =>
        target.ClassNames is { } names && names.Count == classes ? names : null;

    private static void Check(IModel model, DataSet data, int batchSize, int threads)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
    }
}
