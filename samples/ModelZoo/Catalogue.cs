using ModelGen;
using Spectre.Console;

namespace ModelZoo;

/// <summary>A model of the zoo, as its generated class describes it.</summary>
/// <param name="Name">The class.</param>
/// <param name="Parameters">What training moves: without running statistics, as torchvision counts.</param>
/// <param name="Flops">Operations of one prediction, a multiply-add counted as two.</param>
/// <param name="Published">The published number of parameters; null where the paper gives none.</param>
/// <param name="Source">Who published it, or what the paper says instead.</param>
/// <param name="Summary">Layers, shapes and memory.</param>
/// <param name="Create">Makes the model with random weights.</param>
public sealed record ZooModel(
    string Name, int Parameters, long Flops, int? Published, string Source, string Summary, Func<IModel> Create)
{
    /// <summary>Lines of generated code, from the files beside the program.</summary>
    public int GeneratedLines => Directory
        .GetFiles(Path.Combine(AppContext.BaseDirectory, "generated"), $"ModelZoo.{Name}.*.g.cs")
        .Sum(file => File.ReadLines(file).Count());
}

/// <summary>All models of the zoo.</summary>
public static class Catalogue
{
    private const string Torchvision = "torchvision";

    public static IReadOnlyList<ZooModel> Models { get; } =
    [
        new("LeNet5", LeNet5.TrainableParameterCount, LeNet5.FlopsPerSample, 61_706, "all maps connected", LeNet5.Summary, () => new LeNet5()),
        new("AlexNet", AlexNet.TrainableParameterCount, AlexNet.FlopsPerSample, 61_100_840, Torchvision, AlexNet.Summary, () => new AlexNet()),
        new("Vgg16", Vgg16.TrainableParameterCount, Vgg16.FlopsPerSample, 138_357_544, Torchvision, Vgg16.Summary, () => new Vgg16()),
        new("GoogLeNet", GoogLeNet.TrainableParameterCount, GoogLeNet.FlopsPerSample, 6_624_904, Torchvision, GoogLeNet.Summary, () => new GoogLeNet()),
        new("ResNet18", ResNet18.TrainableParameterCount, ResNet18.FlopsPerSample, 11_689_512, Torchvision, ResNet18.Summary, () => new ResNet18()),
        new("ResNet50", ResNet50.TrainableParameterCount, ResNet50.FlopsPerSample, 25_557_032, Torchvision, ResNet50.Summary, () => new ResNet50()),
        new("DenseNet121", DenseNet121.TrainableParameterCount, DenseNet121.FlopsPerSample, 7_978_856, Torchvision, DenseNet121.Summary, () => new DenseNet121()),
        new("MobileNetV2", MobileNetV2.TrainableParameterCount, MobileNetV2.FlopsPerSample, 3_504_872, Torchvision, MobileNetV2.Summary, () => new MobileNetV2()),
        new("UNet", UNet.TrainableParameterCount, UNet.FlopsPerSample, null, "", UNet.Summary, () => new UNet()),
        new("DcganGenerator", DcganGenerator.TrainableParameterCount, DcganGenerator.FlopsPerSample, null, "", DcganGenerator.Summary, () => new DcganGenerator()),
        new("DcganDiscriminator", DcganDiscriminator.TrainableParameterCount, DcganDiscriminator.FlopsPerSample, null, "", DcganDiscriminator.Summary, () => new DcganDiscriminator()),
        new("Transformer", Transformer.TrainableParameterCount, Transformer.FlopsPerSample, null, "the paper says 65 million", Transformer.Summary, () => new Transformer()),
        new("BertBase", BertBase.TrainableParameterCount, BertBase.FlopsPerSample, 109_482_240, "Hugging Face", BertBase.Summary, () => new BertBase()),
        new("Gpt2", Gpt2.TrainableParameterCount, Gpt2.FlopsPerSample, 124_439_808, "Hugging Face", Gpt2.Summary, () => new Gpt2()),
    ];

    /// <summary>Prints name, parameters, operations, generated lines, and whether the parameters are as published.</summary>
    public static void Print()
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn("model")
            .AddColumn(new TableColumn("parameters").RightAligned())
            .AddColumn(new TableColumn("MFLOP").RightAligned())
            .AddColumn(new TableColumn("generated lines").RightAligned())
            .AddColumn("as published");
        foreach (var model in Models)
            table.AddRow(
                model.Name, $"{model.Parameters:N0}", $"{model.Flops / 1e6:N1}", $"{model.GeneratedLines:N0}", Verdict(model));
        // A file or pipe has no width of its own.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 100;
        AnsiConsole.Write(table);
    }

    private static string Verdict(ZooModel model) => model.Published switch
    {
        null => model.Source.Length > 0 ? model.Source : "–",
        var count when count == model.Parameters => $"yes ({model.Source})",
        var count => $"no, {count:N0} ({model.Source})",
    };
}
