using System.Diagnostics;
using System.Text.Json;
using ModelGen;
using Spectre.Console;

namespace GpuBenchmarks;

/// <summary>
/// For each model: does it learn as on the processor (200 steps, mean losses within 1 %), and how long is a step, with
/// the upload of each batch. For each precision: how fast is a product of 4096 × 4096 matrices.
/// </summary>
internal static class GpuBenchmark
{
    private const int Side = 4096, Repetitions = 20, ComparedSteps = 200;

    private sealed record Result(string Name, double Value, string Unit, double? LossDifference);

    public static int Run(bool onEmulator, int steps, FileInfo? json)
    {
        GpuDevice device;
        try
        {
            device = onEmulator ? GpuDevice.OpenEmulator() : GpuDevice.Open();
        }
        catch (GpuException missing)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{missing.Message}[/]");
            return 1;
        }
        using (device)
        {
            AnsiConsole.WriteLine($"{device.Name} ({device.Kind})");
            var compared = onEmulator ? 3 : ComparedSteps;
            if (onEmulator) steps = 2;
            List<Result> results =
            [
                Train("MLP, batch 32", device, new Mlp(), 32, compared, steps),
                Train("CNN, batch 32", device, new Cnn(), onEmulator ? 2 : 32, compared, steps),
                Train("text LSTM, batch 32", device, new TextLstm(), onEmulator ? 2 : 32, compared, steps),
                Train("CharGpt, batch 12", device, new CharGpt(), onEmulator ? 1 : 12, compared, steps),
            ];
            if (!onEmulator)
                results.AddRange([Multiply("fp32", device, new Product()), Multiply("TF32", device, new ProductTf32()), Multiply("BF16", device, new ProductBf16())]);
            Show(results);
            if (json is not null) File.WriteAllText(json.FullName, JsonSerializer.Serialize(results));
            return results.Any(result => result.LossDifference > 0.01) ? 2 : 0;
        }
    }

    private static Result Train(string name, GpuDevice device, IGpuTrainableModel model, int batchSize, int compared, int steps)
    {
        var batches = Enumerable.Range(0, 8).Select(seed => RandomBatch(model, batchSize, seed)).ToArray();
        var start = model.Parameters.Select(parameter => parameter.ToArray()).ToArray();
        double onCpu = 0, onGpu = 0;
        using (var trainer = model.CreateTrainer(new Adam(1e-3f), batchSize, Environment.ProcessorCount))
            for (var i = 0; i < compared; i++) onCpu += trainer.Step(batches[i % batches.Length]);
        for (var i = 0; i < start.Length; i++) model.Parameters[i].CopyFrom(start[i]);
        using (var trainer = model.CreateGpuTrainer(device, new Adam(1e-3f), batchSize))
        {
            for (var i = 0; i < compared; i++) onGpu += trainer.Step(batches[i % batches.Length]);
            var times = new double[5];
            foreach (ref var time in times.AsSpan())
            {
                var clock = Stopwatch.GetTimestamp();
                for (var i = 0; i < steps; i++) trainer.Start(batches[i % batches.Length]);
                _ = trainer.Loss;
                time = Stopwatch.GetElapsedTime(clock).TotalMicroseconds / steps;
            }
            Array.Sort(times);
            AnsiConsole.WriteLine(trainer.Report());
            return new(name, times[times.Length / 2], "µs a step", Math.Abs(onGpu - onCpu) / Math.Abs(onCpu));
        }
    }

    private static Result Multiply(string name, GpuDevice device, IGpuModel model)
    {
        using var session = model.CreateGpuSession(device, Side);
        var output = new float[Side * Side];
        session.Predict(RandomBatch(model, Side, seed: 1), output);
        var times = new double[5];
        foreach (ref var time in times.AsSpan())
        {
            var clock = Stopwatch.GetTimestamp();
            session.Repeat(Repetitions);
            time = Stopwatch.GetElapsedTime(clock).TotalSeconds / Repetitions;
        }
        Array.Sort(times);
        return new($"product 4096³, {name}", 2.0 * Side * Side * Side / times[times.Length / 2] / 1e12, "TFLOP/s", null);
    }

    private static Batch RandomBatch(IModel model, int count, int seed)
    {
        var random = new Random(seed);
        var batch = new Batch([.. model.Info.InputColumns, .. model.Info.TargetColumns], count);
        batch.Begin(count);
        for (var column = 0; column < batch.Columns.Count; column++)
            if (batch.Columns[column].ElementType == ElementType.Index)
                foreach (ref var value in batch.IndicesToFill(column)) value = random.Next(batch.Columns[column].Classes ?? 2);
            else
                foreach (ref var value in batch.RealsToFill(column))
                    value = column < model.Info.InputColumns.Count ? (float)random.NextDouble() : random.Next(2);
        return batch;
    }

    private static void Show(IEnumerable<Result> results)
    {
        var table = new Table().AddColumns("", "", "loss against the processor");
        foreach (var result in results)
            table.AddRow(result.Name, $"{result.Value:0.0} {result.Unit}", result.LossDifference is { } difference ? $"{difference:P2}" : "");
        AnsiConsole.Write(table);
    }
}
