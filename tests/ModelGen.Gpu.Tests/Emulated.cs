using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace ModelGen.Tests;

/// <summary>ILGPU's CPU accelerator with warps of 32 threads, for kernels of the tests' own.</summary>
internal static class Emulated
{
    private static readonly Lazy<Accelerator> accelerator = new(() =>
        Context.Create(builder => builder.CPU(CPUDeviceKind.Nvidia)).CreateCPUAccelerator(0, CPUAcceleratorMode.Parallel));

    private static readonly Lock oneAtATime = new();

    /// <summary>Runs a kernel of one input and one output.</summary>
    public static float[] Run(
        Action<ArrayView<float>, ArrayView<float>, int> kernel, float[] x, int outputs, int n, int groups, int threads)
    {
        lock (oneAtATime)
        {
            using MemoryBuffer1D<float, Stride1D.Dense> from = accelerator.Value.Allocate1D(x), to = accelerator.Value.Allocate1D<float>(outputs);
            accelerator.Value.LoadStreamKernel(kernel)(new KernelConfig(groups, threads), from.View, to.View, n);
            accelerator.Value.Synchronize();
            return to.GetAsArray1D();
        }
    }

    /// <summary>Runs a kernel of two inputs and one output in one group of 32 threads.</summary>
    public static float[] Run(
        Action<ArrayView<float>, ArrayView<float>, ArrayView<float>> kernel, float[] a, float[] b, int outputs)
    {
        lock (oneAtATime)
        {
            using MemoryBuffer1D<float, Stride1D.Dense> left = accelerator.Value.Allocate1D(a), right = accelerator.Value.Allocate1D(b), to = accelerator.Value.Allocate1D<float>(outputs);
            accelerator.Value.LoadStreamKernel(kernel)(new KernelConfig(1, 32), left.View, right.View, to.View);
            accelerator.Value.Synchronize();
            return to.GetAsArray1D();
        }
    }
}
