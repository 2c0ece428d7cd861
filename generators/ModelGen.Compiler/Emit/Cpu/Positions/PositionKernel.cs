namespace ModelGen.Compiler.Emit;

/// <summary>
/// A kernel that knows which positions of which samples it works on: <c>samples</c> sequences with <c>length</c> positions
/// each, one behind the other, the first of them position <c>start</c> of its sample.
/// </summary>
public abstract class PositionKernel(Node node) : Kernel
{
    protected Node Node => node;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override Domain Domain => Domain.Samples;

    public override Granularity Granularity => Granularity.ManySamples;

    public override IReadOnlyList<string> ExtraParameters => ["nuint samples", "nuint length", "nuint start"];

    public override bool ReadsPastEnd(int input) => false;

    public override long Flops => node.Operator.CountFlops(
        [.. node.Inputs.Select(input => input.Type)], [.. node.Outputs.Select(output => output.Type)]);

    /// <summary>The names of the locals of a method, apart from those that tell the positions.</summary>
    protected static LoopLocals Locals(KernelNames names)
    {
        var locals = new LoopLocals(names);
        foreach (var name in new[] { "samples", "length", "start" }) locals.Take(name);
        return locals;
    }
}
