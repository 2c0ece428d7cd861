using System.Diagnostics;

namespace ModelGen;

/// <summary>
/// One call of <c>Fit</c>. Everything that the result depends on is a function of the parameters, the trainer's state,
/// the seed and the position (epoch, batch), so that a checkpoint of these continues exactly.
/// </summary>
internal sealed class Fitting : IDisposable
{
    private const double ReportsPerSecond = 5;

    private readonly ITrainableModel model;
    private readonly FitOptions options;
    private readonly CancellationToken cancellation;
    private readonly Optimizer optimizer;
    private readonly ITrainer trainer;
    private readonly DataSet train;
    private readonly Validator? validator;
    private readonly Metric[] metrics;
    private readonly Callback[] callbacks;
    private readonly Batch batch;
    private readonly int[] order;
    private readonly TrainingContext context;
    private readonly ProgressDisplay display;

    private FitPosition position = new();
    private long epochStart, nextReport;
    private int samplesThisRun;       // of the epoch, since a resumption within it

    public Fitting(ITrainableModel model, DataSet train, FitOptions options, CancellationToken cancellation)
    {
        options.Check();
        (this.model, this.options, this.cancellation) = (model, options, cancellation);
        var info = model.Info;
        train.CheckFits(info);
        var validation = options.Validation;
        if (options.ValidationSplit > 0)
            (validation, train) = train.Split(options.ValidationSplit, options.Seed);
        if (options.ClassWeights is { } classWeights)
            train = train.WithClassWeights(info.InputColumns.Count, classWeights);
        if (train.Count == 0)
            throw new ArgumentException("There are no samples to train on.", nameof(train));

        this.train = train;
        metrics = [.. options.Metrics ?? DefaultMetrics(info)];
        foreach (var metric in metrics)
            metric.Begin(info);
        callbacks = [.. options.Callbacks];
        optimizer = options.Optimizer ?? new Adam(1e-3f);
        var batchSize = Math.Min(options.BatchSize, Math.Max(train.Count, validation?.Count ?? 0));
        batch = new([.. info.InputColumns, .. info.TargetColumns], batchSize);
        order = new int[train.Count];
        display = ProgressDisplay.For(options.Progress);
        trainer = model.CreateTrainer(optimizer, batchSize, options.Threads);
        trainer.State.Seed = unchecked((uint)options.Seed);
        validator = validation is null ? null : new(model, trainer, validation, metrics, batchSize);
        context = new(model, trainer, optimizer, metrics) { BatchesPerEpoch = (train.Count + options.BatchSize - 1) / options.BatchSize };
    }

    // What a checkpoint holds.
    internal ITrainableModel Model => model;

    internal FitOptions Options => options;

    internal TrainerState State => trainer.State;

    internal TrainingContext Context => context;

    internal FitPosition Position => position;

    internal IReadOnlyList<Metric> Metrics => metrics;

    internal IReadOnlyList<Callback> Callbacks => callbacks;

    internal string OptimizerName => optimizer.GetType().Name;

    internal int SampleCount => train.Count;

    public History Run()
    {
        if (options.ResumeFrom is { } path)
            position = Checkpoint.Restore(path, this);
        foreach (var callback in callbacks)
            callback.OnTrainingBegin(context);
        display.Run(() =>
        {
            while (position.Epoch < options.Epochs && context.StopReason is null)
                RunEpoch();
        });
        foreach (var callback in callbacks)
            callback.OnTrainingEnd(context);
        context.History.StopReason = context.StopReason;
        return context.History;
    }

    private void RunEpoch()
    {
        Arrange(position.Epoch);
        context.Epoch = position.Epoch + 1;
        epochStart = Stopwatch.GetTimestamp();
        samplesThisRun = 0;
        if (position.Batch == 0)
        {
            foreach (var metric in metrics)
                metric.Reset();
            foreach (var callback in callbacks)
                callback.OnEpochBegin(context);
        }

        while (position.Batch < context.BatchesPerEpoch && context.StopReason is null)
        {
            RunBatch();
            if (cancellation.IsCancellationRequested)
            {
                Save();
                cancellation.ThrowIfCancellationRequested();
            }
            if (options.CheckpointSteps is { } steps && trainer.State.Step % (ulong)steps == 0)
                Save();
        }

        var record = Summarize();
        context.History.Add(record);
        foreach (var callback in callbacks)
            callback.OnEpochEnd(context, record);
        display.Finish(record, options.Epochs);
        position = new() { Epoch = position.Epoch + 1 };
        Save();
    }

    /// <summary>The order of an epoch depends on nothing but the seed and the epoch.</summary>
    private void Arrange(int epoch)
    {
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        if (options.Shuffle)
            SplitMix64.For(unchecked((uint)options.Seed), (ulong)epoch + 1).Shuffle(order);
    }

    private void RunBatch()
    {
        var start = position.Batch * options.BatchSize;
        var count = Math.Min(options.BatchSize, order.Length - start);
        train.Fill(batch, order.AsSpan(start, count));
        var weight = batch.TotalWeight();
        if (weight > 0)         // a batch of samples without weight has no mean loss and nothing to teach
        {
            var loss = trainer.Forward(batch);
            if (!float.IsFinite(loss))
                throw DivergenceException.Examine(model, trainer, optimizer, batch, context.Epoch, loss);
            var output = trainer.Output;
            if (!output.IsEmpty)
            {
                foreach (var metric in metrics)
                    metric.Add(output, batch);
            }
            trainer.Backward();
            trainer.Update();
            context.BatchLoss = loss;
            position.LossSum += loss * weight;
            position.WeightSum += weight;
        }
        position.Batch++;
        samplesThisRun += count;
        context.BatchesDone = position.Batch;
        foreach (var callback in callbacks)
            callback.OnBatchEnd(context);
        if (Stopwatch.GetTimestamp() >= nextReport)
            Report();
    }

    private void Report()
    {
        nextReport = Stopwatch.GetTimestamp() + (long)(Stopwatch.Frequency / ReportsPerSecond);
        var done = Math.Min(position.Batch * options.BatchSize, order.Length);
        var rate = samplesThisRun / Stopwatch.GetElapsedTime(epochStart).TotalSeconds;
        var left = order.Length - done + (long)(options.Epochs - position.Epoch - 1) * order.Length;
        var measured = metrics.Length > 0 && metrics[0].Count > 0;
        display.Show(new(context.Epoch, options.Epochs, done, order.Length, position.LossSum / position.WeightSum,
            measured ? metrics[0].Name : null, measured ? metrics[0].Value : 0, rate, TimeSpan.FromSeconds(left / rate)));
    }

    private EpochRecord Summarize()
    {
        var trained = Stopwatch.GetElapsedTime(epochStart).TotalSeconds;
        Dictionary<string, double> values = new(StringComparer.Ordinal) { ["loss"] = position.LossSum / position.WeightSum };
        foreach (var metric in metrics)
        {
            if (metric.Count > 0)
                values[metric.Name] = metric.Value;
        }
        if (validator is not null)
        {
            values["val_loss"] = validator.Run();
            foreach (var metric in metrics)
                values[$"val_{metric.Name}"] = metric.Value;
        }
        return new(context.Epoch, values, optimizer.LearningRate.At(trainer.State.Step),
            Stopwatch.GetElapsedTime(epochStart).TotalSeconds, samplesThisRun / trained);
    }

    private void Save()
    {
        if (options.CheckpointPath is { } path)
            Checkpoint.Save(path, this);
    }

    private static Metric[] DefaultMetrics(ModelInfo info) => new Question(info).Kind switch
    {
        QuestionKind.Class or QuestionKind.YesOrNo => [new Accuracy()],
        QuestionKind.Real => [new MeanAbsoluteError()],
        _ => [],
    };

    public void Dispose() => trainer.Dispose();
}
