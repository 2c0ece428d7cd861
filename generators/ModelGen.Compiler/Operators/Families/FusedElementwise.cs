namespace ModelGen.Compiler;

/// <summary>Several elementwise operators as one expression: what fusion and the gradient rules leave behind.</summary>
/// <param name="Body">The expression; it uses every operand.</param>
public sealed record FusedElementwise(Scalar Body) : Elementwise
{
    public override int Arity => Body.CountArguments();

    public override Scalar Expression => Body;

    public override bool IsDifferentiable => false;
}
