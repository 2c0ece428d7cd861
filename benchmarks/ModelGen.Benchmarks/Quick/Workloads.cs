using ModelGen.Benchmarks.Models;

namespace ModelGen.Benchmarks.Quick;

/// <summary>The seed models on random images, one thread, and the hand-written MLP on the same.</summary>
internal sealed class Workloads : IDisposable
{
    private const float LearningRate = 1e-7f;      // the weights hardly move, so every round does the same work

    private readonly List<IDisposable> owned = [];
    private readonly float[] images = new float[32 * 784];
    private readonly int[] labels = new int[32];

    public Workloads()
    {
        var random = new Random(1);
        foreach (ref var pixel in images.AsSpan()) pixel = random.NextSingle();
        foreach (ref var label in labels.AsSpan()) label = random.Next(10);

        var all = new List<Workload>();
        foreach (var batch in (int[])[1, 32])
        {
            var (forward, training) = ByHandMlp(batch);
            all.AddRange(Mlp(batch).Zip([forward, training], (mine, byHand) => mine with { Reference = byHand }));
            all.AddRange(Cnn(batch));
            all.AddRange([forward, training]);
        }
        All = all;
    }

    public IReadOnlyList<Workload> All { get; }

    public void Dispose() => owned.ForEach(item => item.Dispose());

    private IEnumerable<Workload> Mlp(int batch)
    {
        var model = new FashionMlp(seed: 1);
        var output = new float[batch * FashionMlp.OutputLength];
        yield return new("MLP", "forward", batch, batch * SeedOperations.MlpNominal, batch * SeedOperations.MlpNominal,
            () => model.Predict(images.AsSpan(0, batch * 784), output));

        var trainer = model.CreateTrainer(new Adam(LearningRate), batch);
        owned.Add(trainer);
        yield return new("MLP", "training step", batch,
            batch * SeedOperations.MlpTrainingExecuted, batch * SeedOperations.MlpTrainingNominal,
            () => trainer.Step(images.AsSpan(0, batch * 784), labels.AsSpan(0, batch)));
    }

    private IEnumerable<Workload> Cnn(int batch)
    {
        var model = new FashionCnn(seed: 1);
        var output = new float[batch * FashionCnn.OutputLength];
        yield return new("CNN", "forward", batch, batch * SeedOperations.CnnExecuted, batch * SeedOperations.CnnNominal,
            () => model.Predict(images.AsSpan(0, batch * 784), output));

        var trainer = model.CreateTrainer(new Adam(LearningRate), batch);
        owned.Add(trainer);
        yield return new("CNN", "training step", batch,
            batch * SeedOperations.CnnTrainingExecuted, batch * SeedOperations.CnnTrainingNominal,
            () => trainer.Step(images.AsSpan(0, batch * 784), labels.AsSpan(0, batch)));
    }

    private (Workload Forward, Workload Training) ByHandMlp(int batch)
    {
        var model = new ByHand.Mlp(seed: 1);
        var output = new float[batch * ByHand.Mlp.OutputLength];
        var trainer = model.CreateTrainer(new ByHand.Adam(LearningRate), batch);
        return (
            new("MLP by hand", "forward", batch, batch * SeedOperations.MlpNominal, batch * SeedOperations.MlpNominal,
                () => model.Predict(images.AsSpan(0, batch * 784), output)),
            new("MLP by hand", "training step", batch,
                batch * SeedOperations.MlpTrainingExecuted, batch * SeedOperations.MlpTrainingNominal,
                () => trainer.Step(images.AsSpan(0, batch * 784), labels.AsSpan(0, batch))));
    }
}
