namespace ModelGen;

/// <summary>How <see cref="GpuDevice.OpenEmulator"/> runs the threads of a block.</summary>
public enum GpuEmulation
{
    /// <summary>
    /// One after another, each until it returns or has to wait for others. What a GPU would not tell is an exception:
    /// accesses outside of a span, vectors that are not aligned, barriers to which only some threads come. Shared memory
    /// that nothing was written to, or where a copy is still on its way, is NaN.
    /// </summary>
    InOrder,

    /// <summary>
    /// As <see cref="InOrder"/>, the last block, warp and thread first: a kernel that gives other results than in order
    /// lacks a barrier or has a race.
    /// </summary>
    Reversed,

    /// <summary>By ILGPU's own accelerator: each is a thread of the operating system, some hundred times slower.</summary>
    Ilgpu,
}
