namespace ModelGen.Integration.Tests.Training;

public class EvaluationTests
{
    /// <summary>Predicts what its inputs say.</summary>
    private sealed class Echo(OutputKind kind, int length, ColumnInfo target) : IModel
    {
        public ModelInfo Info { get; } = new()
        {
            Name = nameof(Echo),
            InputColumns = [new("x", ElementType.Real, length)],
            TargetColumns = [target],
            OutputLength = length,
            OutputKind = kind,
        };

        public ParameterSet Parameters => throw new NotSupportedException();

        public void Predict(Batch batch, Span<float> output) => batch.Reals(0).CopyTo(output);
    }

    private static readonly ColumnInfo Label = new("label", ElementType.Index, 1), Value = new("value", ElementType.Real, 1);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(64, 2)]
    public void BatchesAndThreadsDoNotMatter(int batchSize, int threads)
    {
        var data = DataSet.Create([0.7f, 0.2f, 0.1f, 0.1f, 0.6f, 0.3f, 0.5f, 0.4f, 0.1f], [0, 2, 1], ["a", "b", "c"]).Shuffle(1);
        var report = new Echo(OutputKind.Probabilities, 3, Label).Evaluate(data, batchSize, threads);
        Assert.Equal(3, report.Count);
        Assert.Null(report.Loss);
        Assert.Equal(1 / 3.0, report.Accuracy);
        Assert.Equal(1, report.ConfusionMatrix![0, 0]);
        Assert.Equal(1, report.ConfusionMatrix[2, 1]);
        Assert.Equal(1, report.ConfusionMatrix[1, 0]);
        Assert.Equal(["a", "b", "c"], report.ConfusionMatrix.ClassNames);
        Assert.Equal(2.5 / 3, report.RocAuc!.Value, 1e-15);         // of each against the rest: 1, ½, 1
        Assert.Equal(2.5 / 3, report.PrAuc!.Value, 1e-15);          // likewise
        Assert.Equal(1 / 3.0, report.BalancedAccuracy!.Value, 1e-15);
        Assert.Equal(Math.Exp(report.LogLoss!.Value), report.Perplexity);
        Assert.Null(report.Top5Accuracy);
        Assert.Equal(-(Math.Log(0.7) + Math.Log(0.3) + Math.Log(0.4)) / 3, report.LogLoss!.Value, 1e-6);
    }

    [Fact]
    public void ScoresBecomeProbabilitiesForTheLogLossAlone()
    {
        var softmax = new Echo(OutputKind.Logits, 2, Label).Evaluate(DataSet.Create([5, 6, 0, -1], [1, 1]));
        Assert.Equal(0.5, softmax.Accuracy);
        Assert.Equal((Math.Log(1 + Math.Exp(-1)) + Math.Log(1 + Math.Exp(1))) / 2, softmax.LogLoss!.Value, 1e-6);
        var sigmoid = new Echo(OutputKind.SigmoidLogits, 1, Value).Evaluate(DataSet.Create([1, -1, 3], [1f, 1f, 0f]));
        Assert.Equal(1 / 3.0, sigmoid.Accuracy);
        Assert.Equal(0, sigmoid.RocAuc);
        Assert.Equal((Math.Log(1 + Math.Exp(-1)) + Math.Log(1 + Math.Exp(1)) + Math.Log(1 + Math.Exp(3))) / 3, sigmoid.LogLoss!.Value, 1e-6);
    }

    [Fact]
    public void TwoClassesHaveAnAuc()
    {
        // The example of RocAuc, as pairs of probabilities and as pairs of scores that differ by a shift per sample.
        float[] p = [0.1f, 0.4f, 0.35f, 0.8f];
        int[] labels = [0, 0, 1, 1];
        Assert.Equal(0.75, new Echo(OutputKind.Probabilities, 2, Label)
            .Evaluate(DataSet.Create([.. p.SelectMany(x => new[] { 1 - x, x })], labels)).RocAuc);
        Assert.Equal(0.75, new Echo(OutputKind.Logits, 2, Label)
            .Evaluate(DataSet.Create([.. p.SelectMany((x, i) => new[] { (float)i, x + i })], labels)).RocAuc);
        Assert.Equal(0.75, new Echo(OutputKind.Sigmoid, 1, Value)
            .Evaluate(DataSet.Create(p, [.. labels.Select(label => (float)label)])).RocAuc);
    }

    [Fact]
    public void ReportsOfYesAndNoAreAboutYes()
    {
        // yes: 1 hit, 1 false alarm, 2 misses
        var report = new Echo(OutputKind.Sigmoid, 1, Value).Evaluate(DataSet.Create([0.9f, 0.2f, 0.4f, 0.6f, 0.1f], [1f, 1, 1, 0, 0]));
        Assert.Equal(1 / 2.0, report.Precision);
        Assert.Equal(1 / 3.0, report.Recall);
        Assert.Equal(2 / 5.0, report.F1);
        Assert.Equal((1 / 3.0 + 1 / 2.0) / 2, report.BalancedAccuracy!.Value, 1e-15);
        Assert.Equal((1 + 2 / 3.0 + 3 / 4.0) / 3, report.PrAuc!.Value, 1e-15);      // .9 yes, .6 no, .4 yes, .2 yes
    }

    [Fact]
    public void ManyClassesHaveATopFiveAndVeryManyNoMatrix()
    {
        float[] scores = [.. Enumerable.Range(0, 2 * 1200).Select(i => (float)(i % 1200))];     // the last classes score best
        var report = new Echo(OutputKind.Logits, 1200, Label).Evaluate(DataSet.Create(scores, [1199, 1194]));
        Assert.Equal(0.5, report.Accuracy);
        Assert.Equal(0.5, report.Top5Accuracy);
        Assert.Null(report.ConfusionMatrix);
        Assert.Null(report.RocAuc);
        // e⁻ᵏ from the best down sums to 1 / (1 − 1/e).
        Assert.Equal((0 + 5) / 2.0 - Math.Log(1 - Math.Exp(-1)), report.LogLoss!.Value, 1e-9);
    }

    [Fact]
    public void OneHotTargetsAreReadAsClasses()
    {
        var report = new Echo(OutputKind.Probabilities, 2, new("target", ElementType.Real, 2))
            .Evaluate(DataSet.Create([0.9f, 0.1f, 0.8f, 0.2f], [1f, 0, 0, 1], targetLength: 2));
        Assert.Equal(0.5, report.Accuracy);
        Assert.Equal(1, report.ConfusionMatrix![1, 0]);
    }

    [Fact]
    public void PositionsAreJudgedOneByOne()
    {
        // Two positions of two classes each.
        var data = new DataSet(new DataColumn([0.9f, 0.1f, 0.2f, 0.8f], 4), new DataColumn(new[] { 0, 0 }, 2));
        Assert.Equal(0.5, new Echo(OutputKind.Probabilities, 4, new("tokens", ElementType.Index, 2)).Evaluate(data).Accuracy);
    }

    [Fact]
    public void RealsGiveRegressionErrors()
    {
        var report = new Echo(OutputKind.Linear, 1, Value).Evaluate(DataSet.Create([2.5f, 0, 2, 8], [3f, -0.5f, 2, 7]));
        Assert.Equal(0.5, report.MeanAbsoluteError);
        Assert.Equal(Math.Sqrt(0.375), report.RootMeanSquaredError);
        Assert.Equal(1 - 1.5 / 29.1875, report.RSquared!.Value, 1e-12);
        Assert.Null(report.Accuracy);
        Assert.Equal("mae 0.5000  rmse 0.6124  r2 0.9486", report.ToString());
        Assert.Equal(["mae", "rmse", "r2"], report.Measures.Keys);
    }

    [Fact]
    public void PredictGivesEverySampleInOrder()
    {
        var data = new DataSet(new DataColumn([1f, 2, 3, 4, 5]));
        Assert.Equal([1, 2, 3, 4, 5], new Echo(OutputKind.Linear, 1, Value).Predict(data, batchSize: 2, threads: 2));
        Assert.Empty(new Echo(OutputKind.Linear, 1, Value).Predict(data.Slice(0, 0)));
    }
}
