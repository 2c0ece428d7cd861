namespace ModelGen.Compiler.Emit;

/// <summary>
/// The same values in memory of another format: half the size to be kept for a later phase, or floats again for a
/// kernel of that phase which cannot convert by itself.
/// </summary>
/// <param name="Keeps">Whether the copy is what is kept.</param>
public sealed record Conversion(bool Keeps) : Operator
{
    public override bool IsDifferentiable => false;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs) => [inputs[0]];

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => 0;
}

/// <summary>The kernel of a <see cref="Conversion"/>.</summary>
public sealed class ConversionKernel(Node node) : Kernel
{
    /// <summary>Whether the copy is what is kept for a later phase.</summary>
    public bool Keeps => ((Conversion)node.Operator).Keeps;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is Conversion ? new Selected(new ConversionKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override Domain Domain => Domain.Samples;

    public override bool ReadsPastEnd(int input) => false;

    public override bool TakesHalves(Value operand) => true;

    public override int SmallestSharedNumber => 16;

    public override long Flops => 0;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        var (source, target) = (names.Inputs[0], names.Outputs[0]);
        KernelText.Comment(code, $"{target} = {source} as {Storages.TypeOf(Outputs[0])}", Inputs, Outputs);
        var loops = new VectorLoops(LoopNest.Broadcast(Outputs[0].Type, [Inputs[0].Type]), [source, target], new LoopLocals(names));
        using (KernelText.Method(code, this, names))
            loops.Write(code, Domain, (body, place) => body.Line(place.Load(0) + place.Store(1)));
    }
}
