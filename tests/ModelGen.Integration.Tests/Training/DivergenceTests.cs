using static ModelGen.Integration.Tests.Training.TrainingData;

namespace ModelGen.Integration.Tests.Training;

public class DivergenceTests
{
    [Fact]
    public void TooLargeARateStopsWithStepAndParameter()
    {
        var model = new SoftmaxRegression(2, 2);
        var error = Assert.Throws<DivergenceException>(() =>
            model.Fit(Clouds(40), Quiet with { BatchSize = 8, Optimizer = new Sgd(1e6f) }));
        Assert.Equal(2ul, error.Step);      // the first step, from zeros, is finite; e^(10⁶) is not
        Assert.Equal(1, error.Epoch);
        Assert.Equal("weight", error.Parameter);
        Assert.False(float.IsFinite(error.LargestGradient));
        Assert.Contains("in step 2 (epoch 1)", error.Message, StringComparison.Ordinal);
        Assert.Contains("'weight'", error.Message, StringComparison.Ordinal);
        Assert.Contains("smaller learning rate (it is 1E+06)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BadDataIsNamed()
    {
        var data = DataSet.Create([1, 2, float.NaN, 4], [0, 1]);
        var error = Assert.Throws<DivergenceException>(() => new SoftmaxRegression(2, 2).Fit(data, Quiet));
        Assert.Equal(1ul, error.Step);
        Assert.Contains("column 0 (x) holds NaN", error.Message, StringComparison.Ordinal);
    }
}
