namespace ModelGen.Compiler.Emit;

/// <summary>
/// What the normalisation of rows and its gradient share: the elementwise node before and the one behind are taken in,
/// so that gain, shift and residual cost no pass over memory of their own.
/// </summary>
public abstract class GpuNormKernel : GpuRowKernel
{
    private readonly Value rows;
    private readonly Node node;

    private protected GpuNormKernel(Node node, Node? before, Node? after) : base(node.Output, node.Output.IsBatched)
    {
        (this.node, rows, Before, After) = (node, node.Inputs[0], before, after);
        Inputs =
        [
            .. (before?.Inputs ?? [rows]).Concat(node.Inputs.Skip(1))
                .Concat(after?.Inputs.Where(input => input != node.Output) ?? []).Distinct(),
        ];
    }

    private protected Node? Before { get; }

    private protected Node? After { get; }

    public override IReadOnlyList<Value> Inputs { get; }

    private protected string Share => CodeWriter.Literal(1.0 / Columns);

    /// <summary>The element of <see cref="Before"/>, or of the first operand, as C#.</summary>
    private protected string Source(Row row) => Before is null
        ? row.Element(rows)
        : KernelText.Primary(GpuExpression.Render(Expression(Before), index => row.Element(Before.Inputs[index])));

    /// <summary>The element of <see cref="After"/> as C#.</summary>
    private protected string Result(Row row, string result) => After is null
        ? result
        : GpuExpression.Render(Expression(After), index => After.Inputs[index] == node.Output ? KernelText.Primary(result) : row.Element(After.Inputs[index]));

    /// <summary>The value of <see cref="Before"/>, or of the first operand, as mathematics.</summary>
    private protected string SourceAsMaths(KernelNames names) => Before is null
        ? names.Inputs[0]
        : MathExpression.Render(Expression(Before), index => NameOf(names, Before.Inputs[index]));

    /// <summary>The value of <see cref="After"/> as mathematics.</summary>
    private protected string ResultAsMaths(string result, KernelNames names) => After is null
        ? result
        : MathExpression.Render(Expression(After), index => After.Inputs[index] == node.Output ? result : NameOf(names, After.Inputs[index]));

    private protected string NameOf(KernelNames names, Value operand) => names.Inputs[Inputs.ToList().IndexOf(operand)];

    private static Scalar Expression(Node elementwise) => ((Elementwise)elementwise.Operator).Expression;
}
