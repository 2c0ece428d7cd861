namespace ModelGen.Compiler.Emit;

/// <summary>
/// A kernel that knows which positions of which samples it works on: <c>length</c> of each sample, one behind the other, the
/// first of them number <c>position[0]</c>. That number lies in the device's memory, so that launches that were recorded for one
/// position serve all that follow.
/// </summary>
public abstract class GpuPositionKernel(Node node) : GpuKernel
{
    /// <summary>The node that it stands for.</summary>
    protected Node Node => node;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override bool HasPositions => true;

    // A thread for each element of the result, of every position where there is one for each.
    public override GpuGrid Grid => GpuGrid.Over(node.Output.Shape.Length, perSample: true);

    public override bool CountsPositions => node.Output.IsTimed;

    /// <summary>The names of the locals of a method, apart from those that tell the positions.</summary>
    protected static LoopLocals Locals(KernelNames names)
    {
        var locals = new LoopLocals(names);
        foreach (var name in GpuText.Reserved.Concat(GpuText.ReservedAlongTime)) locals.Take(name);
        return locals;
    }
}
