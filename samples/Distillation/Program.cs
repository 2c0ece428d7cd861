using System.CommandLine;
using System.Globalization;
using Distillation;
using FashionMnist;
using ModelGen;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var teacherEpochs = new Option<int>("--teacher-epochs") { Description = "passes of the teacher over the training images", DefaultValueFactory = _ => 5 };
var images = new Option<int>("--images") { Description = "training images that the students see, of the teacher's 60,000", DefaultValueFactory = _ => 2000 };
var epochs = new Option<int>("--epochs") { Description = "passes of each student over its images", DefaultValueFactory = _ => 60 };
var temperature = new Option<float>("--temperature") { Description = "what scores are divided by", DefaultValueFactory = _ => 2 };
var softness = new Option<float>("--softness") { Description = "weight of the teacher against the labels, 0 to 1", DefaultValueFactory = _ => 0.7f };
var seed = new Option<int>("--seed") { Description = "decides weights and order of images", DefaultValueFactory = _ => 1 };
var threads = new Option<int>("--threads") { Description = "threads per step", DefaultValueFactory = _ => Environment.ProcessorCount };
foreach (var option in new[] { teacherEpochs, epochs, threads })
    option.MustBe("at least 1", value => value >= 1);
images.MustBe("from 1 to 60000", value => value is >= 1 and <= 60_000);
temperature.MustBe("above 0", value => value > 0);
softness.MustBe("between 0 and 1", value => value is >= 0 and <= 1);

var command = new RootCommand("Teaches a small net what a larger one has learned about 60,000 images of clothing.")
{
    teacherEpochs, images, epochs, temperature, softness, seed, threads,
};
command.SetAction(result => SampleProgram.Run(() =>
{
    var clothing = Clothing.Read(Path.Combine(AppContext.BaseDirectory, "data"));
    var teacher = new Teacher(result.GetValue(seed));
    teacher.Fit(clothing.Train, new FitOptions
    {
        Epochs = result.GetValue(teacherEpochs),
        Seed = result.GetValue(seed),
        Threads = result.GetValue(threads),
    });
    Console.WriteLine($"teacher     {teacher.Info.ParameterCount,6:N0} parameters  test accuracy {Judge(teacher):0.0000}");

    // The same student, on the same few images: from their labels alone, and from the teacher too, whose scores also say
    // what an image resembles.
    var few = clothing.Train.SplitAt(result.GetValue(images), result.GetValue(seed)).First;
    Console.WriteLine($"alone       {Train(softness: 0)}");
    Console.WriteLine($"distilled   {Train(result.GetValue(softness))}");
    return 0;

    string Train(float softness)
    {
        var student = new Student(result.GetValue(seed));
        var distiller = new Distiller(result.GetValue(temperature), softness);
        using var trainer = student.CreateTrainer(new Adam(1e-3f), batchSize: 32, result.GetValue(threads));
        for (var epoch = 0; epoch < result.GetValue(epochs); epoch++)
            distiller.RunEpoch(teacher, trainer, few, result.GetValue(seed) + epoch);
        return $"{student.Info.ParameterCount,6:N0} parameters  test accuracy {Judge(student):0.0000}";
    }

    double? Judge(IModel model) => model.Evaluate(clothing.Test, threads: result.GetValue(threads)).Accuracy;
}));
return command.Parse(args).Invoke();
