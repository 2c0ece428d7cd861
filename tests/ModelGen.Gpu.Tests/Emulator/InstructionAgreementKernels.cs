using ILGPU;

namespace ModelGen.Tests.Emulator;

/// <summary>The library's functions in kernels, for groups of 256 threads.</summary>
internal static class InstructionAgreementKernels
{
    /// <summary>Six functions of 512 numbers.</summary>
    public static void Maths(ArrayView<float> x, ArrayView<float> y)
    {
        var i = Grid.GlobalIndex.X;
        y[i] = GpuMath.Exp(x[i]);
        y[512 + i] = GpuMath.Log(x[i]);
        y[1024 + i] = GpuMath.Tanh(x[i]);
        y[1536 + i] = GpuMath.Erf(x[i]);
        y[2048 + i] = GpuMath.Sin(x[i]);
        y[2560 + i] = GpuMath.Power(x[i], 3);
    }

    /// <summary>Sum, largest and smallest of each group.</summary>
    public static void Reductions(ArrayView<float> x, ArrayView<float> y)
    {
        var i = Grid.GlobalIndex.X;
        y[i] = GpuReduce.GroupSum(x[i]);
        y[512 + i] = GpuReduce.GroupMax(x[i]);
        y[1024 + i] = GpuReduce.GroupMin(x[i]);
    }
}
