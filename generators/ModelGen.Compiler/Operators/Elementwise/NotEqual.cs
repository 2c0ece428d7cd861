namespace ModelGen.Compiler;

/// <summary>1 where a ≠ b, else 0.</summary>
public sealed record NotEqual : Comparison
{
    public override Scalar Expression => NotEqual(X, Y);
}
