namespace ModelGen.Compiler;

/// <summary>y = e^(x − max x) / Σ e^(x − max x) along the last axis.</summary>
public sealed record Softmax : RowFunction
{
    public override string? OnnxName => "Softmax";

    protected override int Arity => 1;

    protected override int Cost => 5;

    public override Value?[] Differentiate(GradientContext context) =>
        [context.Apply(new SoftmaxGradient(), context.OutputGradient, context.Output)];

    [Primitive]
    public static Value Build(Call call) => call.Graph.Apply(new Softmax(), call.Tensor("x"));
}

/// <summary>(dy, y) → y · (dy − Σ dy · y) along the last axis.</summary>
public sealed record SoftmaxGradient : RowFunction
{
    public override bool IsDifferentiable => false;

    protected override int Arity => 2;

    protected override int Cost => 4;
}
