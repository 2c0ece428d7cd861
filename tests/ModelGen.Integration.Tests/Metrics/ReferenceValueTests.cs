namespace ModelGen.Integration.Tests.Metrics;

/// <summary>
/// The values that the pages of scikit-learn's functions give as examples
/// (scikit-learn.org/stable/modules/generated/sklearn.metrics.….html), as functions and as metrics that are added up
/// batch by batch, interrupted after each.
/// </summary>
public class ReferenceValueTests
{
    private static readonly int[] Actual = [0, 1, 2, 0, 1, 2], Predicted = [0, 2, 1, 0, 0, 1];

    // The example of average_precision_score; by hand: (5/6 + 3/4 + 3/4) / 3, which the page gives as 0.77.
    private static readonly int[] RankedLabels = [0, 0, 1, 1, 2, 2];
    private static readonly float[] RankedScores =
    [
        0.7f, 0.2f, 0.1f, 0.4f, 0.3f, 0.3f, 0.1f, 0.8f, 0.1f, 0.2f, 0.3f, 0.5f, 0.4f, 0.4f, 0.2f, 0.1f, 0.2f, 0.7f,
    ];

    private static ModelInfo Classes(int classes, OutputKind kind = OutputKind.Probabilities) => new()
    {
        Name = "Net",
        InputColumns = [],
        TargetColumns = [new("label", ElementType.Index, 1, classes)],
        OutputLength = classes,
        OutputKind = kind,
    };

    private static ModelInfo Reals(OutputKind kind) => new()
    {
        Name = "Net",
        InputColumns = [],
        TargetColumns = [new("value", ElementType.Real, 1)],
        OutputLength = 1,
        OutputKind = kind,
    };

    /// <summary>The metric over batches of two samples, each continued by a new object from a checkpoint of the last.</summary>
    private static double Follow<T>(ModelInfo info, T[] targets, float[] outputs, Func<Metric> create)
    {
        var metric = create();
        metric.Begin(info, targets.Length);
        for (var first = 0; first < targets.Length; first += 2)
        {
            var count = Math.Min(2, targets.Length - first);
            var batch = new Batch(info.TargetColumns, count);
            batch.Begin(count);
            if (targets is int[] labels)
                labels.AsSpan(first, count).CopyTo(batch.IndicesToFill(0));
            else if (targets is float[] values)
                values.AsSpan(first, count).CopyTo(batch.RealsToFill(0));
            metric.Add(outputs.AsSpan(first * info.OutputLength, count * info.OutputLength), batch);
            Assert.True(metric.IsMeasured);

            SavedState state = new();
            metric.Save(state);
            var next = create();
            next.Begin(info, 1);
            next.Restore(state);
            Assert.Equal(metric.Value, next.Value);
            metric = next;
        }
        var value = metric.Value;
        metric.Reset();
        Assert.False(metric.IsMeasured);
        Assert.True(double.IsNaN(metric.Value));
        return value;
    }

    private static double Follow(Func<Metric> create) =>
        Follow(Classes(3), Actual, [.. Predicted.SelectMany(label => Enumerable.Range(0, 3).Select(c => c == label ? 0.8f : 0.1f))], create);

    [Theory]
    [InlineData(null, 2 / 9.0), InlineData(Average.Macro, 2 / 9.0), InlineData(Average.Micro, 1 / 3.0)]
    public void PrecisionScoreIsScikitLearns(Average? average, double expected)
    {
        Assert.Equal(expected, ModelGen.Metrics.Precision(Actual, Predicted, average ?? Average.Macro), 1e-15);
        Assert.Equal(expected, Follow(() => new PrecisionScore(average)), 1e-15);
    }

    [Theory]
    [InlineData(null, 1 / 3.0), InlineData(Average.Macro, 1 / 3.0), InlineData(Average.Micro, 1 / 3.0)]
    public void RecallScoreIsScikitLearns(Average? average, double expected)
    {
        Assert.Equal(expected, ModelGen.Metrics.Recall(Actual, Predicted, average ?? Average.Macro), 1e-15);
        Assert.Equal(expected, Follow(() => new RecallScore(average)), 1e-15);
    }

    [Theory]
    [InlineData(null, 0.8 / 3), InlineData(Average.Macro, 0.8 / 3), InlineData(Average.Micro, 1 / 3.0)]
    public void F1ScoreIsScikitLearns(Average? average, double expected)
    {
        Assert.Equal(expected, ModelGen.Metrics.F1(Actual, Predicted, average ?? Average.Macro), 1e-15);
        Assert.Equal(expected, Follow(() => new F1Score(average)), 1e-15);
    }

    [Fact]
    public void RatesOfSingleClassesAreScikitLearns()
    {
        Assert.Equal([2 / 3.0, 0, 0], Enumerable.Range(0, 3).Select(label => Follow(() => new PrecisionScore(label))));
        Assert.Equal([1.0, 0, 0], Enumerable.Range(0, 3).Select(label => Follow(() => new RecallScore(label))));
        Assert.Equal([0.8, 0, 0], Enumerable.Range(0, 3).Select(label => Follow(() => new F1Score(label))));
    }

    [Fact]
    public void BalancedAccuracyIsScikitLearns()
    {
        // balanced_accuracy_score: 0.625
        int[] actual = [0, 1, 0, 0, 1, 0];
        float[] predicted = [0, 1, 0, 0, 0, 1];
        Assert.Equal(0.625, ModelGen.Metrics.BalancedAccuracy(actual, [.. predicted.Select(label => (int)label)]));
        Assert.Equal(0.625, Follow(Reals(OutputKind.Sigmoid), [.. actual.Select(label => (float)label)], predicted, () => new BalancedAccuracy()));
        // A class that does not occur has no recall: (1 + 0) / 2, not / 3.
        Assert.Equal(0.5, ModelGen.Metrics.BalancedAccuracy([0, 1], [0, 2]));
    }

    [Fact]
    public void OfTwoClassesTheRatesAreThoseOfYes()
    {
        // yes: 1 hit, 1 false alarm, 2 misses
        float[] actual = [1, 1, 1, 0, 0], output = [0.9f, 0.2f, 0.4f, 0.6f, 0.1f];
        Assert.Equal(1 / 2.0, Follow(Reals(OutputKind.Sigmoid), actual, output, () => new PrecisionScore()));
        Assert.Equal(1 / 3.0, Follow(Reals(OutputKind.Sigmoid), actual, output, () => new RecallScore()));
        Assert.Equal(2 / 5.0, Follow(Reals(OutputKind.Sigmoid), actual, output, () => new F1Score()));
        Assert.Equal((2 / 5.0 + 2 / 5.0) / 2, Follow(Reals(OutputKind.Sigmoid), actual, output, () => new F1Score(Average.Macro)), 1e-15);
    }

    [Fact]
    public void TopKAccuracyIsScikitLearns()
    {
        // top_k_accuracy_score: 0.75 for k = 2
        int[] actual = [0, 1, 2, 2];
        float[] scores = [0.5f, 0.2f, 0.2f, 0.3f, 0.4f, 0.2f, 0.2f, 0.4f, 0.3f, 0.7f, 0.2f, 0.1f];
        Assert.Equal([0.5, 0.75, 1], Enumerable.Range(1, 3).Select(k => ModelGen.Metrics.TopKAccuracy(actual, scores, k)));
        Assert.Equal(0.75, Follow(Classes(3), actual, scores, () => new TopKAccuracy(2)));
        // Of equal scores the first comes first, as in the accuracy.
        Assert.Equal(0.5, ModelGen.Metrics.TopKAccuracy([0, 1], [1, 1, 1, 1], 1));
    }

    [Fact]
    public void AreasOfTwoClassesAreScikitLearns()
    {
        float[] actual = [0, 0, 1, 1], scores = [0.1f, 0.4f, 0.35f, 0.8f];
        bool[] positive = [false, false, true, true];
        Assert.Equal(0.75, Follow(Reals(OutputKind.Sigmoid), actual, scores, () => new RocAuc()));      // roc_auc_score
        Assert.Equal(5 / 6.0, ModelGen.Metrics.AveragePrecision(positive, scores), 1e-15);              // average_precision_score: 0.83
        Assert.Equal(5 / 6.0, Follow(Reals(OutputKind.Sigmoid), actual, scores, () => new PrAuc()), 1e-15);
        int[] labels = [0, 0, 1, 1];
        float[] logits = [.. scores.SelectMany((score, i) => new[] { (float)i, i + score })];
        Assert.Equal(0.75, Follow(Classes(2, OutputKind.Logits), labels, logits, () => new RocAuc()));
    }

    [Fact]
    public void AreasOfTiesTakeThemTogether()
    {
        // By hand: at 0.5 two of three are positive (recall ⅔), at 0.2 three of four.
        bool[] actual = [true, true, false, true];
        Assert.Equal(2 / 3.0 * 2 / 3 + 1 / 3.0 * 3 / 4, ModelGen.Metrics.AveragePrecision(actual, [0.5f, 0.5f, 0.5f, 0.2f]), 1e-15);
        Assert.Equal(0.75, ModelGen.Metrics.AveragePrecision(actual, [1, 1, 1, 1]), 1e-15);
        Assert.True(double.IsNaN(ModelGen.Metrics.AveragePrecision([false, false], [1f, 2f])));
    }

    [Fact]
    public void AreasOfManyClassesAreTheMeansOfEachAgainstTheRest()
    {
        var precision = (5 / 6.0 + 3 / 4.0 + 3 / 4.0) / 3;
        Assert.Equal(precision, ModelGen.Metrics.AveragePrecision(RankedLabels, RankedScores), 1e-15);
        Assert.Equal(precision, Follow(Classes(3), RankedLabels, RankedScores, () => new PrAuc()), 1e-15);
        // By hand, pairs in order of 8 each: 7½, 6½, 6.
        Assert.Equal(20 / 24.0, ModelGen.Metrics.RocAuc(RankedLabels, RankedScores), 1e-15);
        Assert.Equal(20 / 24.0, Follow(Classes(3), RankedLabels, RankedScores, () => new RocAuc()), 1e-15);
        // Scores before the softmax become comparable by it: logarithms plus anything per sample.
        float[] untied = [0.7f, 0.2f, 0.1f, 0.1f, 0.6f, 0.3f, 0.5f, 0.4f, 0.1f];
        int[] labels = [0, 2, 1];
        Assert.Equal(2.5 / 3, Follow(Classes(3, OutputKind.Logits), labels, [.. untied.Select((p, i) => MathF.Log(p) + i / 3)], () => new RocAuc()), 1e-15);
        Assert.True(double.IsNaN(ModelGen.Metrics.RocAuc([0, 1], [0.5f, 0.4f, 0.1f, 0.3f, 0.6f, 0.1f])));
    }

    [Fact]
    public void LogLossAndPerplexityAreScikitLearns()
    {
        const double expected = 0.21616187468057912;        // log_loss: 0.21616…
        int[] labels = [1, 0, 0, 1];
        float[] pairs = [0.1f, 0.9f, 0.9f, 0.1f, 0.8f, 0.2f, 0.35f, 0.65f];
        Assert.Equal(expected, Follow(Classes(2), labels, pairs, () => new LogLoss()), 1e-7);
        Assert.Equal(Math.Exp(expected), Follow(Classes(2), labels, pairs, () => new Perplexity()), 1e-7);
        Assert.Equal(Math.Exp(expected), ModelGen.Metrics.Perplexity(labels, pairs), 1e-7);
        float[] logits = [.. pairs.Select((p, i) => MathF.Log(p) + i / 2)];
        Assert.Equal(expected, Follow(Classes(2, OutputKind.Logits), labels, logits, () => new LogLoss()), 1e-6);
        float[] yes = [0.9f, 0.1f, 0.2f, 0.65f];
        Assert.Equal(expected, Follow(Reals(OutputKind.Sigmoid), [1f, 0, 0, 1], yes, () => new LogLoss()), 1e-7);
        Assert.Equal(expected, Follow(Reals(OutputKind.SigmoidLogits), [1f, 0, 0, 1], [.. yes.Select(p => MathF.Log(p / (1 - p)))], () => new LogLoss()), 1e-6);
        // A model that knows nothing hesitates among all words.
        Assert.Equal(7, ModelGen.Metrics.Perplexity([3, 6], [.. Enumerable.Repeat(1 / 7f, 14)]), 1e-5);
    }

    [Fact]
    public void RegressionErrorsAreScikitLearns()
    {
        float[] actual = [3, -0.5f, 2, 7], predicted = [2.5f, 0, 2, 8];
        Assert.Equal(0.5, Follow(Reals(OutputKind.Linear), actual, predicted, () => new MeanAbsoluteError()));
        Assert.Equal(0.6123724356957945, Follow(Reals(OutputKind.Linear), actual, predicted, () => new RootMeanSquaredError()), 1e-15);
        Assert.Equal(0.9486081370449679, Follow(Reals(OutputKind.Linear), actual, predicted, () => new RSquared()), 1e-12);
        // Far from 0 too: Σ(x − mean)² = 2 · 1, one error of 1.
        Assert.Equal(0.5, Follow(Reals(OutputKind.Linear), [1e7f, 1e7f + 2], [1e7f, 1e7f + 1], () => new RSquared()), 1e-12);
    }

    [Fact]
    public void MetricsSayWhatTheyAreCalledAndRefuseWhatTheyCannotJudge()
    {
        Metric[] forClasses =
        [
            new Accuracy(), new TopKAccuracy(2), new BalancedAccuracy(), new PrecisionScore(), new PrecisionScore(1), new RecallScore(Average.Micro),
            new F1Score(Average.Macro), new RocAuc(), new PrAuc(), new LogLoss(), new Perplexity(),
        ];
        Assert.Equal(
            ["accuracy", "top_2_accuracy", "balanced_accuracy", "precision", "precision_1", "recall_micro", "f1_macro", "roc_auc", "pr_auc", "log_loss", "perplexity"],
            forClasses.Select(metric => metric.Name));
        foreach (var metric in forClasses)
        {
            var error = Assert.Throws<ArgumentException>(() => metric.Begin(Reals(OutputKind.Linear), 1));
            Assert.Contains($"'{metric.Name}' needs a model that", error.Message, StringComparison.Ordinal);
        }
        foreach (var metric in new Metric[] { new MeanAbsoluteError(), new RootMeanSquaredError(), new RSquared() })
            Assert.Throws<ArgumentException>(() => metric.Begin(Classes(3), 1));
        Assert.Throws<ArgumentException>(() => new TopKAccuracy(4).Begin(Classes(3), 1));
        Assert.Throws<ArgumentException>(() => new F1Score(3).Begin(Classes(3), 1));
    }
}
