namespace ModelGen.Compiler.Emit;

/// <summary>
/// The families that make a kernel of one node each (a recurrence also takes in what looks up its gates); those that fuse
/// several are asked before them.
/// </summary>
public static class PlainKernels
{
    public static IReadOnlyList<KernelFamily> Families { get; } =
    [
        AttentionKernel.Select,
        AttentionGradientKernel.Select,
        RotateKernel.Select,
        SinusoidKernel.Select,
        NormalizeKernel.Select,
        NormalizeGradientKernel.Select,
        ElementwiseKernel.Select,
        ReductionKernel.Select,
        CumulativeSumKernel.Select,
        SoftmaxKernel.Select,
        SoftmaxGradientKernel.Select,
        SparseCategoricalCrossEntropyKernel.Select,
        SparseCategoricalCrossEntropyGradientKernel.Select,
        MovementKernel.Select,
        ResampleKernel.Select,
        ArgMaxKernel.Select,
        TopKKernel.Select,
        OneHotKernel.Select,
        GatherKernel.Select,
        MaxPool2DKernel.Select,
        MaxPool2DGradientKernel.Select,
        AveragePool2DKernel.Select,
        AveragePool2DGradientKernel.Select,
        PooledWeightGradientKernel.Select,
        PooledChannelsWeightGradientKernel.Select,
        PooledInputGradientKernel.Select,
        SourceKernel.Select,
        RecurrenceKernel.Select,
        LookupKernel.Select,
        LookupGradientKernel.Select,
        ToRealKernel.Select,
        RecurrenceGradientKernel.Select,
        PositionMovementKernel.Select,
        ReducePositionsKernel.Select,
        RotatePositionKernel.Select,
        AttentionSoFarKernel.Select,
        RecurrenceSoFarKernel.Select,
    ];
}
