using ModelGen.Tests.Ptx;

namespace ModelGen.Tests.Emulator;

/// <summary>The instructions that the emulator does in its own way, against their bodies on ILGPU's accelerator.</summary>
public class InstructionAgreementTests
{
    [Theory]
    [InlineData(nameof(InstructionKernels.Vectors), 128, 128, 0, null)]
    [InlineData(nameof(InstructionKernels.Copies), 128, 160, 0, 13)]
    [InlineData(nameof(InstructionKernels.Tf32), 128, 64, 128, null)]
    [InlineData(nameof(InstructionKernels.Bf16), 256, 256, 128, null)]
    public void BothOrdersGiveTheBitsOfTheBodies(string kernel, int first, int second, int third, int? n)
    {
        float[][] arrays = [OneLaunch.Noise(first, 1), OneLaunch.Noise(second, 2), .. third > 0 ? [new float[third]] : Array.Empty<float[]>()];
        var ilgpu = Run(GpuEmulation.Ilgpu);
        OneLaunch.AssertSameBits(ilgpu, Run(GpuEmulation.InOrder));
        OneLaunch.AssertSameBits(ilgpu, Run(GpuEmulation.Reversed));
        Assert.NotEqual(arrays[^1], ilgpu[^1]);

        float[][] Run(GpuEmulation mode) => OneLaunch.Run(
            mode, typeof(InstructionKernels), kernel, 1, 32, arrays, [.. n is { } number ? [number] : Array.Empty<GpuArgument>()]);
    }

    [Fact]
    public void MathsIsThatOfTheBodies()
    {
        float[][] arrays = [[.. OneLaunch.Noise(512, 3).Select(x => 20 * x)], new float[512 * 6]];
        var inOrder = OneLaunch.Run(GpuEmulation.InOrder, typeof(InstructionAgreementKernels), "Maths", 2, 256, arrays)[1];
        for (var i = 0; i < 512; i++)
        {
            var x = arrays[0][i];
            Assert.Equal(
                [GpuMath.Exp(x), GpuMath.Log(x), GpuMath.Tanh(x), GpuMath.Erf(x), GpuMath.Sin(x), GpuMath.Power(x, 3)],
                Enumerable.Range(0, 6).Select(k => inOrder[k * 512 + i]));
        }
    }

    [Theory]
    [InlineData(GpuEmulation.InOrder)]
    [InlineData(GpuEmulation.Reversed)]
    [InlineData(GpuEmulation.Ilgpu)]
    public void ReductionsOfAGroupReachAllThreads(GpuEmulation mode)
    {
        var x = Enumerable.Range(0, 512).Select(i => (float)(i * 37 % 101)).ToArray();
        var y = OneLaunch.Run(mode, typeof(InstructionAgreementKernels), "Reductions", 2, 256, [x, new float[1536]])[1];
        for (var i = 0; i < 512; i++)
        {
            var group = x[(i / 256 * 256)..(i / 256 * 256 + 256)];
            Assert.Equal([group.Sum(), group.Max(), group.Min()], [y[i], y[512 + i], y[1024 + i]]);
        }
    }
}
