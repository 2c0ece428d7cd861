namespace ModelGen.Compiler;

/// <summary>Scales and shifts in the right operand: its rows belong to the channels of x, its columns to those of the result.</summary>
public sealed partial record MatMul : ILinear
{
    bool ILinear.TakesScale(Shape weight) => !TransposeLeft && weight.Rank == 2;

    bool ILinear.TakesShift => true;

    /// <summary>(x · diag s) · W = x · (diag s · W).</summary>
    Value ILinear.ScaleOperand(Value weight, Value scale) => Scaled(weight, scale, byColumn: TransposeRight);

    /// <summary>(x · W) · diag s = x · (W · diag s).</summary>
    Value ILinear.ScaleResult(Value weight, Value scale) => Scaled(weight, scale, byColumn: !TransposeRight);

    Value ILinear.Sums(Value weight, Value row)
    {
        var graph = weight.Graph;
        var sums = graph.Apply(this, graph.Apply(new Reshape(new Shape(1, row.Shape.Length)), row), weight);
        return graph.Apply(new Reshape(new Shape(sums.Shape.Length)), sums);
    }

    // A factor for each column, or for each row.
    private static Value Scaled(Value weight, Value scale, bool byColumn) => weight.Graph.Apply(
        new Multiply(), weight, byColumn ? scale : weight.Graph.Apply(new Reshape(new Shape(scale.Shape.Length, 1)), scale));
}
