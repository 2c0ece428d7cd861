using ModelGen.Numerics;

namespace ModelGen.Tests.Numerics;

public class SimdMathTests
{
    private delegate T Function<T>(T x) where T : struct, ISimd<T>;

    private static float[] Map<T>(Function<T> function, float[] x) where T : struct, ISimd<T>
    {
        var y = new float[x.Length];
        for (var i = 0; i < x.Length; i += (int)T.Length)
            function(T.LoadFirst(ref x[i], 0, x.Length - i)).StoreFirst(ref y[i], 0, x.Length - i);
        return y;
    }

    /// <summary>Every n-th float between two, which is dense near 0 too; n is odd, so that all last bits occur.</summary>
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

    private sealed record Accuracy(
        string Name, float[] Inputs, Func<double, double> Expected, double Relative, double Absolute) : IWidthCheck
    {
        public void Run<T>() where T : struct, ISimd<T>
        {
            Function<T> function = Name switch
            {
                "Exp" => SimdMath.Exp,
                "Log" => SimdMath.Log,
                "Log1p" => SimdMath.Log1p,
                "Sin" => SimdMath.Sin,
                "Cos" => SimdMath.Cos,
                "Erf" => SimdMath.Erf,
                "Tanh" => SimdMath.Tanh,
                "Sigmoid" => SimdMath.Sigmoid,
                "ReciprocalSqrt" => SimdMath.ReciprocalSqrt,
                _ => SimdMath.Sign,
            };
            var actual = Map(function, Inputs);
            var (worst, at) = (0.0, 0f);
            for (var i = 0; i < Inputs.Length; i++)
            {
                var expected = Expected(Inputs[i]);
                if ((float)expected == actual[i] || (double.IsNaN(expected) && float.IsNaN(actual[i]))) continue;
                var error = (Math.Abs(actual[i] - expected) - Absolute) / Math.Abs(expected);
                if (!(error <= worst)) (worst, at) = (error, Inputs[i]);
            }
            Assert.True(worst <= Relative, $"{Name}<{typeof(T).Name}>: relative error {worst:E2} at {at:G9}");
        }
    }

    private sealed record Product(float[] Gates, float[] Values) : IWidthCheck
    {
        public void Run<T>() where T : struct, ISimd<T>
        {
            for (var i = 0; i < Gates.Length; i++)
            {
                var expected = SpecialFunctions.Sigmoid(Gates[i]) * Math.Tanh(Values[i]);
                var actual = T.Max(SimdMath.SigmoidTanh(T.Create(Gates[i]), T.Create(Values[i])));
                Assert.True(
                    double.IsNaN(expected) ? float.IsNaN(actual) : Math.Abs(actual - expected) <= 6e-7 * Math.Abs(expected) + 1e-37,
                    $"SigmoidTanh<{typeof(T).Name}>({Gates[i]:G9}, {Values[i]:G9}) is {actual:G9}, expected {expected:G9}");
            }
        }
    }

    [Fact]
    public void A_gate_and_what_it_lets_through_share_a_division()
    {
        float[] gates = [float.NegativeInfinity, -200, -88, -40, -3, -0.1f, 0, 0.5f, 4, 30, 100, float.PositiveInfinity, float.NaN];
        var values = Sweep(-20, 20, 500).Append(float.NegativeInfinity).Append(float.PositiveInfinity).Append(float.NaN).ToArray();
        Widths.ForEach(new Product([.. values.SelectMany(_ => gates)], [.. values.SelectMany(value => gates.Select(_ => value))]));
    }

    private const double Ordinary = 2e-7, Rational = 3.5e-7, Smallest = 1.2e-38;      // below the smallest normal number only the size counts

    public static TheoryData<string, float, float, double, double> Ranges => new()
    {
        { "Exp", -110, 88.72f, Ordinary, 1.5e-45 },
        { "Exp", -1, 1, Ordinary, 0 },
        { "Log", 1e-45f, 3.4e38f, Ordinary, 0 },
        { "Log", 0.5f, 2, Ordinary, 0 },
        { "Log", 0.999f, 1.001f, Ordinary, 0 },
        { "Log1p", -0.9999999f, 1e30f, Ordinary, 0 },
        { "Log1p", -0.5f, 1, Ordinary, 0 },
        { "Sin", -8192, 8192, 0, 1.2e-7 },
        { "Sin", -1.6f, 1.6f, Ordinary, 0 },
        { "Sin", 8192, 3e38f, 0, 1.2e-7 },
        { "Cos", -8192, 8192, 0, 1.2e-7 },
        { "Cos", -3e38f, -8192, 0, 1.2e-7 },
        { "Cos", -0.8f, 0.8f, Ordinary, 0 },
        { "Erf", -6, 6, Rational, 1.5e-45 },
        { "Erf", -0.1f, 0.1f, Rational, 1.5e-45 },
        { "Tanh", -12, 12, Rational, 0 },
        { "Tanh", -0.1f, 0.1f, Rational, 0 },
        { "Sigmoid", -103, 103, 2.5e-7, Smallest },
        { "ReciprocalSqrt", 1e-38f, 3.4e38f, Ordinary, 0 },
    };

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Functions_are_accurate(string name, float from, float to, double relative, double absolute) =>
        Widths.ForEach(new Accuracy(name, Sweep(from, to), Exact(name), relative, absolute));

    private static readonly float[] Limits =
    [
        float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, 0, -0f, 1e-45f, -1e-45f,
        1e-38f, -1e-38f, 1, -1, 100, -100, 1e10f, -1e10f, 88.7f, 89, -87.4f, -104, 2,
    ];

    public static TheoryData<string> Names => ["Exp", "Log", "Log1p", "Sin", "Cos", "Erf", "Tanh", "Sigmoid", "ReciprocalSqrt", "Sign"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Limits_are_those_of_the_function(string name) =>
        Widths.ForEach(new Accuracy(name, Limits, Exact(name), 2.5e-7, name == "Sigmoid" ? Smallest : 1.5e-45 + (name is "Sin" or "Cos" ? 1.2e-7 : 0)));

    private sealed class Saturation : IWidthCheck
    {
        public void Run<T>() where T : struct, ISimd<T>
        {
            foreach (var size in (float[])[9, 100, 1e10f, float.MaxValue, float.PositiveInfinity])
                foreach (var x in (float[])[size, -size])
                {
                    Assert.Equal((float)MathF.Sign(x), Map<T>(SimdMath.Erf, [x])[0]);
                    Assert.Equal((float)MathF.Sign(x), Map<T>(SimdMath.Tanh, [x])[0]);
                }
        }
    }

    // Or GELU, x/2 · (1 + erf(x/√2)), would grow again for large negative x.
    [Fact]
    public void Far_out_the_error_function_and_tanh_are_one_exactly() => Widths.ForEach(new Saturation());

    private static Func<double, double> Exact(string name) => name switch
    {
        "Exp" => Math.Exp,
        "Log" => Math.Log,
        "Log1p" => SpecialFunctions.Log1p,
        "Sin" => Math.Sin,
        "Cos" => Math.Cos,
        "Erf" => SpecialFunctions.Erf,
        "Tanh" => Math.Tanh,
        "Sigmoid" => SpecialFunctions.Sigmoid,
        "ReciprocalSqrt" => x => 1 / Math.Sqrt(x),
        _ => x => x > 0 ? 1 : x < 0 ? -1 : x,
    };

    private sealed class PowerAccuracy : IWidthCheck
    {
        private static readonly float[] Bases = [.. Sweep(1e-38f, 1e38f, 400), .. Sweep(0.5f, 2, 400), .. Limits, -2, -3.5f];
        private static readonly float[] Exponents =
        [
            0, -0f, 1, -1, 2, 3, -3, 0.5f, -0.5f, 1f / 3, 2.5f, 10, 17.3f, -60, 127, 1e-3f, 1e-30f, 1e5f, -1e5f, 16777217, 1e10f, 1e11f,
            float.NaN, float.PositiveInfinity, float.NegativeInfinity,
        ];

        public void Run<T>() where T : struct, ISimd<T>
        {
            foreach (var y in Exponents)
            {
                var actual = Map<T>(x => SimdMath.Power(x, T.Create(y)), Bases);
                for (var i = 0; i < Bases.Length; i++)
                {
                    var expected = Math.Pow(Bases[i], y);
                    if ((float)expected == actual[i] || (double.IsNaN(expected) && float.IsNaN(actual[i]))) continue;
                    Assert.True(
                        Math.Abs(actual[i] - expected) <= 2e-7 * Math.Abs(expected) + 1.5e-45,
                        $"Power<{typeof(T).Name}>({Bases[i]:G9}, {y:G9}) = {actual[i]:G9}, expected {expected:G9}");
                }
            }
        }
    }

    [Fact]
    public void Powers_are_accurate_and_follow_the_rules_of_pow() => Widths.ForEach(new PowerAccuracy());

    // The 64 columns of a wide group take part in one call; what one lane holds must not change the others.
    private sealed class Neighbours : IWidthCheck
    {
        public void Run<T>() where T : struct, ISimd<T>
        {
            var x = Enumerable.Range(0, (int)T.Length).Select(i => i == 1 ? 1e20f : 0.1f * i).ToArray();
            var y = Map<T>(SimdMath.Sin, x);
            for (var i = 0; i < x.Length; i++) Assert.Equal(Math.Sin(x[i]), y[i], 1.2e-7);
        }
    }

    [Fact]
    public void A_large_argument_leaves_its_neighbours_accurate() => Widths.ForEach(new Neighbours());
}
