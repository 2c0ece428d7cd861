namespace ModelGen.Compiler;

/// <summary>1 where a = b, else 0.</summary>
public sealed record Equal : Comparison
{
    public override Scalar Expression => Equal(X, Y);
}
