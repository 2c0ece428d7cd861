namespace ModelGen.Compiler;

/// <summary>Scales and shifts in the kernels (KH, KW, C/groups, OC).</summary>
public sealed partial record Conv2D : ILinear
{
    /// <summary>Where each kernel sees all channels, or its own one.</summary>
    bool ILinear.TakesScale(Shape weight) => Groups == 1 || IsOneToOne(weight);

    bool ILinear.TakesShift => PadTop + PadBottom + PadLeft + PadRight == 0;

    /// <summary>W'[k, l, c, o] = s[c] · W[k, l, c, o].</summary>
    Value ILinear.ScaleOperand(Value weight, Value scale) => weight.Graph.Apply(
        new Multiply(), weight, IsOneToOne(weight.Shape) ? scale : weight.Graph.Apply(new Reshape(new Shape(scale.Shape.Length, 1)), scale));

    /// <summary>W'[k, l, c, o] = W[k, l, c, o] · s[o].</summary>
    Value ILinear.ScaleResult(Value weight, Value scale) => weight.Graph.Apply(new Multiply(), weight, scale);

    /// <summary>Σ W[k, l, c, o] · row[c] over k, l and c.</summary>
    Value ILinear.Sums(Value weight, Value row)
    {
        var graph = weight.Graph;
        var kernels = graph.Apply(new Reduce(ReduceKind.Sum, new[] { 0, 1 }, KeepDimensions: false), weight);
        return IsOneToOne(weight.Shape)
            ? graph.Apply(new Multiply(), row, graph.Apply(new Reshape(row.Shape), kernels))
            : ((ILinear)new MatMul()).Sums(kernels, row);
    }

    private bool IsOneToOne(Shape weight) => weight[2] == 1 && weight[3] == Groups;
}
