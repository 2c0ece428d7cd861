namespace ModelGen.Compiler.Emit;

/// <summary>
/// The extents of a convolution without padding: (H, W, C) by a kernel of (KH, KW, C / groups, channels out). A sample
/// may have several images.
/// </summary>
public sealed record ConvolutionShape(
    int Height, int Width, int Channels, int KernelHeight, int KernelWidth, int OutputChannels,
    int StrideY = 1, int StrideX = 1, int DilationY = 1, int DilationX = 1, int Groups = 1, int Images = 1)
{
    /// <summary>What the outermost loop goes through, and how many there are.</summary>
    public string Item => Images == 1 ? "sample" : "image";

    public string ItemCount => Images == 1 ? "count" : $"count * {Images}";

    public int OutputHeight => (Height - DilationY * (KernelHeight - 1) - 1) / StrideY + 1;

    public int OutputWidth => (Width - DilationX * (KernelWidth - 1) - 1) / StrideX + 1;

    /// <summary>Input channels that each output channel sums over.</summary>
    public int GroupChannels => Channels / Groups;

    public int GroupOutputs => OutputChannels / Groups;

    /// <summary>Whether each output channel has one input channel of its own, at the same place.</summary>
    public bool IsDepthwise => Groups > 1 && Groups == Channels && OutputChannels == Channels;

    /// <summary>Whether channels come in groups of several, each a convolution of its own.</summary>
    public bool HasGroups => Groups > 1 && !IsDepthwise;

    /// <summary>Products summed for one output.</summary>
    public int KernelLength => KernelHeight * KernelWidth * GroupChannels;

    /// <summary>Whether the pixels under one row of the kernel are one run of floats.</summary>
    public bool HasContiguousRows => Groups == 1 && (DilationX == 1 || KernelWidth == 1);

    /// <summary>The kernel's extent as text: 3×3.</summary>
    public string Kernel => $"{KernelHeight}×{KernelWidth}";
}

/// <summary>A pooling window whose neighbours do not overlap it.</summary>
public sealed record PoolShape(int Height, int Width)
{
    public int Length => Height * Width;
}
