namespace ModelGen.Tests.Emulator;

/// <summary>Threads that wait for each other, in both orders and on ILGPU's accelerator.</summary>
public class StopTests
{
    public static readonly TheoryData<GpuEmulation> Modes = [GpuEmulation.InOrder, GpuEmulation.Reversed, GpuEmulation.Ilgpu];

    [Theory, MemberData(nameof(Modes))]
    public void ABarrierInALoopIsReachedByAllThreadsInEveryRound(GpuEmulation mode)
    {
        var x = Enumerable.Range(0, 768).Select(i => (float)i).ToArray();
        var y = OneLaunch.Run(mode, typeof(StopKernels), nameof(StopKernels.SumByHalves), 3, 256, [x, new float[3]])[1];
        Assert.Equal([x[..256].Sum(), x[256..512].Sum(), x[512..].Sum()], y);
    }

    [Theory, MemberData(nameof(Modes))]
    public void AProductInTilesIsTheProduct(GpuEmulation mode)
    {
        const int n = 48;
        float[] a = OneLaunch.Noise(16 * n, 1), b = OneLaunch.Noise(16 * n, 2);
        var c = OneLaunch.Run(mode, typeof(StopKernels), nameof(StopKernels.Product), 1, 256, [a, b, new float[256]], n)[2];
        for (var i = 0; i < 256; i++)
        {
            var sum = Enumerable.Range(0, n).Sum(k => (double)a[i / 16 * n + k] * b[k * 16 + i % 16]);
            Assert.Equal(sum, c[i], 1e-5);
        }
    }

    [Theory, MemberData(nameof(Modes))]
    public void ExchangesInExpressionsKeepWhatWasComputedBefore(GpuEmulation mode)
    {
        float[] x = OneLaunch.Noise(128, 3), y = OneLaunch.Noise(128, 4);
        var results = OneLaunch.Run(mode, typeof(StopKernels), nameof(StopKernels.InExpressions), 2, 64, [x, y]);
        for (var i = 0; i < 128; i++)
        {
            int lane = i % 32, warp = i - lane;
            var expected = y[i] + 2 * x[i] + x[i ^ 1] * (x[i] - x[warp + 31 - lane]);
            Assert.Equal(expected, results[1][i], 1e-6);
            Assert.Equal(x[i] > 0 ? results[1][i] : x[lane < 28 ? i + 4 : i], results[0][i]);
        }
    }

    [Theory]
    [InlineData(GpuEmulation.InOrder)]
    [InlineData(GpuEmulation.Reversed)]
    public void EveryExchangeGivesWhatPtxSays(GpuEmulation mode)
    {
        var y = OneLaunch.Run(mode, typeof(StopKernels), nameof(StopKernels.Exchanges), 1, 64, [new float[576]])[0];
        for (var i = 0; i < 64; i++)
        {
            int lane = i % 32, warp = i - lane;
            float[] expected =
            [
                warp + (lane + 1) % 32, i ^ 8, lane < 27 ? i + 5 : i, lane > 2 ? i - 3 : i, warp + 7, 1,
                i / 8 * 8 + 1, i % 4 == 0 ? i + 3 : i, warp / 32 * 100 + 32,
            ];
            for (var k = 0; k < expected.Length; k++)
                Assert.Equal(expected[k], y[k * 64 + i]);
        }
    }

    [Fact]
    public void StopsInCallsOfCallsGoOnWhereTheyWere()
    {
        float[][] arrays = [OneLaunch.Noise(128, 5), OneLaunch.Noise(128, 6)];
        var (inOrder, reversed, ilgpu) = (Run(GpuEmulation.InOrder), Run(GpuEmulation.Reversed), Run(GpuEmulation.Ilgpu));
        OneLaunch.AssertSameBits(inOrder, reversed);
        OneLaunch.AssertSameBits(ilgpu, inOrder);
        Assert.NotEqual(arrays[1], inOrder[1]);

        // Every thread is in one of the branches: both of a block would have to be for the barriers to be reached.
        float[][] Run(GpuEmulation mode) => OneLaunch.Run(
            mode, typeof(StopKernels), nameof(StopKernels.InCalls), 2, 64,
            [[.. arrays[0].Select(MathF.Abs)], arrays[1]], 3);
    }
}
