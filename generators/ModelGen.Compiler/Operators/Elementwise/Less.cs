namespace ModelGen.Compiler;

/// <summary>1 where a &lt; b, else 0.</summary>
public sealed record Less : Comparison
{
    public override Scalar Expression => Less(X, Y);
}
