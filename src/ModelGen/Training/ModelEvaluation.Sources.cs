namespace ModelGen;

public static partial class ModelEvaluation
{
    /// <summary>Predicts every sample of a source that need not fit in memory; the predictions do.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Columns for its inputs, in the order of the declaration; more columns are ignored.</param>
    /// <param name="batchSize">Samples predicted at a time.</param>
    /// <returns>Count × output length floats, sample after sample.</returns>
    /// <exception cref="ArgumentException">The data does not fit the model.</exception>
    public static float[] Predict(this IModel model, DataSource data, int batchSize = 256)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        data.CheckFits(model.Info, withTargets: false);
        var length = model.Info.OutputLength;
        var output = new float[checked(data.Count * length)];
        var done = 0;
        foreach (var batch in data.ReadChecked(new Batch(model.Info.InputColumns, batchSize), EpochPlan.InOrder))
        {
            model.Predict(batch, output.AsSpan(done * length, batch.Count * length));
            done += batch.Count;
        }
        return output;
    }

    /// <summary>
    /// Predicts every sample of a source that need not fit in memory, and compares with the targets, in one pass. What is
    /// held in memory are all predictions and targets, and one batch of inputs.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Columns for its inputs, then its targets, in the order of the declaration.</param>
    /// <param name="batchSize">Samples at a time.</param>
    /// <param name="threads">Threads that share the work; the results do not depend on it.</param>
    /// <exception cref="ArgumentException">The data does not fit the model, or holds no sample.</exception>
    public static EvaluationReport Evaluate(this IModel model, DataSource data, int batchSize = 256, int threads = 1)
    {
        if (data is DataSet set)
            return model.Evaluate(set, batchSize, threads);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        data.CheckFits(model.Info);
        if (data.Count == 0)
            throw new ArgumentException("There are no samples to evaluate.", nameof(data));

        batchSize = Math.Min(batchSize, data.Count);
        var answers = new Answers(model.Info, data);
        double? loss = null;
        if (model is ITrainableModel trainable)
        {
            using var trainer = trainable.CreateTrainer(new Sgd(0), batchSize, threads);    // never updates: any rule would do
            loss = new Validator(trainable, trainer, data, [answers], batchSize).Run();
        }
        else
        {
            var output = new float[batchSize * model.Info.OutputLength];
            var buffer = new Batch([.. model.Info.InputColumns, .. model.Info.TargetColumns], batchSize);
            foreach (var batch in data.ReadChecked(buffer, EpochPlan.InOrder))
            {
                var predicted = output.AsSpan(0, batch.Count * model.Info.OutputLength);
                model.Predict(batch, predicted);
                answers.Add(predicted, batch);
            }
        }
        return Judge(model.Info, answers.Targets(), answers.Output) with { Count = data.Count, Loss = loss };
    }

    /// <summary>Keeps all that was predicted, and the targets.</summary>
    private sealed class Answers : Metric
    {
        private readonly ModelInfo info;
        private readonly DataSource data;
        private readonly float[]?[] reals;
        private readonly int[]?[] indices;
        private int done;

        public Answers(ModelInfo info, DataSource data)
        {
            (this.info, this.data) = (info, data);
            Output = new float[checked(data.Count * info.OutputLength)];
            reals = [.. info.TargetColumns.Select(column => column.ElementType == ElementType.Real ? new float[checked(data.Count * column.Length)] : null)];
            indices = [.. info.TargetColumns.Select(column => column.ElementType == ElementType.Index ? new int[checked(data.Count * column.Length)] : null)];
        }

        public override string Name => "answers";

        public override bool LowerIsBetter => false;

        public float[] Output { get; }

        public override void Add(ReadOnlySpan<float> output, Batch batch)
        {
            output.CopyTo(Output.AsSpan(done * info.OutputLength));
            for (var target = 0; target < info.TargetColumns.Count; target++)
            {
                var column = info.InputColumns.Count + target;
                var start = done * info.TargetColumns[target].Length;
                if (reals[target] is { } values)
                    batch.Reals(column).CopyTo(values.AsSpan(start));
                else
                    batch.Indices(column).CopyTo(indices[target].AsSpan(start));
            }
            done += batch.Count;
        }

        /// <summary>The targets at their places among the columns of the source; nothing stands where the inputs were.</summary>
        public DataSet Targets()
        {
            var nothing = new DataColumn(new int[data.Count]);
            var first = info.InputColumns.Count;
            return new(
            [
                .. info.InputColumns.Select(_ => nothing),
                .. info.TargetColumns.Select((column, i) => reals[i] is { } values
                    ? new DataColumn(values, column.Length, column.Name)
                    : new DataColumn(indices[i]!, column.Length, column.Name, data.Schema[first + i].ClassNames)),
            ]);
        }
    }
}
