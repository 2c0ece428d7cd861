namespace ModelGen.Compiler;

/// <summary>The natural logarithm.</summary>
public sealed record Log : Unary
{
    public override string? OnnxName => "Log";

    public override Scalar Expression => Log(X);

    protected override Scalar? Gradient => Dy / X;
}
