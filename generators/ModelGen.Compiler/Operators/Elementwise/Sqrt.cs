namespace ModelGen.Compiler;

/// <summary>√x.</summary>
public sealed record Sqrt : Unary
{
    public override string? OnnxName => "Sqrt";

    public override Scalar Expression => Sqrt(X);

    protected override Scalar? Gradient => 0.5 * Dy / Output;
}
