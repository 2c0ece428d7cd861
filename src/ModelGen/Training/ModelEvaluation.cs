using System.Numerics.Tensors;

namespace ModelGen;

/// <summary>Predictions and measures of generated models over data sets.</summary>
public static class ModelEvaluation
{
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
        var matrix = new ConfusionMatrix(question.Classes, ClassNames(data.Columns[column], question.Classes));
        var labels = Labels(question, data, column, positions);
        for (var position = 0; position < positions; position++)
            matrix.Add(labels[position], question.Predicted(output, position));
        var probabilities = question.IsScore ? Probabilities(question, output) : output;
        bool[] positive = [.. labels.Select(label => label == 1)];
        return question.Kind == QuestionKind.YesOrNo
            ? unknown with
            {
                ConfusionMatrix = matrix,
                LogLoss = Metrics.BinaryLogLoss(positive, probabilities),
                RocAuc = Metrics.RocAuc(positive, output),
            }
            : unknown with
            {
                ConfusionMatrix = matrix,
                LogLoss = Metrics.LogLoss(labels, probabilities),
                RocAuc = question.Classes == 2 ? Metrics.RocAuc(positive, Seconds(probabilities)) : null,
            };
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

    private static float[] Probabilities(Question question, float[] scores)
    {
        if (question.Kind == QuestionKind.YesOrNo)
            return [.. scores.Select(score => (float)(1 / (1 + Math.Exp(-score))))];
        var probabilities = new float[scores.Length];
        for (var row = 0; row < scores.Length; row += question.Classes)
            TensorPrimitives.SoftMax(scores.AsSpan(row, question.Classes), probabilities.AsSpan(row));
        return probabilities;
    }

    private static float[] Seconds(float[] pairs) => [.. pairs.Where((_, index) => index % 2 == 1)];

    private static void Check(IModel model, DataSet data, int batchSize, int threads)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
    }
}
