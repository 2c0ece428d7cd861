namespace ModelGen.Compiler;

/// <summary>1 where a ≥ b, else 0.</summary>
public sealed record GreaterOrEqual : Comparison
{
    public override Scalar Expression => GreaterOrEqual(X, Y);
}
