using ModelGen.Tests;

namespace ModelGen.Generator.Tests;

/// <summary>Models that have to do with little memory.</summary>
public sealed class BudgetTests
{
    [Fact]
    public void ExceedingItNamesWhatTakesMost() => GeneratorHarness.Expect("MG0304", """
        [Model]
        [«Budget(Ram = "64 KB")»]
        [Input(784)]
        [Dense(64, Activation.Relu)]
        [Dense(10, Activation.Softmax)]
        public partial class Net;
        """, "'Net' takes ", "more than its budget of 64.0 KiB", "Most take dense1 196.", "KiB of weights");

    [Theory]
    [InlineData("lots")]
    [InlineData("64")]
    [InlineData("-1 KB")]
    public void AnAmountIsANumberAndAUnit(string text) => GeneratorHarness.Expect("MG0007", $$"""
        [Model]
        [Budget(Ram = «"{{text}}"»)]
        [Input(4)]
        [Dense(2)]
        public partial class Net;
        """, "64 KB", text);

    // A chain of elementwise results that cannot be fused, as each is used twice, between products.
    private const string Deep = """
        [Model]
        [Budget(Ram = "@")]
        public partial class Net@
        {
            static Tensor Forward([Input(24, 16)] Tensor x)
            {
                for (var i = 0; i < 3; i++)
                {
                    var y = x.Dense(16).Softmax();
                    x = (x + y.Sum(0)).Tanh() * y.Max(0);
                }
                return x.Flatten().Dense(5);
            }
        }
        """;

    [Fact]
    public void FewerSamplesAtATimeMeetItWithTheSameResults()
    {
        var full = Bytes("100 MB");
        var small = Bytes("34 KB");
        Assert.InRange(small.Total, 1, 34 * 1024);
        Assert.True(full.Total > 34 * 1024, $"Unbounded it takes {full.Total} bytes.");
        Assert.Equal(full.Outputs, small.Outputs);
        Assert.Contains("sample at a time", small.Summary, StringComparison.Ordinal);
    }

    // What is allocated besides does not depend on the plan.
    [Fact]
    public void ItCountsWhatAPredictionAllocates()
    {
        var (full, small) = (Bytes("100 MB"), Bytes("34 KB"));
        Assert.True(full.Total > small.Total);
        Assert.InRange(full.Allocated - full.Total - (small.Allocated - small.Total), -16, 16);
        Assert.InRange(small.Allocated, small.Total, small.Total + 20_000);
    }

    // Long connections across a part that takes much: of images, and of rows whose norm is cheap to make again.
    private const string Unet = """
        [Model]
        [Budget(Ram = "@")]
        public partial class Net@
        {
            static Tensor Forward([Input(32, 32, 3)] Tensor image)
            {
                var outer = image.Conv2D(8, 5, Activation.Relu, padding: Padding.Same);
                var inner = outer.MaxPool2D(2).Conv2D(16, 5, Activation.Relu, padding: Padding.Same);
                var x = inner.Conv2D(48, 1, Activation.Relu).Conv2D(48, 1, Activation.Relu).Conv2D(8, 5, Activation.Relu, padding: Padding.Same);
                x = Tensor.Concat([x, inner], 2).Conv2D(8, 1, Activation.Relu);
                return Tensor.Concat([x.UpSampling2D(2), outer], 2).Conv2D(4, 1);
            }
        }
        """;

    private const string Gated = """
        [Model]
        [Budget(Ram = "@")]
        public partial class Net@
        {
            static Tensor Forward([Input(24, 16)] Tensor x)
            {
                var gate = x.LayerNorm().Softmax();
                var y = x.Dense(64, Activation.Relu).Dense(64, Activation.Relu).Dense(16);
                return (gate * y + gate.Mean(0)).Flatten().Dense(5);
            }
        }
        """;

    // With a kernel that works in memory of its own.
    private const string Attentive = """
        [Model]
        [Budget(Ram = "@")]
        public partial class Net@
        {
            static Tensor Forward([Input(24, 16)] Tensor x)
            {
                var gate = x.LayerNorm().Softmax();
                var y = x.SelfAttention(2).Dense(64, Activation.Relu).Dense(64, Activation.Relu).Dense(16);
                return (gate * y).Flatten().Dense(5);
            }
        }
        """;

    // The same connection along an axis of any length, with something remembered beside it.
    private const string Timed = """
        [Model]
        [Budget(Ram = "@")]
        public partial class Net@
        {
            static Tensor Forward([Input(16, UpTo = 24)] Tensor x)
            {
                var gate = x.LayerNorm().Softmax();
                var y = (x + x.SelfAttention(2, causal: true)).Dense(64, Activation.Relu).Dense(64, Activation.Relu).Dense(16);
                return (gate * y).Dense(5);
            }
        }
        """;

    private delegate void PredictLengthMethod(ReadOnlySpan<float> input, Span<float> output, int length);

    [Fact]
    public void SoIsWhatIsUsedLateAlongTime()
    {
        var (full, small) = (Predicted("100 MB"), Predicted("47 KB"));
        Assert.True(full.Total > small.Total);
        Assert.Equal(full.Outputs, small.Outputs);
        Assert.Contains("computed again        norm1.y, norm1, gate:", small.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain("computed again", full.Summary, StringComparison.Ordinal);

        (long Total, float[] Outputs, string Summary) Predicted(string budget)
        {
            const int length = 21, samples = 3;
            var type = InMemory.Build(Timed.Replace("Net@", "Net", StringComparison.Ordinal).Replace("@", budget, StringComparison.Ordinal)).GetType("Net")!;
            var random = new Random(5);
            float[] x = [.. Enumerable.Range(0, samples * length * 16).Select(_ => random.NextSingle() - 0.5f)];
            var y = new float[samples * length * 5];
            type.GetMethod("Predict", [typeof(ReadOnlySpan<float>), typeof(Span<float>), typeof(int)])!
                .CreateDelegate<PredictLengthMethod>(Activator.CreateInstance(type, 1)!)(x, y, length);
            return ((long)type.GetField("PredictionBytes")!.GetRawConstantValue()!, y, (string)type.GetProperty("Summary")!.GetValue(null)!);
        }
    }

    [Theory]
    [InlineData(nameof(Unet), "270 KB", "conv1")]
    [InlineData(nameof(Unet), "237 KB", "imagePadded, conv1, pool1Padded, conv2")]
    [InlineData(nameof(Gated), "62 KB", "norm1")]
    [InlineData(nameof(Attentive), "67 KB", "norm1")]
    public void WhatIsUsedLateIsComputedAgainWhereNothingElseMeetsIt(string net, string budget, string again)
    {
        var source = net switch { nameof(Unet) => Unet, nameof(Gated) => Gated, _ => Attentive };
        var (inputs, outputs) = net == nameof(Unet) ? (32 * 32 * 3, 32 * 32 * 4) : (24 * 16, 5);
        var full = Bytes("100 MB", source, inputs, outputs);
        var small = Bytes(budget, source, inputs, outputs);
        Assert.True(full.Total > small.Total);
        Assert.Equal(full.Outputs, small.Outputs);
        Assert.Contains("computed again        " + again, small.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain("computed again", full.Summary, StringComparison.Ordinal);
        Assert.InRange(full.Allocated - full.Total - (small.Allocated - small.Total), -16, 16);
    }

    // Transformed weights are up to four times as large as the weights themselves.
    private const string Cnn = """
        [Model]
        [Budget(Ram = "@")]
        [Input(14, 14, 32)]
        [Conv2D(32, 3, Activation.Relu)]
        [Conv2D(48, 3, Activation.Relu)]
        [MaxPool2D(2)]
        [Flatten]
        [Dense(5)]
        public partial class Net@;
        """;

    [Theory]
    [InlineData("600 KB", "conv2")]
    [InlineData("440 KB", "conv2")]
    [InlineData("360 KB", "conv1, conv2")]
    [InlineData("200 KB", "conv1, conv2")]
    public void ConvolutionsAreComputedDirectlyWhereTransformedWeightsAreTooLarge(string budget, string direct)
    {
        var full = Bytes("100 MB", Cnn, 14 * 14 * 32);
        var small = Bytes(budget, Cnn, 14 * 14 * 32);
        Assert.True(full.Total > small.Total);
        for (var i = 0; i < full.Outputs.Length; i++) Assert.Equal(full.Outputs[i], small.Outputs[i], 1e-5f);
        Assert.Contains($"direct convolution    {direct}:", small.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain("direct convolution", full.Summary, StringComparison.Ordinal);
        // Beside arrays: what holds prepared weights, where there are any.
        Assert.InRange(full.Allocated - full.Total - (small.Allocated - small.Total), -16, 160);
    }

    [Fact]
    public void ThereIsAnEndToWhatComputingAgainSaves() => GeneratorHarness.Expect(
        "MG0304", Unet.Replace("Net@", "Net", StringComparison.Ordinal).Replace("[Budget(Ram = \"@\")]", "[«Budget(Ram = \"200 KB\")»]", StringComparison.Ordinal),
        "more than its budget of 200.0 KiB");

    private static (long Total, long Allocated, float[] Outputs, string Summary) Bytes(string budget, string source = Deep, int inputs = 24 * 16, int outputs = 5)
    {
        var type = InMemory.Build(source.Replace("Net@", "Net", StringComparison.Ordinal).Replace("@", budget, StringComparison.Ordinal)).GetType("Net")!;
        const int samples = 40;
        var random = new Random(5);
        float[] x = [.. Enumerable.Range(0, samples * inputs).Select(_ => random.NextSingle() - 0.5f)];
        var y = new float[samples * outputs];
        var predict = type.GetMethod("Predict", [typeof(ReadOnlySpan<float>), typeof(Span<float>)])!;
        predict.CreateDelegate<PredictMethod>(Activator.CreateInstance(type, 1)!)(x, y);
        var allocated = Allocation.Of(() => predict.CreateDelegate<PredictMethod>(Activator.CreateInstance(type, 1)!)(x, y));
        return ((long)type.GetField("PredictionBytes")!.GetRawConstantValue()!, allocated, y, (string)type.GetProperty("Summary")!.GetValue(null)!);
    }

    private delegate void PredictMethod(ReadOnlySpan<float> input, Span<float> output);
}
