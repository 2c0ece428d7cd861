using System.CommandLine;
using System.Globalization;
using ModelGen;
using TextSentiment;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var model = new Option<string>("--model") { Description = "lstm or transformer", DefaultValueFactory = _ => "lstm" };
model.AcceptOnlyFromAmong("lstm", "transformer");
var epochs = new Option<int>("--epochs") { Description = "the most passes over the training sentences", DefaultValueFactory = _ => 12 };
var seed = new Option<int>("--seed") { Description = "decides weights, the order of sentences and dropout", DefaultValueFactory = _ => 1 };
var threads = new Option<int>("--threads") { Description = "threads per step", DefaultValueFactory = _ => Environment.ProcessorCount };
var data = new Option<DirectoryInfo>("--data")
{
    Description = "the folder of rt-polarity.pos and rt-polarity.neg",
    DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, "data")),
};
data.AcceptExistingOnly();
foreach (var option in new[] { epochs, threads })
    option.MustBe("at least 1", value => value >= 1);

var command = new RootCommand("Trains a compiled model to tell praise from blame in sentences of movie reviews, then reads yours.")
{
    model, epochs, seed, threads, data,
};
command.SetAction(result => SampleProgram.Run(() =>
{
    var reviews = ReviewSentences.Read(result.GetValue(data)!.FullName);
    var options = new FitOptions
    {
        Epochs = result.GetValue(epochs),
        BatchSize = 32,
        Optimizer = new Adam(1e-3f),
        EmaDecay = 0.995f,      // about the last 200 steps, of 267 an epoch
        Seed = result.GetValue(seed),
        Threads = result.GetValue(threads),
    };
    return result.GetValue(model) == "transformer"
        ? Run(new SentimentTransformer(options.Seed), SentimentTransformer.Summary, path => SentimentTransformer.Load(path), reviews, options)
        : Run(new SentimentLstm(options.Seed), SentimentLstm.Summary, path => SentimentLstm.Load(path), reviews, options);
}));
return command.Parse(args).Invoke();

static int Run<TModel>(TModel model, string summary, Func<string, TModel> load, ReviewSentences reviews, FitOptions options)
    where TModel : ITrainableModel
{
    Console.WriteLine(summary);
    Console.WriteLine();
    var encoder = TextEncoder.Build(reviews.Train.Sentences, Text.Length, maximumSize: Text.Vocabulary) with
    {
        ClassNames = ReviewSentences.ClassNames,
    };
    model.Fit(Numbers(reviews.Train), options with
    {
        Validation = Numbers(reviews.Validation),
        Callbacks = [new EarlyStopping(patience: 4, monitor: "val_accuracy")],
    });

    var report = model.Evaluate(Numbers(reviews.Test), threads: options.Threads);
    var weights = model.Info.Name + ".safetensors";
    model.Save(weights, encoder);
    Console.WriteLine($"weights and words in {weights}, {new FileInfo(weights).Length / 1024.0:0.0} KiB");
    Console.WriteLine($"test F1 {report.F1:0.000}, ROC-AUC {report.RocAuc:0.000}");
    Console.WriteLine($"test accuracy {report.Accuracy:0.00}");

    // The file alone is enough to read sentences with.
    var reader = load(weights);
    var words = TextModelFile.LoadEncoder(weights);
    while (Ask() is { Length: > 0 } sentence)
    {
        var praise = reader.Predict(new DataSet(words.Encode([sentence])))[0];
        Console.WriteLine($"{words.ClassNames![praise > 0.5f ? 1 : 0]} ({praise:0.00})");
    }
    return 0;

    DataSet Numbers(LabelledSentences part) =>
        new(encoder.Encode(part.Sentences), new DataColumn(part.Labels, 1, "praise"));
}

static string? Ask()
{
    if (!Console.IsInputRedirected) Console.Write("a sentence, or nothing to end: ");
    return Console.ReadLine();
}
