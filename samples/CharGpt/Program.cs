using System.CommandLine;
using System.Globalization;
using CharGpt;
using ModelGen;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var steps = new Option<int>("--steps") { Description = "training steps of 12 windows of 64 characters, rounded up to equal epochs of at most 250", DefaultValueFactory = _ => 2000 };
var prompt = new Option<string>("--prompt") { Description = "what the generated text goes on from", DefaultValueFactory = _ => "\n" };
var temperature = new Option<double>("--temperature") { Description = "0 for the likeliest character, 1 for as likely as predicted", DefaultValueFactory = _ => 0.8 };
var topK = new Option<int>("--top-k") { Description = "draws among this many of the likeliest characters; 0 for all", DefaultValueFactory = _ => 0 };
var topP = new Option<double>("--top-p") { Description = "draws among the fewest of the likeliest characters whose probabilities sum to it", DefaultValueFactory = _ => 1 };
var length = new Option<int>("--length") { Description = "characters to write", DefaultValueFactory = _ => 500 };
var seed = new Option<int>("--seed") { Description = "decides weights, windows and draws", DefaultValueFactory = _ => 1 };
var threads = new Option<int>("--threads") { Description = "threads per step", DefaultValueFactory = _ => Environment.ProcessorCount };
var device = DeviceOption.Create();
var data = new Option<DirectoryInfo>("--data")
{
    Description = "the folder of tinyshakespeare.txt",
    DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, "data")),
};
data.AcceptExistingOnly();
foreach (var option in new[] { steps, threads })
    option.MustBe("at least 1", value => value >= 1);
temperature.MustBe("between 0 and 100", value => value is >= 0 and <= 100);
topK.MustBe("at least 0", value => value >= 0);
topP.MustBe("above 0 and at most 1", value => value is > 0 and <= 1);
length.MustBe("at least 0", value => value >= 0);

var command = new RootCommand("Trains a compiled GPT on the characters of Shakespeare's plays and lets it write.")
{
    steps, prompt, temperature, topK, topP, length, seed, threads, device, data,
};
command.SetAction(result => SampleProgram.Run(() => DeviceOption.Use(result.GetValue(device)!, trainsOn => Run(
    PlayText.Read(result.GetValue(data)!.FullName, Gpt.Context), result.GetValue(steps), result.GetValue(seed),
    result.GetValue(threads), trainsOn, result.GetValue(prompt)!, new GenerateOptions
    {
        MaxTokens = result.GetValue(length),
        Temperature = (float)result.GetValue(temperature),
        TopK = result.GetValue(topK),
        TopP = (float)result.GetValue(topP),
        Seed = result.GetValue(seed),
        Overflow = ContextOverflow.Slide,
    }))));
return command.Parse(args).Invoke();

static int Run(PlayText text, int steps, int seed, int threads, ITrainingDevice? device, string prompt, GenerateOptions writing)
{
    _ = text.Encoder.Ids(prompt);   // an unknown character is told before the training, not after it
    Console.WriteLine(Gpt.Summary);
    Console.WriteLine();

    // nanoGPT's setting: 12 windows a step, AdamW, a cosine after a short warm-up, gradients of norm 1 at most.
    const int batchSize = 12, mostStepsPerEpoch = 250;
    var epochs = (steps - 1) / mostStepsPerEpoch + 1;
    var stepsPerEpoch = (steps - 1) / epochs + 1;
    var model = new Gpt(seed);
    var windows = new TokenWindows(text.Train, Gpt.Context);
    var validation = new TokenWindows(text.Validation, Gpt.Context, stride: Gpt.Context);
    model.Fit(windows.Draw(batchSize * stepsPerEpoch), new FitOptions
    {
        Epochs = epochs,
        BatchSize = batchSize,
        Optimizer = new AdamW(LearningRate.Cosine(1e-3f, steps, 1e-4f).WarmUp(Math.Min(100, steps)), beta2: 0.99f, weightDecay: 0.1f)
        {
            ClipNorm = 1,
        },
        Validation = validation,
        Seed = seed,
        Threads = threads,
        Device = device,
    });
    var loss = model.Evaluate(validation, threads: threads).Loss;

    const string weights = "CharGpt.safetensors";
    model.Save(weights, text.Encoder);
    Console.WriteLine($"weights and characters in {weights}, {new FileInfo(weights).Length / 1024.0:0.0} KiB");
    Console.WriteLine();
    Console.Write(prompt);
    foreach (var character in new Writer(model, text.Encoder, writing).Continue(prompt))
        Console.Write(character);
    Console.WriteLine();
    Console.WriteLine();
    Console.WriteLine($"validation loss {loss:0.00}");
    return 0;
}
