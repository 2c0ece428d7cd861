namespace ModelGen.Compiler;

/// <summary>eˣ.</summary>
public sealed record Exp : Unary
{
    public override string? OnnxName => "Exp";

    public override Scalar Expression => Exp(X);

    protected override Scalar? Gradient => Dy * Output;
}
