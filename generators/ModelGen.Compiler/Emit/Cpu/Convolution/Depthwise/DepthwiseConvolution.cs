namespace ModelGen.Compiler.Emit;

/// <summary>A padded depthwise convolution, and the memory that it works in.</summary>
public sealed record DepthwiseConvolution(Conv2D Forward) : Operator
{
    public override bool IsDifferentiable => false;

    public override string ResultName(int index) => "workspace";

    /// <summary>Puts it into a graph in the place of a convolution; false where that is of another kind.</summary>
    public static bool Lower(Node node, GraphCopy copy)
    {
        if (!DepthwisePlan.Accepts(node)) return false;
        copy.Map(node.Output, copy.Result.Apply(new DepthwiseConvolution((Conv2D)node.Operator), copy[node.Inputs[0]], copy[node.Inputs[1]]));
        return true;
    }

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        var y = Forward.Infer(inputs)[0];
        return [y, y with { Shape = new Shape(DepthwisePlan.Of(Forward, inputs[0].Shape, inputs[1].Shape).WorkspaceLength) }];
    }

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => Forward.CountFlops(inputs, outputs);
}
