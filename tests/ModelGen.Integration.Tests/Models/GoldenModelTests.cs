using System.Globalization;
using ModelGen.Tests;

namespace ModelGen.Integration.Tests.Models;

/// <summary>Whole models, generated while this project was built, against PyTorch: forward, backward and ten steps.</summary>
public class GoldenModelTests
{
    public static TheoryData<string> Files => [.. GoldenModels.Names];

    /// <summary>All but resnet, whose golden output is that of the training step: with statistics of the batch.</summary>
    public static TheoryData<string> Predicted => [.. GoldenModels.Names.Where(file => file != "resnet")];

    [Theory]
    [MemberData(nameof(Predicted))]
    public void PredictionIsPyTorchs(string file)
    {
        var golden = Golden.Open(file);
        var model = GoldenModels.Create(file, golden, typeof(GoldenModelTests).Assembly);
        var output = new float[golden["y"].Length];
        model.Predict(GoldenModels.BatchOf(model, golden), output);
        GoldenModels.AssertClose("y", golden["y"].Floats, output, _ => 1e-5f);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void LossAndGradientsArePyTorchs(string file)
    {
        var golden = Golden.Open(file);
        var model = GoldenModels.Create(file, golden, typeof(GoldenModelTests).Assembly);
        var batch = GoldenModels.BatchOf(model, golden);
        using var trainer = model.CreateTrainer(GoldenModels.OptimizerOf(golden), batch.Count, threads: 1);
        Assert.Equal(golden["loss"].Floats[0], trainer.Forward(batch), 1e-5f * Math.Max(1, golden["loss"].Floats[0]));
        trainer.Backward();
        foreach (var parameter in model.Parameters.Where(parameter => parameter.IsTrainable))
        {
            var expected = golden["grad/" + GoldenModels.NameInFile(file, parameter.Name)].Floats;
            var tolerance = 1e-6f + 1e-4f * expected.Max(Math.Abs);
            GoldenModels.AssertClose(parameter.Name, expected, trainer.Gradients[parameter.Name].ToArray(), _ => tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void StepsArePyTorchs(string file)
    {
        var golden = Golden.Open(file);
        var model = GoldenModels.Create(file, golden, typeof(GoldenModelTests).Assembly);
        var batch = GoldenModels.BatchOf(model, golden);
        var steps = int.Parse(golden.Metadata["steps"], CultureInfo.InvariantCulture);
        using var trainer = model.CreateTrainer(GoldenModels.OptimizerOf(golden), batch.Count, threads: 1);
        for (var step = 1; step <= steps; step++)
        {
            trainer.Forward(batch);
            trainer.Backward();
            trainer.Update();
            if (step == 1 || step == steps)
                GoldenModels.AssertParameters(file, golden, model, step);
        }
        Assert.Equal(golden["loss_after"].Floats[0], trainer.Forward(batch), 1e-4f * Math.Max(1, golden["loss"].Floats[0]));
    }
}
