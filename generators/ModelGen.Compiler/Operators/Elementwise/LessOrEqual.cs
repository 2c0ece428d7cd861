namespace ModelGen.Compiler;

/// <summary>1 where a ≤ b, else 0.</summary>
public sealed record LessOrEqual : Comparison
{
    public override Scalar Expression => LessOrEqual(X, Y);
}
