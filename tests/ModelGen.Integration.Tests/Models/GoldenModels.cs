using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using ModelGen.Tests;

namespace ModelGen.Integration.Tests.Models;

/// <summary>The whole models of tests/golden: which class each is, what goes in, and what has to come out.</summary>
public static partial class GoldenModels
{
    private const double MostOff = 0.02;

    public static readonly IReadOnlyList<string> Names =
    [
        "linear_regression", "logistic_regression", "mlp", "cnn", "resnet", "optimizer_adagrad", "optimizer_adamw",
        "optimizer_rmsprop", "optimizer_sgd_l2", "optimizer_sgd_momentum", "rnn", "gru", "text_lstm", "sequence_lstm",
        "peephole_lstm", "encoder", "gpt",
    ];

    // Where a gradient is noise, Adam makes steps of full length from it, in either direction.
    public static void AssertParameters(string file, Golden golden, ITrainableModel model, int step)
    {
        var rate = Setting(golden, "lr");
        foreach (var parameter in model.Parameters.Where(parameter => parameter.IsTrainable))
        {
            var expected = golden[$"step{step}/{NameInFile(file, parameter.Name)}"].Floats;
            var gradient = golden["grad/" + NameInFile(file, parameter.Name)].Floats;
            var tolerance = 1e-6f + 1e-4f * expected.Max(Math.Abs);
            var actual = parameter.ToArray();
            float Tolerance(int i) => Math.Abs(gradient[i]) < 1e-6f ? Math.Max(tolerance, 2 * rate * step) : tolerance;
            if (step == 1 || file != "cnn")
            {
                AssertClose($"{parameter.Name} after step {step}", expected, actual, Tolerance);
                continue;
            }
            // Rounding may decide between two nearly equal places of a pooling window, and what a window gives to its
            // winner then goes to the other: some weights of that channel are off by a part of a step.
            var off = Enumerable.Range(0, expected.Length).Count(i => !(Math.Abs(expected[i] - actual[i]) <= Tolerance(i)));
            Assert.True(off <= MostOff * expected.Length, $"{off} of {expected.Length} of {parameter.Name} after step {step} are not PyTorch's.");
            AssertClose($"{parameter.Name} after step {step}", expected, actual, i => Math.Max(Tolerance(i), rate / 10));
        }
    }

    public static void AssertClose(string what, float[] expected, float[] actual, Func<int, float> tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= tolerance(i),
                $"{what}[{i}] is {actual[i]:G9}, PyTorch has {expected[i]:G9} (± {tolerance(i):G3}).");
        }
    }

    /// <summary>The class of a file's model.</summary>
    public static string ClassOf(string file) => file switch
    {
        "linear_regression" => "LinearRegression",
        "logistic_regression" => "LogisticRegression",
        "mlp" => "Mlp",
        "cnn" => "Cnn",
        "resnet" => "ResNet",
        "rnn" => "Rnn",
        "gru" => "Gru",
        "text_lstm" => "TextLstm",
        "sequence_lstm" => "SequenceLstm",
        "peephole_lstm" => "PeepholeLstm",
        "encoder" => "Encoder",
        "gpt" => "Gpt",
        _ => "SmallMlp",
    };

    /// <summary>The model of a file with its parameters, from the assembly that has the classes.</summary>
    public static ITrainableModel Create(string file, Golden golden, Assembly assembly)
    {
        var model = (ITrainableModel)Activator.CreateInstance(
            assembly.GetType($"ModelGen.Integration.Tests.Models.{ClassOf(file)}", throwOnError: true)!, 0)!;
        foreach (var parameter in model.Parameters.Where(parameter => parameter.IsTrainable))
            parameter.CopyFrom(golden["param/" + NameInFile(file, parameter.Name)].Floats);
        Assert.Equal(golden.Names.Count(name => name.StartsWith("param/", StringComparison.Ordinal)), model.Parameters.Count(parameter => parameter.IsTrainable));
        return model;
    }

    // In the files the layers of the attention are those of the block.
    public static string NameInFile(string file, string parameter) =>
        (file != "peephole_lstm" ? parameter : parameter.Replace("lstm1.bias_ih_l0", "lstm1_bias").Replace("lstm1.", "lstm1_").Replace("_l0", "")).Replace(".attention.", ".", StringComparison.Ordinal);

    public static Batch BatchOf(IModel model, Golden golden)
    {
        var count = golden["x"].Shape[0];
        var batch = new Batch([.. model.Info.InputColumns, .. model.Info.TargetColumns], count);
        batch.Begin(count);
        if (golden["x"].Integers is { } tokens)
            tokens.CopyTo(batch.IndicesToFill(0));
        else
            golden["x"].Floats.CopyTo(batch.RealsToFill(0));
        if (golden["t"].Integers is { } labels)
            labels.CopyTo(batch.IndicesToFill(1));
        else
            golden["t"].Floats.CopyTo(batch.RealsToFill(1));
        return batch;
    }

    public static Optimizer OptimizerOf(Golden golden)
    {
        var rate = Setting(golden, "lr");
        return golden.Metadata["optimizer"].Split(' ')[0] switch
        {
            "SGD" => new Sgd(rate, Setting(golden, "momentum"), golden.Metadata["optimizer"].Contains("nesterov: True", StringComparison.Ordinal), Setting(golden, "weight_decay")),
            "Adam" => new Adam(rate, weightDecay: Setting(golden, "weight_decay")),
            "AdamW" => new AdamW(rate, weightDecay: Setting(golden, "weight_decay")),
            "Adagrad" => new Adagrad(rate, weightDecay: Setting(golden, "weight_decay")),
            "RMSprop" => new RmsProp(rate, Setting(golden, "alpha"), weightDecay: Setting(golden, "weight_decay")),
            var other => throw new NotSupportedException(other),
        };
    }

    private static float Setting(Golden golden, string name) => float.Parse(
        Settings().Matches(golden.Metadata["optimizer"]).Single(match => match.Groups[1].Value == name).Groups[2].Value,
        CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(\w+): (\S+)")]
    private static partial Regex Settings();
}
