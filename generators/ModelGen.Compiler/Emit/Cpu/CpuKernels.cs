namespace ModelGen.Compiler.Emit;

/// <summary>The families of CPU kernels, in the order in which they are offered the nodes of a graph.</summary>
public static class CpuKernels
{
    public static IReadOnlyList<KernelFamily> Families { get; } =
    [
        DepthwiseKernel.Select,
        ConvolutionFamily.Select,
        ConvolutionFamily.SelectWinograd,
        ProductFamily.Select,
        TableProductKernel.Select,
        ConvolutionFamily.SelectWeightGradient,
        ConvolutionFamily.SelectInputGradient,
        ProductFamily.SelectWeightGradient,
        WinogradWeightsKernel.Select,
        WinogradWeightGradientKernel.Select,
        RelayoutKernel.Select,
        RepackKernel.Select,
        ConversionKernel.Select,
        .. PlainKernels.Families,
    ];
}
