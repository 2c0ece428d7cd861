namespace ModelGen;

/// <summary>Training of generated models on data sets.</summary>
public static class ModelTraining
{
    /// <summary>Trains the model in place.</summary>
    /// <param name="model">A model with a loss.</param>
    /// <param name="train">Columns for its inputs, then its targets, in the order of the declaration.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends training after the current step, with a checkpoint if there is a path for one.</param>
    /// <returns>What every epoch came to.</returns>
    /// <exception cref="ArgumentException">The data does not fit the model, or an option is out of range.</exception>
    /// <exception cref="DivergenceException">The loss became NaN or infinite.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled.</exception>
    public static History Fit(
        this ITrainableModel model, DataSource train, FitOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        using var fitting = new Fitting(model, train, options ?? new(), cancellationToken);
        return fitting.Run();
    }
}
