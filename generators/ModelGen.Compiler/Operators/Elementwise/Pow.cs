namespace ModelGen.Compiler;

/// <summary>aᵇ; its derivative by b counts as 0 where a ≤ 0, for want of a real logarithm.</summary>
public sealed record Pow : Binary
{
    public override string? OnnxName => "Pow";

    public override Scalar Expression => Power(X, Y);

    // b · aᵇ⁻¹, where 0 · 0⁻¹ counts as 0
    protected override Scalar? LeftGradient => Select(Equal(Y, 0), 0, Dy * Y * Power(X, Y - 1));

    protected override Scalar? RightGradient => Select(Greater(X, 0), Dy * Output * Log(X), 0);
}
