namespace ModelGen.Compiler;

/// <summary>y = x − max x − log Σ e^(x − max x) along the last axis.</summary>
public sealed record LogSoftmax : RowFunction
{
    public override string? OnnxName => "LogSoftmax";

    protected override int Arity => 1;

    protected override int Cost => 5;

    public override Value?[] Differentiate(GradientContext context) =>
        [context.Apply(new LogSoftmaxGradient(), context.OutputGradient, context.Output)];

    [Primitive]
    public static Value Build(Call call) => call.Graph.Apply(new LogSoftmax(), call.Tensor("x"));
}

/// <summary>(dy, y) → dy − e^y · Σ dy along the last axis.</summary>
public sealed record LogSoftmaxGradient : RowFunction
{
    public override bool IsDifferentiable => false;

    protected override int Arity => 2;

    protected override int Cost => 4;
}
