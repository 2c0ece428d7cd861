using CsCheck;

namespace ModelGen.Integration.Tests.Metrics;

public class MetricsTests
{
    [Fact]
    public void ConfusionMatrixGivesTheRatesWorkedOutByHand()
    {
        // actual    0 0 0 1 1 2
        // predicted 0 0 1 1 2 2
        var matrix = new ConfusionMatrix(3);
        foreach (var (actual, predicted) in new[] { (0, 0), (0, 0), (0, 1), (1, 1), (1, 2), (2, 2) })
            matrix.Add(actual, predicted);

        Assert.Equal(2, matrix[0, 0]);
        Assert.Equal(1, matrix[0, 1]);
        Assert.Equal(0, matrix[1, 0]);
        Assert.Equal(6, matrix.Total);
        Assert.Equal([1, 1 / 2.0, 1 / 2.0], Rates(matrix.Precision));
        Assert.Equal([2 / 3.0, 1 / 2.0, 1], Rates(matrix.Recall));
        Assert.Equal([4 / 5.0, 1 / 2.0, 2 / 3.0], Rates(matrix.F1));
        Assert.Equal(4 / 6.0, matrix.Accuracy);
        Assert.Equal(4 / 6.0, matrix.MicroF1);
        Assert.Equal(2 / 3.0, matrix.MacroPrecision, 1e-15);
        Assert.Equal(13 / 18.0, matrix.MacroRecall, 1e-15);
        Assert.Equal(59 / 90.0, matrix.MacroF1, 1e-15);
    }

    [Fact]
    public void RatesOfNothingAreZero()
    {
        var matrix = new ConfusionMatrix(2);
        matrix.Add(0, 0);
        Assert.Equal(0, matrix.Precision(1));
        Assert.Equal(0, matrix.Recall(1));
        Assert.Equal(0, matrix.F1(1));
    }

    [Fact]
    public void ConfusionMatrixPrintsActualDownAndPredictedAcross()
    {
        var matrix = new ConfusionMatrix(2, ["cat", "dog"]);
        matrix.Add(0, 1);
        matrix.Add(0, 1);
        matrix.Add(1, 1);
        Assert.Equal("    cat dog\ncat   0   2\ndog   0   1", matrix.ToString());
    }

    [Fact]
    public void ConfusionMatrixRefusesUnknownClasses() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfusionMatrix(2).Add(2, 0));

    [Fact]
    public void RocAucCountsTheSharesOfPairsInOrder()
    {
        // positives .35 .8, negatives .1 .4: three of the four pairs are in order.
        Assert.Equal(0.75, ModelGen.Metrics.RocAuc([false, false, true, true], [0.1f, 0.4f, 0.35f, 0.8f]));
        // positives .5 .5, negatives .5 .2: (½ + 1 + ½ + 1) / 4.
        Assert.Equal(0.75, ModelGen.Metrics.RocAuc([false, true, false, true], [0.5f, 0.5f, 0.2f, 0.5f]));
        Assert.Equal(0.5, ModelGen.Metrics.RocAuc([false, true, true], [0.3f, 0.3f, 0.3f]));
        Assert.True(double.IsNaN(ModelGen.Metrics.RocAuc([true, true], [0.1f, 0.2f])));
    }

    [Fact]
    public void RocAucIsTheShareOfOrderedPairs() =>
        Gen.Select(Gen.Bool, Gen.Int[0, 6]).Array[1, 40].Sample(samples =>
        {
            bool[] actual = [.. samples.Select(sample => sample.Item1)];
            float[] scores = [.. samples.Select(sample => sample.Item2 / 6f)];
            double ordered = 0, pairs = 0;
            for (var p = 0; p < actual.Length; p++)
            {
                for (var n = 0; n < actual.Length; n++)
                {
                    if (!actual[p] || actual[n])
                        continue;
                    pairs++;
                    ordered += scores[p] > scores[n] ? 1 : scores[p] == scores[n] ? 0.5 : 0;
                }
            }
            Assert.Equal(ordered / pairs, ModelGen.Metrics.RocAuc(actual, scores), 1e-12);
        });

    [Fact]
    public void LogLossIsTheMeanOfMinusLogP()
    {
        const double expected = 0.21616187468057912;    // −(2 ln 0.9 + ln 0.8 + ln 0.65) / 4
        Assert.Equal(expected, ModelGen.Metrics.LogLoss([1, 0, 0, 1], [0.1f, 0.9f, 0.9f, 0.1f, 0.8f, 0.2f, 0.35f, 0.65f]), 1e-7);
        Assert.Equal(expected, ModelGen.Metrics.BinaryLogLoss([true, false, false, true], [0.9f, 0.1f, 0.2f, 0.65f]), 1e-7);
        Assert.Equal(-Math.Log(1e-15), ModelGen.Metrics.BinaryLogLoss([true], [0f]), 1e-9);
    }

    [Fact]
    public void RegressionErrorsAreThoseWorkedOutByHand()
    {
        float[] actual = [3, -0.5f, 2, 7], predicted = [2.5f, 0, 2, 8];
        Assert.Equal(0.5, ModelGen.Metrics.MeanAbsoluteError(actual, predicted));       // (½ + ½ + 0 + 1) / 4
        Assert.Equal(0.375, ModelGen.Metrics.MeanSquaredError(actual, predicted));      // (¼ + ¼ + 0 + 1) / 4
        Assert.Equal(0.6123724356957945, ModelGen.Metrics.RootMeanSquaredError(actual, predicted), 1e-15);
        Assert.Equal(1 - 1.5 / 29.1875, ModelGen.Metrics.RSquared(actual, predicted), 1e-15);   // mean 2.875
        Assert.Equal(0, ModelGen.Metrics.RSquared([1, 1], [1, 2]));
        Assert.Equal(1, ModelGen.Metrics.RSquared([1, 1], [1, 1]));
    }

    [Fact]
    public void UnequalLengthsAreRefused()
    {
        Assert.Throws<ArgumentException>(() => ModelGen.Metrics.Accuracy([1], [1, 2]));
        Assert.Throws<ArgumentException>(() => ModelGen.Metrics.MeanAbsoluteError([], []));
        Assert.Equal(2 / 3.0, ModelGen.Metrics.Accuracy([1, 2, 3], [1, 2, 0]));
    }

    private static double[] Rates(Func<int, double> rate) => [rate(0), rate(1), rate(2)];
}
