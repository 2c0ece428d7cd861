namespace ModelGen;

/// <summary>What the library needs to know of a compiled model; a generated class holds one, made once.</summary>
public sealed record ModelInfo
{
    /// <summary>The name of the class.</summary>
    public required string Name { get; init; }

    /// <summary>The inputs in the order of the declaration.</summary>
    public required IReadOnlyList<ColumnInfo> InputColumns { get; init; }

    /// <summary>The targets of the loss in the order of the declaration; empty without a loss.</summary>
    public IReadOnlyList<ColumnInfo> TargetColumns { get; init; } = [];

    /// <summary>Floats predicted per sample.</summary>
    public required int OutputLength { get; init; }

    /// <summary>What the predicted floats mean.</summary>
    public OutputKind OutputKind { get; init; } = OutputKind.Linear;

    /// <summary>The loss as the declaration names it (<c>SparseCategoricalCrossEntropy</c>); null without one.</summary>
    public string? Loss { get; init; }

    /// <summary>Elements of all parameters, running statistics included.</summary>
    public int ParameterCount { get; init; }

    /// <summary>Floating-point operations of one prediction, a multiply-add counted as two.</summary>
    public long FlopsPerSample { get; init; }

    /// <summary>
    /// Operations that the kernels execute for one prediction: fewer than <see cref="FlopsPerSample"/> where convolutions go by
    /// Winograd's algorithm or pooling drops results, more where they work on padding. 0 for inputs of
    /// any length and for models with states.
    /// </summary>
    public long ExecutedFlopsPerSample { get; init; }

    /// <summary>Operations that a training step executes for each sample, forward and backward, without the optimizer's; 0 without a loss.</summary>
    public long TrainingFlopsPerSample { get; init; }
}
