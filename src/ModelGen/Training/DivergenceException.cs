using ModelGen.Numerics;

namespace ModelGen;

/// <summary>The loss became NaN or infinite, so that training cannot go on.</summary>
public sealed class DivergenceException : Exception
{
    internal DivergenceException(int epoch, ulong step, float loss, string? parameter, float gradient, string remark)
        : base(FormattableString.Invariant(
            $"The loss became {loss} in step {step} (epoch {epoch}). The largest gradient is in '{parameter}' ({gradient:G4}). {remark}")) =>
        (Epoch, Step, Loss, Parameter, LargestGradient) = (epoch, step, loss, parameter, gradient);

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; }

    /// <summary>The step, from 1, over all epochs.</summary>
    public ulong Step { get; }

    /// <summary>The loss: NaN or an infinity.</summary>
    public float Loss { get; }

    /// <summary>The parameter with the largest gradient, NaN counting as larger than infinity.</summary>
    public string? Parameter { get; }

    /// <summary>The largest magnitude in that gradient.</summary>
    public float LargestGradient { get; }

    /// <summary>Finds out what there is to say. Works the gradient of the batch out, but changes no parameter.</summary>
    internal static DivergenceException Examine(ITrainableModel model, ITrainer trainer, Optimizer optimizer, Batch batch, int epoch, float loss)
    {
        trainer.Backward();
        var (parameter, gradient) = Largest(trainer.Gradients);
        var (widest, value) = Largest(model.Parameters);
        var remark = NotFinite(batch) is { } place
            ? $"The data is at fault: {place}."
            : FormattableString.Invariant(
                $"The largest parameter is in '{widest}' ({value:G4}). A smaller learning rate (it is {optimizer.RateOf(trainer.State.Optimizer):G4}), clipped gradients or normalised data may help.");
        return new(epoch, trainer.State.Step + 1, loss, parameter, gradient, remark);
    }

    private static (string? Name, float Magnitude) Largest(ParameterSet set)
    {
        (string? Name, float Magnitude) largest = (null, -1);
        foreach (var parameter in set)
        {
            var values = new float[parameter.Length];
            parameter.CopyTo(values);
            foreach (var value in values)
            {
                var magnitude = Math.Abs(value);
                if (magnitude > largest.Magnitude || (float.IsNaN(magnitude) && !float.IsNaN(largest.Magnitude)))
                    largest = (parameter.Name, magnitude);
            }
        }
        return largest;
    }

    private static string? NotFinite(Batch batch)
    {
        for (var column = 0; column < batch.Columns.Count; column++)
        {
            if (batch.Columns[column].ElementType != ElementType.Real)
                continue;
            foreach (var value in batch.Reals(column))
            {
                if (!float.IsFinite(value))
                    return FormattableString.Invariant($"column {column} ({batch.Columns[column].Name}) holds {value}");
            }
        }
        return null;
    }
}
