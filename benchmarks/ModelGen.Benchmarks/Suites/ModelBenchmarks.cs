using BenchmarkDotNet.Attributes;
using ModelGen.Benchmarks.Models;

namespace ModelGen.Benchmarks.Suites;

/// <summary>The seed models, one thread.</summary>
[MemoryDiagnoser]
public class ModelBenchmarks
{
    private readonly FashionMlp mlp = new(seed: 1);
    private readonly FashionCnn cnn = new(seed: 1);
    private float[] images = [], output = [];
    private int[] labels = [];
    private FashionMlp.Trainer? mlpTrainer;
    private FashionCnn.Trainer? cnnTrainer;

    [Params(1, 32)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        images = new float[Batch * 784];
        foreach (ref var pixel in images.AsSpan()) pixel = random.NextSingle();
        labels = [.. Enumerable.Range(0, Batch).Select(_ => random.Next(10))];
        output = new float[Batch * 10];
        // A rate so small that the weights hardly move: every iteration does the same work.
        mlpTrainer = mlp.CreateTrainer(new Adam(1e-7f), Batch);
        cnnTrainer = cnn.CreateTrainer(new Adam(1e-7f), Batch);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        mlpTrainer?.Dispose();
        cnnTrainer?.Dispose();
    }

    [Benchmark]
    public void MlpForward() => mlp.Predict(images, output);

    [Benchmark]
    public float MlpStep() => mlpTrainer!.Step(images, labels);

    [Benchmark]
    public void CnnForward() => cnn.Predict(images, output);

    [Benchmark]
    public float CnnStep() => cnnTrainer!.Step(images, labels);
}
