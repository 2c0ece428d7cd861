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

    /// <summary>The types of the results, or a <see cref="GraphException"/> that says what was expected.</summary>
    public abstract TensorType[] Infer(IReadOnlyList<TensorType> inputs);

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

    /// <summary>What a result besides the first is called in generated code, after the name of the first; null if it has no such name.</summary>
    public virtual string? ResultName(int output) => null;

    /// <summary>What the index operand of a node must be less than; null if it has none.</summary>
    public virtual int? IndexLimit(Node node) => null;
}
