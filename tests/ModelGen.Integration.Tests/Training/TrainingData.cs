namespace ModelGen.Integration.Tests.Training;

internal static class TrainingData
{
    public static readonly FitOptions Quiet = new() { Progress = ProgressStyle.None, Threads = 1 };

    /// <summary>Clouds around (±2, …), one per class, in an order that mixes the classes.</summary>
    public static DataSet Clouds(int count, int features = 2, int classes = 2, int seed = 1)
    {
        var random = new Random(seed);
        var inputs = new float[count * features];
        var labels = new int[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = i % classes;
            for (var f = 0; f < features; f++)
                inputs[i * features + f] = (f % classes == labels[i] ? 2 : -2) + (float)(random.NextDouble() * 4 - 2);
        }
        return DataSet.Create(inputs, labels);
    }

    public static uint[] Bits(IModel model) =>
        [.. model.Parameters.SelectMany(parameter => parameter.ToArray()).Select(BitConverter.SingleToUInt32Bits)];
}

/// <summary>A callback made of what a test wants to see.</summary>
internal sealed class Watcher : Callback
{
    public Action<TrainingContext>? Batch { get; init; }

    public Action<TrainingContext, EpochRecord>? Epoch { get; init; }

    public override void OnBatchEnd(TrainingContext context) => Batch?.Invoke(context);

    public override void OnEpochEnd(TrainingContext context, EpochRecord epoch) => Epoch?.Invoke(context, epoch);
}
