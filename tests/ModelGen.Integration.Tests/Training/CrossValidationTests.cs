using ModelGen.Integration.Tests.Models;
using static ModelGen.Integration.Tests.Training.TrainingData;

namespace ModelGen.Integration.Tests.Training;

public class CrossValidationTests
{
    [Fact]
    public void EveryFoldIsTrainedAnewAndJudgedOnTheRest()
    {
        List<SoftmaxRegression> models = [];
        var data = Clouds(51, features: 3, classes: 3);
        var options = Quiet with { Epochs = 3, BatchSize = 64, Seed = 4, Optimizer = new Sgd(0.5f), Callbacks = [new EarlyStopping(1)] };
        var report = CrossValidation.Run(fold =>
        {
            Assert.Equal(models.Count, fold);
            models.Add(new SoftmaxRegression(3, 3) { Records = true });
            return models[^1];
        }, data, folds: 4, options);

        Assert.Equal([0, 1, 2, 3], report.Folds.Select(fold => fold.Fold));
        Assert.Equal([13, 13, 13, 12], report.Folds.Select(fold => fold.Report.Count));
        foreach (var (fold, (train, test)) in data.KFold(4, seed: 4, stratifyBy: 1).Index())
        {
            // The same by hand.
            var model = new SoftmaxRegression(3, 3);
            var history = model.Fit(train, options);
            Assert.Equal(Bits(model), Bits(models[fold]));
            Assert.Equal(history.Epochs.Count, report.Folds[fold].History.Epochs.Count);
            Assert.Equal(model.Evaluate(test).Measures, report.Folds[fold].Report.Measures);
            Assert.Equal(train.Count, models[fold].BatchSizes[0]);
        }

        double[] losses = [.. report.Folds.Select(fold => fold.Report.Loss!.Value)];
        var mean = (losses[0] + losses[1] + losses[2] + losses[3]) / 4;
        Assert.Equal(mean, report["loss"].Mean, 1e-12);
        Assert.Equal(Math.Sqrt(losses.Sum(loss => Math.Pow(loss - mean, 2)) / 3), report["loss"].Deviation, 1e-12);
        Assert.Contains("accuracy", report.Measures.Keys);
        Assert.StartsWith(FormattableString.Invariant($"4 folds  loss {mean:0.0000} ± "), report.ToString(), StringComparison.Ordinal);
        Assert.Contains("no measure 'accurcy'; there are loss, accuracy", Assert.Throws<KeyNotFoundException>(() => report["accurcy"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RealTargetsAreNotStratified()
    {
        float[] x = [.. Enumerable.Range(0, 12).Select(i => (float)i)];
        var report = CrossValidation.Run(
            fold => new LinearRegression(fold), DataSet.Create(x, [.. x.Select(value => 2 * value + 3)]), folds: 3,
            Quiet with { Epochs = 1, Optimizer = new Sgd(0.001f) });
        Assert.Equal([4, 4, 4], report.Folds.Select(fold => fold.Report.Count));
        Assert.Equal(["loss", "mae", "rmse", "r2"], report.Measures.Keys);
    }

    [Fact]
    public void YesAndNoAreStratified()
    {
        // 4 of 16 are yes: one in each of four folds.
        var data = DataSet.Create([.. Enumerable.Range(0, 32).Select(i => (float)i)], [.. Enumerable.Range(0, 16).Select(i => i % 4 == 0 ? 1f : 0)]);
        var report = CrossValidation.Run(fold => new YesOrNo(fold), data, folds: 4, Quiet with { Epochs = 1 });
        Assert.All(report.Folds, fold => Assert.Equal(1, fold.Report.ConfusionMatrix!.Support(1)));
    }

    [Fact]
    public void WhatMakesNoSenseIsRefused()
    {
        static ITrainableModel Create(int fold) => new SoftmaxRegression(2, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => CrossValidation.Run(Create, Clouds(8), folds: 1, Quiet));
        Assert.Throws<ArgumentOutOfRangeException>(() => CrossValidation.Run(Create, Clouds(8), folds: 9, Quiet));
        Assert.Throws<ArgumentException>(() => CrossValidation.Run(Create, Clouds(8), 2, Quiet with { CheckpointPath = "x" }));
        Assert.Throws<ArgumentException>(() => CrossValidation.Run(Create, Clouds(8, features: 3), 2, Quiet));
        Assert.Throws<OperationCanceledException>(() => CrossValidation.Run(Create, Clouds(8), 2, Quiet, cancellationToken: new(canceled: true)));
    }
}
