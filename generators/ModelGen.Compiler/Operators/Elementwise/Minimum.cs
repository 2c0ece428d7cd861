namespace ModelGen.Compiler;

/// <summary>The smaller of a and b.</summary>
public sealed record Minimum : Binary
{
    public override string? OnnxName => "Min";

    public override Scalar Expression => Minimum(X, Y);

    // Equal operands share the gradient, as in PyTorch.
    protected override Scalar? LeftGradient => Select(Less(X, Y), Dy, Select(Equal(X, Y), 0.5 * Dy, 0));

    protected override Scalar? RightGradient => Select(Less(Y, X), Dy, Select(Equal(X, Y), 0.5 * Dy, 0));
}
