namespace ModelGen.Compiler;

/// <summary>
/// One primitive operation with its attributes. An operator's file is the only place that knows its rules: the types
/// of its results, its derivative as further graph operations, its scalar expression or kernel family, its ONNX name
/// and one line of maths. Two operators with equal attributes are equal.
/// </summary>
public abstract record Operator
{
    /// <summary>The name in declarations, graph dumps and messages.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>The operator of the same meaning in ONNX, or null where there is none.</summary>
    public virtual string? OnnxName => null;

    /// <summary>Writes a node as ONNX nodes, whatever ONNX calls it or must be put together from; false where nothing there computes it.</summary>
    public virtual bool ToOnnx(OnnxContext context) => false;

    /// <summary>The types of the results, or a <see cref="GraphException"/> that says what was expected.</summary>
    public abstract TensorType[] Infer(IReadOnlyList<TensorType> inputs);

    /// <summary><see cref="Infer"/>, and whether the results are there for each position: wherever an operand is.</summary>
    public TensorType[] Types(IReadOnlyList<TensorType> inputs)
    {
        var positions = Positions(inputs);
        return [.. Infer(inputs).Select(type => type with { Positions = type.IsBatched ? positions : 0 })];
    }

    /// <summary>The most positions for each of which there is a result; 0 where there is one for the sample.</summary>
    protected virtual int Positions(IReadOnlyList<TensorType> inputs) => inputs.Select(input => input.Positions).DefaultIfEmpty().Max();

    /// <summary>Whether the first position cannot be worked out without the last.</summary>
    public virtual bool NeedsAllPositions => false;

    /// <summary>
    /// The operator along a time axis whose length is known at run time only, in terms of single positions; null where
    /// it cannot be said so, as it mixes positions or needs their number.
    /// </summary>
    public virtual PositionResult? OnPositions(PositionContext context) => null;

    /// <summary>What the results behind the first are, as their names in the generated code say it: <c>pool1Winners</c>.</summary>
    public virtual string ResultName(int index) => "result" + (index + 1);

    /// <summary>
    /// What the first result is, in words that become its name in the generated code where the declaration has none:
    /// <c>sum of dConv1</c>. Operands without a name are null.
    /// </summary>
    public virtual string Describe(IReadOnlyList<string?> operands) =>
        operands.FirstOrDefault(operand => operand is not null) is { } operand ? Noun + " of " + operand : Noun;

    /// <summary>What the first result is of its operands.</summary>
    protected virtual string Noun => Name;

    /// <summary>Whether <see cref="Differentiate"/> exists.</summary>
    public virtual bool IsDifferentiable => true;

    /// <summary>
    /// The gradients of the inputs as new nodes, given those of the outputs: one entry per input, null where none
    /// flows. Not called when no output has a gradient.
    /// </summary>
    public virtual Value?[] Differentiate(GradientContext context) =>
        throw new InvalidOperationException($"{Name} has no gradient.");

    /// <summary>Multiplications, additions and function calls for one sample (or once, for an unbatched result).</summary>
    public virtual long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        outputs.Sum(output => (long)output.Shape.Length);

    /// <summary>What the index operand of a node must be less than; null if it has none.</summary>
    public virtual int? IndexLimit(Node node) => null;
}
