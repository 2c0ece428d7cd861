using System.CommandLine;
using System.Globalization;
using FashionMnist;
using ModelGen;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var model = new Option<string>("--model") { Description = "cnn or mlp", DefaultValueFactory = _ => "cnn" };
model.AcceptOnlyFromAmong("cnn", "mlp");
var epochs = new Option<int>("--epochs") { Description = "passes over the training images", DefaultValueFactory = _ => 10 };
var batchSize = new Option<int>("--batch-size") { Description = "images per step", DefaultValueFactory = _ => 32 };
var seed = new Option<int>("--seed") { Description = "decides weights and order of images", DefaultValueFactory = _ => 1 };
var threads = new Option<int>("--threads") { Description = "threads per step", DefaultValueFactory = _ => Environment.ProcessorCount };
var device = DeviceOption.Create();
var data = new Option<DirectoryInfo>("--data")
{
    Description = "the folder with the four files of Fashion-MNIST",
    DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, "data")),
};
data.AcceptExistingOnly();
foreach (var option in new[] { epochs, batchSize, threads })
    option.MustBe("at least 1", value => value >= 1);

var command = new RootCommand("Trains a compiled model on 60,000 images of clothing and judges it on 10,000 others.")
{
    model, epochs, batchSize, seed, threads, device, data,
};
command.SetAction(result => SampleProgram.Run(() => DeviceOption.Use(result.GetValue(device)!, trainsOn =>
{
    var options = new FitOptions
    {
        Epochs = result.GetValue(epochs),
        BatchSize = result.GetValue(batchSize),
        Seed = result.GetValue(seed),
        Threads = result.GetValue(threads),
        Device = trainsOn,
        Optimizer = new Adam(1e-3f),
    };
    var clothing = Clothing.Read(result.GetValue(data)!.FullName);
    return result.GetValue(model) == "mlp"
        ? Run(new FashionMlp(options.Seed), FashionMlp.Summary, path => FashionMlp.Load(path), clothing, options)
        : Run(new FashionCnn(options.Seed), FashionCnn.Summary, path => FashionCnn.Load(path), clothing, options);
})));
return command.Parse(args).Invoke();

static int Run<TModel>(TModel model, string summary, Func<string, TModel> load, Clothing clothing, FitOptions options)
    where TModel : ITrainableModel
{
    Console.WriteLine(summary);
    Console.WriteLine();
    var history = model.Fit(clothing.Train, options with { Validation = clothing.Test });

    var report = model.Evaluate(clothing.Test, threads: options.Threads);
    Report.Print(report.ConfusionMatrix!);

    // What was saved predicts the same.
    var weights = model.Info.Name + ".safetensors";
    model.Parameters.Save(weights);
    var predictions = load(weights).Predict(clothing.Test, threads: options.Threads);
    if (!predictions.AsSpan().SequenceEqual(model.Predict(clothing.Test, threads: options.Threads)))
        throw new FormatException($"The model in {weights} does not predict what the trained one does.");
    Console.WriteLine($"weights in {weights}, {new FileInfo(weights).Length / 1024.0:0.0} KiB");

    var picture = model.Info.Name + ".png";
    Picture.Save(picture, history, report.ConfusionMatrix!, clothing.Test, predictions);
    Console.WriteLine($"curves, confusion matrix and predictions in {picture}");
    Console.WriteLine($"test accuracy {report.Accuracy:0.0000}");
    return 0;
}
