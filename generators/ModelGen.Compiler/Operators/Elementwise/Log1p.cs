namespace ModelGen.Compiler;

/// <summary>log(1 + x), exact for small x.</summary>
public sealed record Log1p : Unary
{
    public override Scalar Expression => Log1p(X);

    protected override Scalar? Gradient => Dy / (1 + X);
}
