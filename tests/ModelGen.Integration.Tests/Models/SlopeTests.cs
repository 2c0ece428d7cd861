namespace ModelGen.Integration.Tests.Models;

/// <summary>Layers that no golden model has, by the only thing that must hold of any: the gradient is the slope.</summary>
public class SlopeTests
{
    [Theory]
    [InlineData("Rectangles")]
    [InlineData("Volumes")]
    public void GradientIsTheSlopeOfTheLoss(string name)
    {
        ITrainableModel model = name == "Rectangles" ? new Rectangles(seed: 3) : new Volumes(seed: 3);
        var batch = new Batch([.. model.Info.InputColumns, .. model.Info.TargetColumns], 5);
        batch.Begin(5);
        var random = new Random(11);
        foreach (ref var value in batch.RealsToFill(0))
            value = random.NextSingle() - 0.5f;
        foreach (ref var value in batch.RealsToFill(1))
            value = 4 * random.NextSingle() - 2;
        using var trainer = model.CreateTrainer(new Sgd(1), 5, threads: 1);
        trainer.Forward(batch);
        trainer.Backward();

        foreach (var parameter in model.Parameters)
        {
            var values = parameter.ToArray();
            var gradient = trainer.Gradients[parameter.Name].ToArray();
            var length = gradient.Sum(g => (double)g * g);
            Assert.True(length > 1e-8, $"{parameter.Name} has no gradient.");
            var step = 0.01 / Math.Sqrt(length);
            double LossAt(double distance)
            {
                parameter.CopyFrom([.. values.Zip(gradient, (value, slope) => (float)(value + distance * slope))]);
                return trainer.Evaluate(batch);
            }

            var slope = (LossAt(step) - LossAt(-step)) / (2 * step);
            parameter.CopyFrom(values);
            Assert.True(Math.Abs(slope - length) < 0.02 * length, $"{parameter.Name}: slope {slope}, |gradient|² {length}.");
        }
    }
}
