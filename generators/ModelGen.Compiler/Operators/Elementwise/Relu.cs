namespace ModelGen.Compiler;

/// <summary>max(x, 0), with the derivative 0 at 0.</summary>
public sealed record Relu : Unary
{
    public override string? OnnxName => "Relu";

    public override Scalar Expression => Maximum(X, 0);

    protected override Scalar? Gradient => Select(Greater(Output, 0), Dy, 0);
}
