namespace ModelGen.Tests.Attention;

/// <summary>Models with most of what attention can do, on the device beside the same on the processor.</summary>
public class GpuTransformerTests
{
    private const int Samples = 3;

    [Theory]
    [InlineData("Translator")]
    [InlineData("Rows")]
    public void DeviceAndProcessorAgree(string name)
    {
        var assembly = GpuForm.Build(File.ReadAllText(Repository.Path("tests", "ModelGen.Integration.Tests", "Models", "Translator.cs")));
        var model = (ITrainableModel)Activator.CreateInstance(assembly.GetType("ModelGen.Integration.Tests.Models." + name, throwOnError: true)!, 3)!;
        var batch = RandomBatch(model);
        float[] expected = new float[Samples * model.Info.OutputLength], actual = new float[expected.Length];
        model.Predict(batch, expected);
        using var device = TestDevice.Open();
        using (var session = ((IGpuModel)model).CreateGpuSession(device, Samples)) session.Predict(batch, actual);
        AssertClose("output", expected, actual);

        using var onProcessor = model.CreateTrainer(new Sgd(0.1f), Samples, threads: 1);
        using var onDevice = ((IGpuTrainableModel)model).CreateGpuTrainer(device, new Sgd(0.1f), Samples);
        Assert.Equal(onProcessor.Forward(batch), onDevice.Forward(batch), 1e-4f);
        onProcessor.Backward();
        onDevice.Backward();
        foreach (var parameter in model.Parameters.Where(parameter => parameter.IsTrainable))
            AssertClose(parameter.Name, onProcessor.Gradients[parameter.Name].ToArray(), onDevice.Gradients[parameter.Name].ToArray());
    }

    private static Batch RandomBatch(ITrainableModel model)
    {
        var random = new Random(1);
        var batch = new Batch([.. model.Info.InputColumns, .. model.Info.TargetColumns], Samples);
        batch.Begin(Samples);
        for (var i = 0; i < batch.Columns.Count; i++)
            if (batch.Columns[i].ElementType == ElementType.Index)
                foreach (ref var index in batch.IndicesToFill(i)) index = random.Next(batch.Columns[i].Classes ?? 9);
            else
                foreach (ref var number in batch.RealsToFill(i)) number = random.NextSingle() - 0.5f;
        return batch;
    }

    private static void AssertClose(string what, float[] expected, float[] actual)
    {
        var tolerance = 1e-6f + 1e-4f * expected.Max(Math.Abs);
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"{what}[{i}] is {actual[i]:G9}, on the processor {expected[i]:G9} (± {tolerance:G3}).");
    }
}
