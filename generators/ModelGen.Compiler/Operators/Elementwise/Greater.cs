namespace ModelGen.Compiler;

/// <summary>1 where a > b, else 0.</summary>
public sealed record Greater : Comparison
{
    public override Scalar Expression => Greater(X, Y);
}
