using ModelGen.Generator.Tests.Operators;

namespace ModelGen.Tests;

/// <summary>Every operator, layer and loss of the language, in its GPU form, against PyTorch.</summary>
public class GpuOperatorCaseTests(GpuOperatorCaseTests.Models models) : IClassFixture<GpuOperatorCaseTests.Models>
{
    public static TheoryData<string> Predicted => [.. OperatorCase.All.Values.Where(c => c.IsPredicted).Select(c => c.Name)];

    public static TheoryData<string> Trained => [.. OperatorCase.All.Values.Where(c => c.IsTrained).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Predicted))]
    public void PredictionIsPyTorchs(string name)
    {
        var (expected, model) = (OperatorCase.All[name], (IGpuModel)models.Create(name));
        var output = new float[expected["y"].Length];
        using var device = TestDevice.Open();
        using var session = model.CreateGpuSession(device, expected.Samples);
        session.Predict(OperatorModels.Batch(model, expected), output);
        var scale = Math.Max(1, expected["y"].Floats.Max(Math.Abs));
        AssertClose(expected["y"].Floats, output, 1e-5f * scale, "y");
    }

    [Theory]
    [MemberData(nameof(Trained))]
    public void LossAndGradientsArePyTorchs(string name)
    {
        var (expected, model) = (OperatorCase.All[name], (IGpuTrainableModel)models.Create(name));
        using var device = TestDevice.Open();
        using var trainer = model.CreateGpuTrainer(device, new Sgd(0.1f), expected.Samples);
        var loss = trainer.Forward(OperatorModels.Batch(model, expected));
        trainer.Backward();

        var terms = expected.IsLoss ? expected["y"].Floats : [.. expected["y"].Floats.Zip(expected["dy"].Floats, (y, dy) => y * dy)];
        Assert.Equal(terms.Sum(term => (double)term), loss, 1e-5 * Math.Max(1, terms.Sum(Math.Abs)));
        var gradients = trainer.Gradients;
        foreach (var (operand, parameter) in expected.Differentiated)
        {
            var gradient = expected["d" + operand].Floats;
            float[] actual = [.. gradients[parameter].ToArray().Select(d => d * expected.Scale)];
            AssertClose(gradient, actual, 1e-6f + 1e-4f * gradient.Max(Math.Abs), "d" + operand);
        }
    }

    private static void AssertClose(float[] expected, float[] actual, float tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"{what}[{i}] is {actual[i]:G9}, PyTorch has {expected[i]:G9} (± {tolerance:G3}).");
    }

    /// <summary>All cases with their form for GPUs.</summary>
    public sealed class Models() : OperatorModels(GpuForm.Build(Declarations));
}
