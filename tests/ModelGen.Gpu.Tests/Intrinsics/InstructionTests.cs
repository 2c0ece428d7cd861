using ModelGen.Numerics;
using ModelGen.Tests.Ptx;

namespace ModelGen.Tests.Intrinsics;

/// <summary>The C# bodies of <see cref="Gpu"/> on the emulator: they must do what the instructions do.</summary>
public class InstructionTests
{
    private static float[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
    }

    [Fact]
    public void Vectors_pass_through_shared_memory()
    {
        var x = Random(128, 1);
        var y = Emulated.Run((from, to, _) => InstructionKernels.Vectors(from, to), x, 128, 0, 1, 32);
        Assert.Equal(x.Select(value => 2 * value), y);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(13)]
    [InlineData(32)]
    public void Copies_end_in_zeros(int n)
    {
        var x = Random(128, 2);
        var y = Emulated.Run(InstructionKernels.Copies, x, 160, n, 1, 32);
        Assert.Equal(x.Take(4 * n).Concat(new float[128 - 4 * n]).Concat(x.Take(n)).Concat(new float[32 - n]), y);
    }

    private static double[] Product(Func<int, int, double> a, Func<int, int, double> b, int depth) =>
        [.. from row in Enumerable.Range(0, 16)
            from column in Enumerable.Range(0, 8)
            select Enumerable.Range(0, depth).Sum(k => a(row, k) * b(k, column))];

    private static void AssertClose(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 2e-6);
    }

    [Fact]
    public void A_warp_multiplies_rounded_to_tf32()
    {
        float[] a = Random(16 * 8, 3), b = Random(8 * 8, 4);
        static double Rounded(float x) => Math.Round(x / Math.ScaleB(1, Math.ILogB(x) - 10), MidpointRounding.AwayFromZero) * Math.ScaleB(1, Math.ILogB(x) - 10);
        var c = Emulated.Run(InstructionKernels.Tf32, a, b, 16 * 8);
        AssertClose(Product((row, k) => Rounded(a[row * 8 + k]), (k, column) => Rounded(b[k * 8 + column]), 8), c);
    }

    [Fact]
    public void A_warp_multiplies_rounded_to_bfloat16_from_matrices_in_shared_memory()
    {
        float[] a = Random(16 * 16, 5), b = Random(16 * 16, 6);
        var c = Emulated.Run(InstructionKernels.Bf16, a, b, 16 * 8);
        AssertClose(Product((row, k) => (float)(BFloat16)a[row * 16 + k], (k, column) => (float)(BFloat16)b[k * 16 + column], 16), c);
    }

    [Theory]
    [InlineData(1f, 1f)]
    [InlineData(1.00048828125f, 1.0009765625f)]             // 1 + 2⁻¹¹: a half, away from zero
    [InlineData(-1.00048828125f, -1.0009765625f)]
    [InlineData(1.0004882f, 1f)]
    [InlineData(3.4028235e38f, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, float.NegativeInfinity)]
    public void Tf32_is_the_nearest(float x, float expected) => Assert.Equal(expected, Gpu.FromBits(Gpu.ToTf32(x)));

    [Fact]
    public void Rounding_keeps_what_is_no_number()
    {
        Assert.True(float.IsNaN(Gpu.FromBits(Gpu.ToTf32(BitConverter.UInt32BitsToSingle(0x7FFF_FFFF)))));
        Assert.True(float.IsNaN(Gpu.LowBf16(Gpu.PackBf16(BitConverter.UInt32BitsToSingle(0x7F80_0001), 0))));
    }

    [Fact]
    public void Pairs_of_bfloat16_are_those_of_the_processor()
    {
        foreach (var x in (float[])[0, -0f, 1, 1.00390625f, 1.01171875f, -3.14159f, 1e-40f, 3.4e38f, float.PositiveInfinity])
        {
            var pair = Gpu.PackBf16(x, -x);
            Assert.Equal((float)(BFloat16)x, Gpu.LowBf16(pair));
            Assert.Equal((float)(BFloat16)(-x), Gpu.HighBf16(pair));
        }
    }
}
