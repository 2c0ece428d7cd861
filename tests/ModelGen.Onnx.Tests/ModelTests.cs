using ModelGen.Integration.Tests.Models;
using ModelGen.Integration.Tests.Sequences;
using ModelZoo;
using Xunit.Abstractions;

namespace ModelGen.Onnx.Tests;

/// <summary>Every model of the samples and the zoo, and nets that put much together.</summary>
public class ModelTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, Func<IModel>> Models = new()
    {
        ["FashionMnist.Mlp"] = () => new FashionMnist.FashionMlp(1),
        ["FashionMnist.Cnn"] = () => new FashionMnist.FashionCnn(1),
        ["TextSentiment.Lstm"] = () => new TextSentiment.SentimentLstm(1),
        ["TextSentiment.Transformer"] = () => new TextSentiment.SentimentTransformer(1),
        ["CharGpt"] = () => new CharGpt.Gpt(1),
        ["Distillation.Teacher"] = () => new Distillation.Teacher(1),
        ["Distillation.Student"] = () => new Distillation.Student(1),
        ["Regression.Linear"] = () => new Regression.LinearRegression(1),
        ["Regression.Logistic"] = () => new Regression.LogisticRegression(1),
        ["Zoo.LeNet5"] = () => new LeNet5(1),
        ["Zoo.GoogLeNet"] = () => new GoogLeNet(1),
        ["Zoo.ResNet18"] = () => new ResNet18(1),
        ["Zoo.ResNet50"] = () => new ResNet50(1),
        ["Zoo.DenseNet121"] = () => new DenseNet121(1),
        ["Zoo.MobileNetV2"] = () => new MobileNetV2(1),
        ["Zoo.DcganGenerator"] = () => new DcganGenerator(1),
        ["Zoo.DcganDiscriminator"] = () => new DcganDiscriminator(1),
        ["Rnn"] = () => new Rnn(1).Shaken(),
        ["Gru"] = () => new Gru(1).Shaken(),
        ["TextLstm"] = () => new TextLstm(1).Shaken(),
        ["PeepholeLstm"] = () => new PeepholeLstm(1).Shaken(),
        ["SequenceLstm"] = () => new SequenceLstm(1).Shaken(),
        ["RecurrentVariants"] = () => new RecurrentVariants(1).Shaken(),
        ["RecurrentDropout"] = () => new RecurrentDropout(1).Shaken(),
        ["MaskedSequence"] = () => new MaskedSequence(1).Shaken(),
        ["Translator"] = () => new Translator(1).Shaken(),
        ["Rows"] = () => new Rows(1).Shaken(),
        ["Volumes"] = () => new Volumes(1).Shaken(),
        ["Winners"] = () => new Winners(1).Shaken(),
    };

    // A gigabyte and more, and seconds each: the long run.
    private static readonly Dictionary<string, Func<IModel>> Large = new()
    {
        ["Zoo.AlexNet"] = () => new AlexNet(1),
        ["Zoo.UNet"] = () => new UNet(1),
        ["Zoo.Vgg16"] = () => new Vgg16(1),
        ["Zoo.Transformer"] = () => new ModelZoo.Transformer(1),
        ["Zoo.BertBase"] = () => new BertBase(1),
        ["Zoo.Gpt2"] = () => new Gpt2(1),
    };

    public static TheoryData<string> Usual => [.. Models.Keys];

    public static TheoryData<string> InTheLongRun => [.. ModelGen.Tests.LongRun.Cases(1, Large.Count).Select(i => Large.Keys.ElementAt(i))];

    [Theory]
    [MemberData(nameof(Usual))]
    public void ModelIsTheSame(string name) => Report(name, Agreement.Check(Models[name](), samples: name.StartsWith("Zoo.") ? 1 : 3));

    [Theory]
    [MemberData(nameof(InTheLongRun))]
    public void LargeModelIsTheSame(string name) => Report(name, Agreement.Check(Large[name](), samples: 1));

    private void Report(string name, double difference) => output.WriteLine($"{name}: {difference:E1} of the largest output");
}
