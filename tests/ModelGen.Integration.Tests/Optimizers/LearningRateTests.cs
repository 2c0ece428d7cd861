namespace ModelGen.Tests.Optimizers;

public class LearningRateTests
{
    [Fact]
    public void A_number_is_a_constant_rate()
    {
        LearningRate rate = 0.5f;
        Assert.Equal(0.5f, rate.At(0));
        Assert.Equal(0.5f, rate.At(ulong.MaxValue));
    }

    [Theory]
    [InlineData(0, 1), InlineData(9, 1), InlineData(10, 0.5), InlineData(29, 0.25), InlineData(30, 0.125)]
    public void Steps_fall_at_once(int step, double expected) =>
        Assert.Equal(expected, LearningRate.Steps(1, every: 10, factor: 0.5f).At((ulong)step), 6);

    [Theory]
    [InlineData(0, 2), InlineData(5, 1.41421356), InlineData(10, 1), InlineData(20, 0.5)]
    public void Exponential_falls_all_the_time(int step, double expected) =>
        Assert.Equal(expected, LearningRate.Exponential(2, factor: 0.5f, every: 10).At((ulong)step), 6);

    [Theory]
    [InlineData(0, 1), InlineData(25, 0.8681981), InlineData(50, 0.55), InlineData(100, 0.1), InlineData(1000, 0.1)]
    public void Cosine_falls_to_its_minimum(int step, double expected) =>
        Assert.Equal(expected, LearningRate.Cosine(1, steps: 100, minimum: 0.1f).At((ulong)step), 6);

    [Theory]
    [InlineData(0, 0.25), InlineData(1, 0.5), InlineData(3, 1), InlineData(4, 1), InlineData(13, 1), InlineData(14, 0.1)]
    public void Warm_up_rises_in_a_line_before_the_schedule_begins(int step, double expected) =>
        Assert.Equal(expected, LearningRate.Steps(1, every: 10).WarmUp(4).At((ulong)step), 6);

    /// <summary>The rates of PyTorch's own test, test_onecycle_lr_cosine_annealing: 1, 13, 25, then seven along a half cosine to 0.5.</summary>
    [Theory]
    [InlineData(0, 1), InlineData(1, 13), InlineData(2, 25), InlineData(3, 23.786869), InlineData(4, 20.387750)]
    [InlineData(5, 15.475881), InlineData(6, 10.024119), InlineData(7, 5.112250), InlineData(8, 1.713131), InlineData(9, 0.5), InlineData(99, 0.5)]
    public void One_cycle_rises_and_falls_as_in_PyTorch(int step, double expected) =>
        Assert.Equal(expected, LearningRate.OneCycle(25, steps: 10, finalDivisor: 2).At((ulong)step), 5);

    [Fact]
    public void One_cycle_begins_and_ends_low_by_default()
    {
        var rate = LearningRate.OneCycle(0.5f, steps: 1000);
        Assert.Equal(0.02f, rate.At(0), 1e-7f);
        Assert.Equal(0.5f, rate.At(299), 1e-7f);
        Assert.Equal(2e-6f, rate.At(999), 1e-12f);
        Assert.Equal(2e-6f, LearningRate.OneCycle(0.5f, steps: 1).At(0), 1e-12f);
    }

    [Fact]
    public void An_optimizer_follows_its_schedule()
    {
        ModelGen.Numerics.AlignedBlock parameters = new(16), gradient = new(16);
        var sgd = new Sgd(LearningRate.Steps(1, every: 2));
        var state = sgd.CreateState(16);
        for (var step = 0; step < 4; step++)
        {
            gradient[0] = 1;
            sgd.Update(parameters, gradient, state, 0, 16);
        }
        Assert.Equal(-2.2, parameters[0], 6);
    }

    [Fact]
    public void Impossible_schedules_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRate.Steps(1, every: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRate.Exponential(1, factor: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRate.Cosine(-1, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRate.Constant(1).WarmUp(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRate.OneCycle(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRate.OneCycle(1, 10, rise: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRate.OneCycle(1, 10, divisor: 0));
    }
}
