using System.Buffers.Binary;
using System.CommandLine;
using System.Globalization;
using Edge;
using FashionMnist;
using ModelGen;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

const int TrainSignals = 250, TestSignals = 100, Pictures = 384;

var epochs = new Option<int>("--epochs") { Description = "passes over the training data of each model", DefaultValueFactory = _ => 12 };
var seed = new Option<int>("--seed") { Description = "decides weights and order", DefaultValueFactory = _ => 1 };
var threads = new Option<int>("--threads") { Description = "threads per step", DefaultValueFactory = _ => Environment.ProcessorCount };
var output = new Option<DirectoryInfo>("--output")
{
    Description = "the folder of the sample Edge, where weights and a few pictures go",
    DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("samples", "Edge")),
};
output.AcceptExistingOnly();
foreach (var option in new[] { epochs, threads })
    option.MustBe("at least 1", value => value >= 1);

var command = new RootCommand("Trains the two models of the sample Edge and saves the weights that it carries.") { epochs, seed, threads, output };
command.SetAction(result => SampleProgram.Run(() =>
{
    var folder = result.GetValue(output)!.FullName;
    var options = new FitOptions
    {
        Epochs = result.GetValue(epochs),
        BatchSize = 32,
        Seed = result.GetValue(seed),
        Threads = result.GetValue(threads),
        Optimizer = new Adam(1e-3f),
    };

    var clothing = Clothing.Read(Path.Combine(AppContext.BaseDirectory, "data"));
    var fashion = new FashionMlp(options.Seed);
    var pictures = Train(fashion, clothing.Train, clothing.Test, options, Path.Combine(folder, "weights", "fashion.safetensors"));
    SavePictures(clothing.Test, Path.Combine(folder, "data"));

    var keywords = new KeywordNet(options.Seed);
    var sounds = Train(
        keywords, Sounds(0, TrainSignals), Sounds(TrainSignals, TestSignals), options with { Optimizer = new Adam(1e-3f) },
        Path.Combine(folder, "weights", "keywords.safetensors"));
    Console.WriteLine($"test accuracy {pictures:0.0000} of pictures, {sounds:0.0000} of signals");
    return 0;
}));
return command.Parse(args).Invoke();

static double? Train(ITrainableModel model, DataSet train, DataSet test, FitOptions options, string path)
{
    model.Fit(train, options);
    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
    model.Parameters.Save(path);
    Console.WriteLine($"{model.Info.Name}: {model.Info.ParameterCount:N0} parameters in {path}");
    return model.Evaluate(test, threads: options.Threads).Accuracy;
}

static DataSet Sounds(int first, int count)
{
    const int length = Features.Frames * Features.Coefficients;
    int[] kinds = [.. Enumerable.Range(0, count * Signals.Classes).Select(i => i % Signals.Classes)];
    var features = new float[kinds.Length * length];
    Parallel.For(0, kinds.Length, i =>
    {
        var signal = new float[Signals.Rate];
        Signals.Make(kinds[i], first + i / Signals.Classes, signal);
        Features.Extract(signal, features.AsSpan(i * length, length));
    });
    return DataSet.Create(features, kinds, Signals.Names);
}

// The device's own pictures: the first of the test images, in the format of MNIST, not packed.
static void SavePictures(DataSet test, string folder)
{
    Directory.CreateDirectory(folder);
    byte[] images = [.. Header(0x803, Pictures, 28, 28), .. Enumerable.Range(0, Pictures).SelectMany(i => test.Reals(0, i).ToArray()).Select(grey => (byte)MathF.Round(grey * 255))];
    byte[] labels = [.. Header(0x801, Pictures), .. Enumerable.Range(0, Pictures).Select(i => (byte)test.Indices(1, i)[0])];
    File.WriteAllBytes(Path.Combine(folder, "images.idx3-ubyte"), images);
    File.WriteAllBytes(Path.Combine(folder, "labels.idx1-ubyte"), labels);
}

static byte[] Header(params int[] numbers)
{
    var bytes = new byte[4 * numbers.Length];
    for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 * i), numbers[i]);
    return bytes;
}
