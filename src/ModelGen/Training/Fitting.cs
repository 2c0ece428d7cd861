using System.Diagnostics;

namespace ModelGen;

/// <summary>
/// One call of <c>Fit</c>. Everything that the result depends on is a function of the parameters, the trainer's state,
/// the seed and the position (epoch, batch), so that a checkpoint of these continues exactly.
/// </summary>
internal sealed class Fitting : IDisposable
{
    private const double ReportsPerSecond = 5;
    private const uint SeedStride = 0x9E3779B9;       // from one part of a step to the next: 2³² over the golden ratio, far apart

    private readonly ITrainableModel model;
    private readonly FitOptions options;
    private readonly CancellationToken cancellation;
    private readonly Optimizer optimizer;
    private readonly ITrainer trainer;
    private readonly ExponentialMovingAverage? average;
    private readonly DataSource train;
    private readonly Validator? validator;
    private readonly Metric[] metrics;
    private readonly Callback[] callbacks;
    private readonly Batch buffer;
    private readonly Batch[] parts;     // of a step
    private readonly StepQueue? queue;  // where a device works while the next batch is made
    private readonly bool isWatched;    // by someone who may change the next step when he sees the last
    private readonly int samplesPerStep;
    private readonly TrainingContext context;
    private readonly ProgressDisplay display;

    private FitPosition position = new();
    private long epochStart, nextReport;
    private int samplesThisRun;       // of the epoch, since a resumption within it

    public Fitting(ITrainableModel model, DataSource train, FitOptions options, CancellationToken cancellation)
    {
        options.Check();
        (this.model, this.options, this.cancellation) = (model, options, cancellation);
        var info = model.Info;
        train.CheckFits(info);
        var validation = options.Validation;
        if (options.ValidationSplit > 0)
            (validation, train) = train.HoldOut(options.ValidationSplit, options.Seed);
        if (options.ClassWeights is { } classWeights)
            train = train.WithClassWeights(info.InputColumns.Count, classWeights);
        if (train.Count == 0)
            throw new ArgumentException("There are no samples to train on.", nameof(train));

        this.train = train;
        metrics = [.. options.Metrics ?? DefaultMetrics(info)];
        foreach (var metric in metrics)
            metric.Begin(info, Math.Max(train.Count, validation?.Count ?? 0));
        callbacks = [.. options.Callbacks];
        optimizer = options.Optimizer ?? new Adam(1e-3f);
        var batchSize = Math.Min(options.BatchSize, Math.Max(train.Count, validation?.Count ?? 0));
        buffer = new([.. info.InputColumns, .. info.TargetColumns], batchSize);
        parts = [.. Enumerable.Range(0, options.AccumulationSteps).Select(_ =>
            options.AccumulationSteps == 1 ? buffer : new Batch(buffer.Columns, batchSize))];
        samplesPerStep = checked(options.BatchSize * options.AccumulationSteps);
        display = ProgressDisplay.For(options.Progress);
        trainer = options.Device is { } device
            ? device.CreateTrainer(model, optimizer, batchSize)
            : model.CreateTrainer(optimizer, batchSize, options.Threads);
        average = options.EmaDecay is { } decay ? new(model.Parameters, decay) : null;
        if (trainer is IQueuedTrainer queued && parts.Length == 1 && average is null)
            queue = new(queued, buffer, withOutputs: metrics.Length > 0);
        isWatched = callbacks.Any(callback => callback.WatchesBatches);
        validator = validation is null ? null : new(model, trainer, validation, metrics, batchSize);
        context = new(model, trainer, optimizer, metrics) { BatchesPerEpoch = (train.Count - 1) / samplesPerStep + 1 };
    }

    // What a checkpoint holds.
    internal ITrainableModel Model => model;

    internal FitOptions Options => options;

    internal TrainerState State => trainer.State;

    internal ExponentialMovingAverage? Average => average;

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
        average?.Swap();
        foreach (var callback in callbacks)
            callback.OnTrainingEnd(context);
        context.History.StopReason = context.StopReason;
        return context.History;
    }

    private void RunEpoch()
    {
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

        var plan = new EpochPlan(position.Epoch, options.Seed, options.Shuffle, position.Batch * parts.Length);
        foreach (var step in train.ReadSteps(buffer, parts, plan))
        {
            if (isWatched)
                FinishSteps();
            if (context.StopReason is not null)
                break;
            if (queue is null)
                RunStep(step);
            else
                StartStep(step[0]);
            if (cancellation.IsCancellationRequested)
            {
                FinishSteps();
                Save();
                cancellation.ThrowIfCancellationRequested();
            }
            if (options.CheckpointSteps is { } steps && trainer.State.Step % (ulong)steps == 0)
            {
                FinishSteps();
                Save();
            }
        }

        FinishSteps();
        trainer.Synchronize();
        average?.Swap();
        var record = Summarize();
        context.History.Add(record);
        foreach (var callback in callbacks)
            callback.OnEpochEnd(context, record);
        average?.Swap();
        display.Finish(record, options.Epochs);
        position = new() { Epoch = position.Epoch + 1 };
        Save();
    }

    private void RunStep(ArraySegment<Batch> step)
    {
        int samples = 0, part = 0;
        var weight = 0.0;
        foreach (var batch in step)
            (samples, weight) = (samples + batch.Count, weight + batch.TotalWeight());
        if (weight > 0)         // samples without weight have no mean loss and nothing to teach
        {
            var loss = 0f;
            foreach (var batch in step)
                loss += Accumulate(part++, batch, weight);
            trainer.Update();
            if (average is not null)
            {
                trainer.Synchronize();
                average.Update();
            }
            trainer.LossScale = 1;
            Count(loss, weight);
        }
        EndStep(samples);
    }

    /// <summary>Starts a step on a device and takes in what came of the one before.</summary>
    private void StartStep(Batch batch)
    {
        trainer.State.Seed = (uint)options.Seed;
        queue!.Start(batch);
        if (queue.Count == IQueuedTrainer.Depth)
            FinishStep();
    }

    private void FinishSteps()
    {
        while (queue?.Count > 0)
            FinishStep();
    }

    private void FinishStep()
    {
        var (batch, weight, loss) = queue!.Finish(out var output);
        if (weight > 0)
        {
            if (!float.IsFinite(loss))
            {
                trainer.Forward(batch);
                throw Diverged(batch, loss);
            }
            AddToMetrics(output, batch);
            Count(loss, weight);
        }
        EndStep(batch.Count);
    }

    private void Count(float loss, double weight)
    {
        context.BatchLoss = loss;
        position.LossSum += loss * weight;
        position.WeightSum += weight;
    }

    private void EndStep(int samples)
    {
        position.Batch++;
        samplesThisRun += samples;
        context.BatchesDone = position.Batch;
        foreach (var callback in callbacks)
            callback.OnBatchEnd(context);
        if (Stopwatch.GetTimestamp() >= nextReport)
            Report();
    }

    /// <summary>Adds the gradient of a part of the step's samples, and gives its part of their mean loss.</summary>
    private float Accumulate(int part, Batch batch, double stepWeight)
    {
        var weight = batch.TotalWeight();
        if (weight == 0)
            return 0;
        trainer.LossScale = weight / stepWeight;
        trainer.State.Seed = unchecked((uint)options.Seed + (uint)part * SeedStride);
        var loss = trainer.Forward(batch);
        if (!float.IsFinite(loss))
            throw Diverged(batch, loss);
        if (metrics.Length > 0)
            AddToMetrics(trainer.Output, batch);
        trainer.Backward();
        return loss;
    }

    private DivergenceException Diverged(Batch batch, float loss)
    {
        trainer.Synchronize();
        return DivergenceException.Examine(model, trainer, optimizer, batch, context.Epoch, loss);
    }

    private void AddToMetrics(ReadOnlySpan<float> output, Batch batch)
    {
        if (output.IsEmpty)
            return;
        foreach (var metric in metrics)
            metric.Add(output, batch);
    }

    private void Report()
    {
        nextReport = Stopwatch.GetTimestamp() + (long)(Stopwatch.Frequency / ReportsPerSecond);
        var done = Math.Min(position.Batch * samplesPerStep, train.Count);
        var rate = samplesThisRun / Stopwatch.GetElapsedTime(epochStart).TotalSeconds;
        var left = train.Count - done + (long)(options.Epochs - position.Epoch - 1) * train.Count;
        var measured = metrics.Length > 0 && metrics[0].IsMeasured;
        display.Show(new(context.Epoch, options.Epochs, done, train.Count, position.LossSum / position.WeightSum,
            measured ? metrics[0].Name : null, measured ? metrics[0].Value : 0, rate, TimeSpan.FromSeconds(left / rate)));
    }

    private EpochRecord Summarize()
    {
        var trained = Stopwatch.GetElapsedTime(epochStart).TotalSeconds;
        Dictionary<string, double> values = new(StringComparer.Ordinal) { ["loss"] = position.LossSum / position.WeightSum };
        foreach (var metric in metrics)
        {
            if (metric.IsMeasured)
                values[metric.Name] = metric.Value;
        }
        if (validator is not null)
        {
            values["val_loss"] = validator.Run();
            foreach (var metric in metrics)
                values[$"val_{metric.Name}"] = metric.Value;
        }
        return new(context.Epoch, values, context.LearningRate,
            Stopwatch.GetElapsedTime(epochStart).TotalSeconds, samplesThisRun / trained);
    }

    private void Save()
    {
        if (options.CheckpointPath is not { } path)
            return;
        trainer.Synchronize();
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
