namespace ModelGen;

/// <summary>How a <see cref="GpuDevice"/> runs kernels.</summary>
public enum GpuKind
{
    /// <summary>PTX on an NVIDIA GPU, through the CUDA driver.</summary>
    Cuda,

    /// <summary>OpenCL, through ILGPU.</summary>
    OpenCL,

    /// <summary>The kernels' C# on this machine's processor, to test without a GPU.</summary>
    Emulator,
}
