namespace ModelGen.Compiler;

/// <summary>The larger of a and b.</summary>
public sealed record Maximum : Binary
{
    public override string? OnnxName => "Max";

    public override Scalar Expression => Maximum(X, Y);

    // Equal operands share the gradient, as in PyTorch.
    protected override Scalar? LeftGradient => Select(Greater(X, Y), Dy, Select(Equal(X, Y), 0.5 * Dy, 0));

    protected override Scalar? RightGradient => Select(Greater(Y, X), Dy, Select(Equal(X, Y), 0.5 * Dy, 0));
}
