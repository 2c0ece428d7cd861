using BenchmarkDotNet.Attributes;

namespace ModelGen.Benchmarks.Suites;

/// <summary>One kernel each, as the only layer of a model: what the generator writes for that shape.</summary>
public class KernelBenchmarks
{
    private const int Samples = 32;

    private readonly ProductModel product = new(seed: 1);
    private readonly ConvolutionModel convolution = new(seed: 1);
    private readonly DepthwiseModel depthwise = new(seed: 1);
    private readonly PoolModel pool = new(seed: 1);
    private readonly SoftmaxModel softmax = new(seed: 1);
    private readonly float[] input = new float[Samples * ConvolutionModel.InputLength];
    private readonly float[] output = new float[Samples * ConvolutionModel.OutputLength];

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        foreach (ref var value in input.AsSpan()) value = 2 * random.NextSingle() - 1;
    }

    [Benchmark(Description = "dense 32 × 784 × 64")]
    public void Product() => product.Predict(
        input.AsSpan(0, Samples * ProductModel.InputLength), output.AsSpan(0, Samples * ProductModel.OutputLength));

    [Benchmark(Description = "convolution 3 × 3, 14 × 14, 32 → 64")]
    public void Convolution() => convolution.Predict(input, output);

    [Benchmark(Description = "depthwise 3 × 3, 14 × 14, 32")]
    public void Depthwise() => depthwise.Predict(
        input.AsSpan(0, Samples * DepthwiseModel.InputLength), output.AsSpan(0, Samples * DepthwiseModel.OutputLength));

    [Benchmark(Description = "max-pool 2 × 2, 14 × 14, 32")]
    public void Pool() => pool.Predict(
        input.AsSpan(0, Samples * PoolModel.InputLength), output.AsSpan(0, Samples * PoolModel.OutputLength));

    [Benchmark(Description = "softmax 1000")]
    public void Softmax() => softmax.Predict(
        input.AsSpan(0, Samples * SoftmaxModel.InputLength), output.AsSpan(0, Samples * SoftmaxModel.OutputLength));
}

[Model]
[Input(784)]
[Dense(64)]
public sealed partial class ProductModel;

[Model]
[Input(14, 14, 32)]
[Conv2D(64, 3, padding: Padding.Same)]
public sealed partial class ConvolutionModel;

[Model]
[Input(14, 14, 32)]
[DepthwiseConv2D(3, padding: Padding.Same)]
public sealed partial class DepthwiseModel;

[Model]
[Input(14, 14, 32)]
[MaxPool2D(2)]
public sealed partial class PoolModel;

[Model]
[Input(1000)]
[Softmax]
public sealed partial class SoftmaxModel;
