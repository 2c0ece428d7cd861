namespace ModelGen.Compiler;

/// <summary>Several elementwise operators as one expression: what fusion and the gradient rules leave behind.</summary>
/// <param name="Body">The expression; it uses every operand.</param>
public sealed record FusedElementwise(Scalar Body) : Elementwise
{
    public override int Arity => Body.CountArguments();

    public override Scalar Expression => Body;

    public override bool IsDifferentiable => false;

    // Of more than one function, what they start from is all that can be said shortly.
    protected override string Noun =>
        Body is Scalar.Apply(var function, var arguments) && arguments.All(argument => argument is not Scalar.Apply)
            ? function.ToString()
            : "function";
}
