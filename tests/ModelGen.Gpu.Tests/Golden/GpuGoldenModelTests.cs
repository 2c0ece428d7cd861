using System.Globalization;
using System.Reflection;
using ModelGen.Integration.Tests.Models;

namespace ModelGen.Tests;

/// <summary>Whole models in their GPU form against PyTorch: forward, backward and ten steps.</summary>
public class GpuGoldenModelTests(GpuGoldenModelTests.Models models) : IClassFixture<GpuGoldenModelTests.Models>
{
    public static TheoryData<string> Files => [.. GoldenModels.Names];

    /// <summary>All but resnet, whose golden output is that of the training step: with statistics of the batch.</summary>
    public static TheoryData<string> Predicted => [.. GoldenModels.Names.Where(file => file != "resnet")];

    [Theory]
    [MemberData(nameof(Predicted))]
    public void PredictionIsPyTorchs(string file)
    {
        var golden = Golden.Open(file);
        var model = GoldenModels.Create(file, golden, models.Assembly);
        var output = new float[golden["y"].Length];
        var batch = GoldenModels.BatchOf(model, golden);
        using var device = TestDevice.Open();
        using var session = ((IGpuModel)model).CreateGpuSession(device, batch.Count);
        session.Predict(batch, output);
        GoldenModels.AssertClose("y", golden["y"].Floats, output, _ => 1e-5f);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void LossGradientsAndStepsArePyTorchs(string file)
    {
        var golden = Golden.Open(file);
        var model = GoldenModels.Create(file, golden, models.Assembly);
        var batch = GoldenModels.BatchOf(model, golden);
        using var device = TestDevice.Open();
        using var trainer = ((IGpuTrainableModel)model).CreateGpuTrainer(device, GoldenModels.OptimizerOf(golden), batch.Count);
        Assert.Equal(golden["loss"].Floats[0], trainer.Forward(batch), 1e-5f * Math.Max(1, golden["loss"].Floats[0]));
        trainer.Backward();
        var gradients = trainer.Gradients;
        foreach (var parameter in model.Parameters.Where(parameter => parameter.IsTrainable))
        {
            var expected = golden["grad/" + GoldenModels.NameInFile(file, parameter.Name)].Floats;
            var tolerance = 1e-6f + 1e-4f * expected.Max(Math.Abs);
            GoldenModels.AssertClose(parameter.Name, expected, gradients[parameter.Name].ToArray(), _ => tolerance);
        }

        trainer.Update();
        trainer.Synchronize();
        GoldenModels.AssertParameters(file, golden, model, 1);
        var steps = int.Parse(golden.Metadata["steps"], CultureInfo.InvariantCulture);
        for (var step = 2; step <= steps; step++) trainer.Step(batch);
        trainer.Synchronize();
        GoldenModels.AssertParameters(file, golden, model, steps);
        Assert.Equal(golden["loss_after"].Floats[0], trainer.Forward(batch), 1e-4f * Math.Max(1, golden["loss"].Floats[0]));
    }

    /// <summary>The classes of the golden files, with their form for GPUs.</summary>
    public sealed class Models
    {
        private static readonly string[] Files =
            ["Mlp", "Cnn", "ResNet", "LinearRegression", "LogisticRegression", "Recurrent", "RecurrentVariants", "Transformers"];

        public Assembly Assembly { get; } = GpuForm.Build(
            [.. Files.Select(file => File.ReadAllText(Repository.Path("tests", "ModelGen.Integration.Tests", "Models", file + ".cs")))]);
    }
}
