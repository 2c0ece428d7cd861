using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using FashionMnist;
using Gan;
using ModelGen;
using ModelZoo;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var epochs = new Option<int>("--epochs") { Description = "passes over the images", DefaultValueFactory = _ => 5 };
var batchSize = new Option<int>("--batch-size") { Description = "real images per step, and as many made ones", DefaultValueFactory = _ => 64 };
var seed = new Option<int>("--seed") { Description = "decides weights, noise and order of images", DefaultValueFactory = _ => 1 };
var threads = new Option<int>("--threads") { Description = "threads per step", DefaultValueFactory = _ => Environment.ProcessorCount };
var data = new Option<DirectoryInfo>("--data")
{
    Description = "the folder with the four files of Fashion-MNIST",
    DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, "data")),
};
foreach (var option in new[] { epochs, batchSize, threads })
    option.MustBe("at least 1", value => value >= 1);
data.AcceptExistingOnly();

var command = new RootCommand("Trains DCGAN's two networks against each other on 60,000 images of clothing, and shows what one of them makes.")
{
    epochs, batchSize, seed, threads, data,
};
command.SetAction(result => SampleProgram.Run(() =>
{
    Run(Clothing.Read(result.GetValue(data)!.FullName).Train,
        result.GetValue(epochs), result.GetValue(batchSize), result.GetValue(seed), result.GetValue(threads));
    return 0;
}));
return command.Parse(args).Invoke();

static void Run(DataSet clothing, int epochs, int batchSize, int seed, int threads)
{
    Console.WriteLine(DcganGenerator.Summary);
    Console.WriteLine();
    Console.WriteLine(DcganDiscriminator.Summary);
    Console.WriteLine();
    // Grey values as the generator's tanh gives them.
    var images = clothing.Map(0, (values, mapped) =>
    {
        TensorPrimitives.Multiply(values, 2, mapped);
        TensorPrimitives.Add(mapped, -1, mapped);
    });
    const string picture = "Gan.png", weights = "DcganGenerator.safetensors";
    using var adversaries = new Adversaries(seed, batchSize, threads);
    for (var epoch = 1; epoch <= epochs; epoch++)
    {
        var start = Stopwatch.GetTimestamp();
        var mean = Epoch(adversaries, images.Shuffle(seed + epoch), batchSize);
        Console.WriteLine(
            $"epoch {epoch}/{epochs}  discriminator loss {mean.DiscriminatorLoss:0.000}  accuracy on real {mean.RealAccuracy:0.000}, "
            + $"on made {mean.MadeAccuracy:0.000}  generator loss {mean.GeneratorLoss:0.000}  {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
        // The same noise each time: one can watch the images change.
        Grid.Save(picture, adversaries.Make(80, seed), across: 10);
    }

    adversaries.Generator.Save(weights);
    Console.WriteLine($"weights in {weights}, made images in {picture}");
}

// The last batch, which may be small, is left out: statistics over few images would disturb both.
static GanStep Epoch(Adversaries adversaries, DataSet images, int batchSize)
{
    var batch = new Batch(images.Schema, batchSize);
    int[] samples = [.. Enumerable.Range(0, images.Count)];
    var steps = new List<GanStep>();
    for (var start = 0; start + batchSize <= samples.Length; start += batchSize)
    {
        images.Fill(batch, samples.AsSpan(start, batchSize));
        steps.Add(adversaries.Step(batch.Reals(0)));
    }
    return new(
        steps.Average(step => step.DiscriminatorLoss), steps.Average(step => step.GeneratorLoss),
        steps.Average(step => step.RealAccuracy), steps.Average(step => step.MadeAccuracy));
}
