namespace ModelGen;

/// <summary>The loss and metrics of a data set in inference mode, with buffers that are made once.</summary>
internal sealed class Validator
{
    private readonly ITrainableModel model;
    private readonly ITrainer trainer;
    private readonly DataSource data;
    private readonly IReadOnlyList<Metric> metrics;
    private readonly Batch buffer;
    private readonly float[] output;

    public Validator(ITrainableModel model, ITrainer trainer, DataSource data, IReadOnlyList<Metric> metrics, int batchSize)
    {
        data.CheckFits(model.Info);
        (this.model, this.trainer, this.data, this.metrics) = (model, trainer, data, metrics);
        buffer = new([.. model.Info.InputColumns, .. model.Info.TargetColumns], batchSize);
        output = new float[metrics.Count == 0 ? 0 : batchSize * model.Info.OutputLength];
    }

    /// <summary>The mean loss; the metrics hold their values afterwards.</summary>
    public double Run()
    {
        foreach (var metric in metrics)
            metric.Reset();
        double loss = 0, weight = 0;
        foreach (var batch in data.ReadChecked(buffer, EpochPlan.InOrder))
        {
            var batchWeight = batch.TotalWeight();
            if (batchWeight > 0)
            {
                loss += trainer.Evaluate(batch) * batchWeight;
                weight += batchWeight;
            }
            if (metrics.Count == 0)
                continue;
            var predicted = output.AsSpan(0, batch.Count * model.Info.OutputLength);
            model.Predict(batch, predicted);
            foreach (var metric in metrics)
                metric.Add(predicted, batch);
        }
        return loss / weight;
    }
}
