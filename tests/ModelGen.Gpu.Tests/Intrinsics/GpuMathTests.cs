using ModelGen.Tests.Numerics;
using ModelGen.Tests.Ptx;

namespace ModelGen.Tests.Intrinsics;

public class GpuMathTests
{
    private const double Ordinary = 2e-7, Smallest = 1.2e-38;      // below the smallest normal number only the size counts

    /// <summary>Every n-th float between two, which is dense near 0 too, and as many evenly spaced ones.</summary>
    private static float[] Sweep(float from, float to, int count = 40_000)
    {
        static int Order(float x) => BitConverter.SingleToInt32Bits(x) is var bits && bits < 0 ? int.MinValue - bits : bits;
        long low = Order(from), high = Order(to), stride = Math.Max(1, (high - low) / count) | 1;
        List<float> sweep = [from, to];
        for (var at = low; at <= high; at += stride)
            sweep.Add(BitConverter.Int32BitsToSingle(at < 0 ? int.MinValue - (int)at : (int)at));
        for (var i = 0; i <= count; i++) sweep.Add((float)(from + ((double)to - from) * i / count));
        return [.. sweep];
    }

    private static (Func<float, float> Actual, Func<double, double> Exact) Function(string name) => name switch
    {
        "Exp" => (GpuMath.Exp, Math.Exp),
        "Log" => (GpuMath.Log, Math.Log),
        "Log1p" => (GpuMath.Log1p, SpecialFunctions.Log1p),
        "Sin" => (GpuMath.Sin, Math.Sin),
        "Cos" => (GpuMath.Cos, Math.Cos),
        "Erf" => (GpuMath.Erf, SpecialFunctions.Erf),
        "Tanh" => (GpuMath.Tanh, Math.Tanh),
        "Sigmoid" => (GpuMath.Sigmoid, SpecialFunctions.Sigmoid),
        "ReciprocalSqrt" => (GpuMath.ReciprocalSqrt, x => 1 / Math.Sqrt(x)),
        "Sign" => (GpuMath.Sign, x => x > 0 ? 1 : x < 0 ? -1 : x),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static void Check(string name, float[] inputs, double relative, double absolute)
    {
        var (function, exact) = Function(name);
        var (worst, at) = (0.0, 0f);
        foreach (var x in inputs)
        {
            double actual = function(x), expected = exact(x);
            if ((float)expected == actual || (double.IsNaN(expected) && double.IsNaN(actual))) continue;
            var error = (Math.Abs(actual - expected) - absolute) / Math.Abs(expected);
            if (!(error <= worst)) (worst, at) = (error, x);
        }
        Assert.True(worst <= relative, $"{name}: relative error {worst:E2} at {at:G9}");
    }

    [Theory]
    [InlineData("Exp", -110, 88.72f, Ordinary, 1.5e-45)]
    [InlineData("Exp", -1, 1, Ordinary, 0)]
    [InlineData("Log", 1e-45f, 3.4e38f, Ordinary, 0)]
    [InlineData("Log", 0.5f, 2, Ordinary, 0)]
    [InlineData("Log", 0.999f, 1.001f, Ordinary, 0)]
    [InlineData("Log1p", -0.9999999f, 1e30f, Ordinary, 0)]
    [InlineData("Log1p", -0.5f, 1, Ordinary, 0)]
    [InlineData("Sin", -8192, 8192, 0, 1.2e-7)]
    [InlineData("Sin", -1.6f, 1.6f, Ordinary, 0)]
    [InlineData("Sin", 8192, 3.4e38f, 0, 1.2e-7)]
    [InlineData("Sin", 8192, 1e6f, 0, 1.2e-7)]
    [InlineData("Cos", -8192, 8192, 0, 1.2e-7)]
    [InlineData("Cos", -3.4e38f, -8192, 0, 1.2e-7)]
    [InlineData("Cos", -0.8f, 0.8f, Ordinary, 0)]
    [InlineData("Erf", -6, 6, Ordinary, 0)]
    [InlineData("Erf", -0.1f, 0.1f, Ordinary, 0)]
    [InlineData("Tanh", -12, 12, Ordinary, 0)]
    [InlineData("Tanh", -0.1f, 0.1f, Ordinary, 0)]
    [InlineData("Sigmoid", -103, 103, 2.5e-7, Smallest)]
    [InlineData("ReciprocalSqrt", 1e-38f, 3.4e38f, Ordinary, 0)]
    public void Functions_are_accurate(string name, float from, float to, double relative, double absolute) =>
        Check(name, Sweep(from, to), relative, absolute);

    private static readonly float[] Limits =
    [
        float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, 0, -0f, 1e-45f, -1e-45f,
        1e-38f, -1e-38f, 1, -1, 100, -100, 1e10f, -1e10f, 88.7f, 89, -87.4f, -104, 2,
    ];

    [Theory]
    [InlineData("Exp", 1.5e-45)]
    [InlineData("Log", 1.5e-45)]
    [InlineData("Log1p", 1.5e-45)]
    [InlineData("Sin", 1.2e-7)]
    [InlineData("Cos", 1.2e-7)]
    [InlineData("Erf", 1.5e-45)]
    [InlineData("Tanh", 1.5e-45)]
    [InlineData("Sigmoid", Smallest)]
    [InlineData("ReciprocalSqrt", 1.5e-45)]
    [InlineData("Sign", 0)]
    public void Limits_are_those_of_the_function(string name, double absolute) => Check(name, Limits, 2.5e-7, absolute);

    [Fact]
    public void Zero_keeps_its_sign()
    {
        foreach (Func<float, float> function in new[] { GpuMath.Tanh, GpuMath.Erf })
            Assert.Equal(BitConverter.SingleToInt32Bits(-0f), BitConverter.SingleToInt32Bits(function(-0f)));
    }

    [Fact]
    public void Powers_are_accurate_and_follow_the_rules_of_pow()
    {
        float[] bases = [.. Sweep(1e-38f, 1e38f, 400), .. Sweep(0.5f, 2, 400), .. Limits, -2, -3.5f];
        float[] exponents =
        [
            0, -0f, 1, -1, 2, 3, -3, 0.5f, -0.5f, 1f / 3, 2.5f, 10, 17.3f, -60, 127, 1e-3f, 1e-30f, 1e5f, -1e5f, 16777217, 1e10f, 1e11f,
            float.NaN, float.PositiveInfinity, float.NegativeInfinity,
        ];
        foreach (var y in exponents)
            foreach (var x in bases)
            {
                double actual = GpuMath.Power(x, y), expected = Math.Pow(x, y);
                if ((float)expected == actual || (double.IsNaN(expected) && double.IsNaN(actual))) continue;
                Assert.True(
                    Math.Abs(actual - expected) <= Ordinary * Math.Abs(expected) + 1.5e-45,
                    $"Power({x:G9}, {y:G9}) = {actual:G9}, expected {expected:G9}");
            }
    }

    [Fact]
    public void Extremes_pass_on_what_is_no_number()
    {
        Assert.True(float.IsNaN(GpuMath.Max(float.NaN, 1)) && float.IsNaN(GpuMath.Max(1, float.NaN)));
        Assert.True(float.IsNaN(GpuMath.Min(float.NaN, 1)) && float.IsNaN(GpuMath.Min(1, float.NaN)));
        Assert.Equal((2f, 1f), (GpuMath.Max(1, 2), GpuMath.Min(1, 2)));
        Assert.Equal((-2f, 2f, -1f), (GpuMath.Floor(-1.5f), GpuMath.Round(2.5f), GpuMath.Floor(-0.1f)));
    }

    [Fact]
    public void Kernels_compute_the_same()
    {
        var x = Limits;
        var y = Emulated.Run(MathKernels.Tanh, x, x.Length, x.Length, groups: 1, threads: 32);
        Assert.Equal(x.Select(GpuMath.Tanh), y);
    }
}
