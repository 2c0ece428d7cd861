using System.Runtime.InteropServices;
using ModelGen.Integration.Tests.Gradients;
using ModelGen.Integration.Tests.Models;

namespace ModelGen.Integration.Tests.Contract;

/// <summary>What a model predicts, learns and allocates, for comparison between threads and instruction sets.</summary>
/// <param name="Name">The model.</param>
/// <param name="Values">Predictions before training, losses of three steps, and all parameters behind them.</param>
/// <param name="PredictBytes">Bytes allocated in the whole process by a prediction after the first.</param>
/// <param name="StepBytes">The same for a step.</param>
internal sealed record Trained(string Name, float[] Values, long PredictBytes, long StepBytes)
{
    public static readonly IReadOnlyDictionary<string, Func<ITrainableModel>> Models = new Dictionary<string, Func<ITrainableModel>>
    {
        [nameof(Cnn)] = () => new Cnn(seed: 3),
        [nameof(Mlp)] = () => new Mlp(seed: 3),
        [nameof(ResNet)] = () => new ResNet(seed: 3),
        [nameof(Rectangles)] = () => new Rectangles(seed: 3),
        [nameof(LinearRegression)] = () => new LinearRegression(seed: 3),
        [nameof(TextLstm)] = () => new TextLstm(seed: 3),
        [nameof(Gpt)] = () => new Gpt(seed: 3),
        [nameof(Encoder)] = () => new Encoder(seed: 3),
        [nameof(TwoSided)] = () => new TwoSided(seed: 3),
        [nameof(FloatWriter)] = () => new FloatWriter(seed: 3),
        [nameof(FrozenReader)] = () => new FrozenReader(seed: 3),
    };

    /// <param name="name">One of <see cref="Models"/>.</param>
    /// <param name="threads">Threads of the trainer.</param>
    public static Trained Run(string name, int threads)
    {
        const int Samples = 37;     // no multiple of any tile or chunk
        var model = Models[name]();
        var info = model.Info;
        var batch = new Batch([.. info.InputColumns, .. info.TargetColumns], Samples);
        batch.Begin(Samples);
        var random = new Random(17);
        foreach (var (column, index) in info.InputColumns.Concat(info.TargetColumns).Select((column, index) => (column, index)))
            if (column.ElementType == ElementType.Index)
                foreach (ref var value in batch.IndicesToFill(index)) value = random.Next(column.Classes ?? 1);
            else
                foreach (ref var value in batch.RealsToFill(index)) value = random.NextSingle() - 0.5f;

        var values = new List<float>();
        var output = new float[Samples * info.OutputLength];
        var predictBytes = Allocated(() => model.Predict(batch, output));
        values.AddRange(output);

        using var trainer = model.CreateTrainer(new Sgd(0.05f, momentum: 0.9f), Samples, threads);
        var loss = 0f;
        var stepBytes = Allocated(() =>
        {
            loss = trainer.Forward(batch);
            trainer.Backward();
            trainer.Update();
        });
        values.Add(loss);
        foreach (var parameter in model.Parameters) values.AddRange(parameter.ToArray());
        return new Trained(name, [.. values], predictBytes, stepBytes);
    }

    // Of the whole process, so that the trainer's own threads count; the least of three runs after the first, because
    // the runtime's threads allocate at times too.
    private static long Allocated(Action action)
    {
        action();
        var least = long.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            action();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        return least;
    }

    /// <summary>Writes all models' results with 1 and 2 threads to a file, behind the vector width in bits.</summary>
    public static int Write(string path)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write(Width);
        foreach (var name in Models.Keys)
            foreach (var threads in new[] { 1, 2 })
            {
                var trained = Run(name, threads);
                writer.Write(trained.PredictBytes);
                writer.Write(trained.StepBytes);
                writer.Write(trained.Values.Length);
                writer.Write(MemoryMarshal.AsBytes(trained.Values.AsSpan()));
            }
        return 0;
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static (int Width, IReadOnlyList<(int Threads, Trained Result)> Results) Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        var width = reader.ReadInt32();
        var results = new List<(int, Trained)>();
        foreach (var name in Models.Keys)
            foreach (var threads in new[] { 1, 2 })
            {
                var (predict, step) = (reader.ReadInt64(), reader.ReadInt64());
                var values = new float[reader.ReadInt32()];
                reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
                results.Add((threads, new Trained(name, values, predict, step)));
            }
        return (width, results);
    }

    private static int Width =>
        System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? 512
        : System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? 256 : 128;
}
