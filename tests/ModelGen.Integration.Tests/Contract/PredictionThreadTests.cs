using ModelGen.Tests;

namespace ModelGen.Integration.Tests.Contract;

/// <summary>Predictions that threads share: samples, or the kernels of one sample.</summary>
public class PredictionThreadTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void The_number_of_threads_changes_no_bit(int samples)
    {
        var model = new SharedNet(seed: 3);
        var x = Numbers(samples * SharedNet.InputLength);
        float[] expected = new float[samples * SharedNet.OutputLength], actual = new float[expected.Length];
        model.Predict(x, expected);
        Assert.True(expected.Distinct().Count() > expected.Length / 2);
        for (var threads = 2; threads <= 4; threads++)
        {
            model.Threads = threads;
            Array.Clear(actual);
            model.Predict(x, actual);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Threads_share_the_samples_of_a_small_net()
    {
        var model = new SharedDense(seed: 3);
        const int samples = 300;
        var x = Numbers(samples * SharedDense.InputLength);
        float[] expected = new float[samples * SharedDense.OutputLength], actual = new float[expected.Length];
        model.Predict(x, expected);
        model.Threads = 3;
        model.Predict(x, actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Callers_at_the_same_time_do_not_disturb_each_other()
    {
        var model = new SharedNet(seed: 3) { Threads = 2 };
        float[][] inputs = [.. Enumerable.Range(0, 4).Select(i => Numbers(SharedNet.InputLength, seed: i))];
        float[][] expected = [.. inputs.Select(x =>
        {
            var y = new float[SharedNet.OutputLength];
            model.Predict(x, y);
            return y;
        })];
        Parallel.For(0, 24, i =>
        {
            var y = new float[SharedNet.OutputLength];
            model.Predict(inputs[i % 4], y);
            Assert.Equal(expected[i % 4], y);
        });
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var model = new SharedNet(seed: 3) { Threads = 2 };
        float[] x = Numbers(SharedNet.InputLength), y = new float[SharedNet.OutputLength];
        for (var i = 0; i < 3; i++) model.Predict(x, y);
        // Other tests allocate meanwhile on threads of their own: this is what the caller's thread does.
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (var i = 0; i < 5; i++) model.Predict(x, y);
        }));
    }

    [Fact]
    public void Exact_models_use_no_algorithm_that_loses_a_digit()
    {
        var (standard, exact) = (new SharedNet(seed: 3), new ExactNet(seed: 3));
        foreach (var parameter in standard.Parameters) exact.Parameters[parameter.Name].CopyFrom(parameter.ToArray());
        var x = Numbers(SharedNet.InputLength);
        float[] first = new float[SharedNet.OutputLength], second = new float[SharedNet.OutputLength];
        standard.Predict(x, first);
        exact.Predict(x, second);
        Assert.NotEqual(first, second);
        for (var i = 0; i < first.Length; i++) Assert.Equal(second[i], first[i], 1e-4f * (1 + Math.Abs(second[i])));
    }

    private static float[] Numbers(int count, int seed = 5)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextSingle() - 1)];
    }
}

[Model]
[Input(33, 30, 16)]
[Conv2D(64, 3, Activation.Relu, padding: Padding.Same)]
[Conv2D(64, 3, padding: Padding.Same, useBias: false)]
[BatchNorm]
[DepthwiseConv2D(3, Activation.Relu, padding: Padding.Same)]
[MaxPool2D(2)]
[Conv2D(128, 3, Activation.Relu, padding: Padding.Same)]
[Conv2D(40, 3, Activation.Sigmoid, stride: 2)]
[Flatten]
[Dense(20)]
public sealed partial class SharedNet;

[Model(Precision = Precision.Exact)]
[Input(33, 30, 16)]
[Conv2D(64, 3, Activation.Relu, padding: Padding.Same)]
[Conv2D(64, 3, padding: Padding.Same, useBias: false)]
[BatchNorm]
[DepthwiseConv2D(3, Activation.Relu, padding: Padding.Same)]
[MaxPool2D(2)]
[Conv2D(128, 3, Activation.Relu, padding: Padding.Same)]
[Conv2D(40, 3, Activation.Sigmoid, stride: 2)]
[Flatten]
[Dense(20)]
public sealed partial class ExactNet;

[Model]
[Input(200)]
[Dense(64, Activation.Relu)]
[Dense(17, Activation.Tanh)]
public sealed partial class SharedDense;
