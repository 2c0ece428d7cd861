namespace ModelGen.Compiler.Emit;

/// <summary>Integers as floats.</summary>
public sealed class ToRealKernel(Node node) : Kernel
{
    private readonly LoopNest nest = LoopNest.Broadcast(node.Output.Type, [node.Inputs[0].Type]);

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is ToReal ? new Selected(new ToRealKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override Domain Domain => node.Output.IsBatched ? Domain.Samples : Domain.Tiles;

    public override int TileCount => Domain == Domain.Tiles ? VectorLoops.TileCount(nest) : 1;

    public override bool ReadsPastEnd(int input) => false;

    public override long Flops => node.Output.Shape.Length;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        KernelText.Comment(code, $"{names.Outputs[0]} = {names.Inputs[0]} as floats", Inputs, Outputs);
        var locals = new LoopLocals(names);
        using (KernelText.Method(code, this, names))
        {
            var bits = locals.Take(names.Inputs[0] + "Bits");
            code.Line($"ref var {bits} = ref Floats(ref {names.Inputs[0]});");
            new VectorLoops(nest, [bits, names.Outputs[0]], locals).Write(
                code, Domain, (body, place) => body.Line($"TVector.ToFloats({place.Load(0)}){place.Store(1)}"));
        }
    }
}
