using System.Diagnostics;
using ModelGen;

namespace ModelZoo;

/// <summary>How long predictions take.</summary>
public static class PredictionTime
{
    /// <summary>Milliseconds of the fastest of some predictions of one sample, on one thread, the first not counted.</summary>
    public static double Milliseconds(IModel model, int predictions)
    {
        var batch = OneSample(model.Info.InputColumns);
        var output = new float[model.Info.OutputLength];
        model.Predict(batch, output);
        return Enumerable.Range(0, predictions).Min(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            model.Predict(batch, output);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        });
    }

    // Noise from 0 to 1, and any indices.
    private static Batch OneSample(IReadOnlyList<ColumnInfo> columns)
    {
        var random = new Random(1);
        var batch = new Batch(columns, 1);
        batch.Begin(1);
        for (var column = 0; column < columns.Count; column++)
            if (columns[column].ElementType == ElementType.Real)
                foreach (ref var value in batch.RealsToFill(column)) value = random.NextSingle();
            else
                foreach (ref var index in batch.IndicesToFill(column)) index = random.Next(columns[column].Classes ?? 2);
        return batch;
    }
}
