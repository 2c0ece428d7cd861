namespace ModelGen;

/// <summary>Judges a way of training by k models, each on the part of the data that it has not seen.</summary>
public static class CrossValidation
{
    /// <summary>
    /// Cuts the data into <paramref name="folds"/> parts, for each trains a new model on the others and evaluates it on
    /// this one.
    /// </summary>
    /// <param name="create">Makes the model of a fold, by the fold's number from 0: <c>fold => new Iris(seed: fold)</c>.</param>
    /// <param name="data">Columns for the model's inputs, then its targets.</param>
    /// <param name="folds">The number of parts, at least 2.</param>
    /// <param name="options">
    /// How each is trained; null for the defaults. <see cref="FitOptions.Seed"/> also decides the parts.
    /// <see cref="FitOptions.ValidationSplit"/> is taken from the training parts. Callbacks and metrics serve one fold
    /// after the other.
    /// </param>
    /// <param name="stratify">
    /// Whether every part gets the same share of each class, where the model predicts one class or yes or no per sample;
    /// real values are never stratified.
    /// </param>
    /// <param name="cancellationToken">Ends it after the current step.</param>
    /// <exception cref="ArgumentException">The data does not fit the model, or the options ask for checkpoints.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CrossValidationReport Run(
        Func<int, ITrainableModel> create, DataSet data, int folds = 5, FitOptions? options = null, bool stratify = true,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(data);
        options ??= new();
        if (options.CheckpointPath is not null || options.ResumeFrom is not null)
            throw new ArgumentException("A checkpoint is of one training; cross-validation is several.", nameof(options));

        var model = create(0);
        data.CheckFits(model.Info);
        var parts = data.KFold(folds, options.Seed, stratify ? Classes(model.Info) : null);
        List<FoldReport> reports = [];
        foreach (var (fold, (train, test)) in parts.Index())
        {
            model = fold == 0 ? model : create(fold);
            var history = model.Fit(train, options, cancellationToken);
            reports.Add(new(fold, history, model.Evaluate(test, threads: options.Threads)));
        }
        return new(reports);
    }

    /// <summary>The column of the data that holds one class per sample, if there is one.</summary>
    private static int? Classes(ModelInfo info) =>
        new Question(info) is { Kind: QuestionKind.Class or QuestionKind.YesOrNo, Positions: 1 } ? info.InputColumns.Count : null;
}
