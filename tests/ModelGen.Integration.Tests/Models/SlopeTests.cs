namespace ModelGen.Integration.Tests.Models;

/// <summary>Layers that no golden model has, by the only thing that must hold of any: the gradient is the slope.</summary>
public class SlopeTests
{
    [Theory]
    [InlineData(typeof(Rectangles))]
    [InlineData(typeof(Winners))]
    [InlineData(typeof(Grown))]
    [InlineData(typeof(Volumes))]
    [InlineData(typeof(Rows))]
    [InlineData(typeof(Translator))]
    public void GradientIsTheSlopeOfTheLoss(Type type)
    {
        var model = (ITrainableModel)Activator.CreateInstance(type, 3)!;
        ColumnInfo[] columns = [.. model.Info.InputColumns, .. model.Info.TargetColumns];
        var batch = new Batch(columns, 5);
        batch.Begin(5);
        var random = new Random(11);
        for (var column = 0; column < columns.Length; column++)
        {
            if (columns[column].ElementType == ElementType.Index)
                foreach (ref var value in batch.IndicesToFill(column))
                    value = random.Next(9);
            else
                foreach (ref var value in batch.RealsToFill(column))
                    value = column < model.Info.InputColumns.Count ? random.NextSingle() - 0.5f : 4 * random.NextSingle() - 2;
        }
        using var trainer = model.CreateTrainer(new Sgd(1), 5, threads: 1);
        trainer.Forward(batch);
        trainer.Backward();

        foreach (var parameter in model.Parameters)
        {
            var values = parameter.ToArray();
            var gradient = trainer.Gradients[parameter.Name].ToArray();
            var length = gradient.Sum(g => (double)g * g);
            // What is added to all keys alike changes all scores of a query alike, and so nothing.
            if (parameter.Name.EndsWith("key.bias", StringComparison.Ordinal) && length < 1e-8) continue;
            Assert.True(length > 1e-8, $"{parameter.Name} has no gradient.");
            var step = 0.002 / Math.Sqrt(length);
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
