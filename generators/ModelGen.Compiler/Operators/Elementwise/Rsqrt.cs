namespace ModelGen.Compiler;

/// <summary>1/√x.</summary>
public sealed record Rsqrt : Unary
{
    public override Scalar Expression => ReciprocalSqrt(X);

    protected override Scalar? Gradient => -0.5 * Dy * (Output * Output * Output);
}
