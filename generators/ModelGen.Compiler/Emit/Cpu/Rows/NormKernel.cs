namespace ModelGen.Compiler.Emit;

/// <summary>
/// What the normalisation of rows and its gradient share: the elementwise node before and the one behind are taken in,
/// so that gain, shift and residual cost no pass over memory of their own.
/// </summary>
public abstract class NormKernel : RowKernel
{
    private readonly Value rows;
    private readonly List<Value> inputs;

    /// <param name="node">The node.</param>
    /// <param name="before">The elementwise node that makes its first operand, or null where that is read.</param>
    /// <param name="after">An elementwise node that uses its first result, or null.</param>
    private protected NormKernel(Node node, Node? before, Node? after) : base(node)
    {
        (rows, Before, After) = (node.Inputs[0], before, after);
        inputs =
        [
            .. (before?.Inputs ?? [rows]).Concat(node.Inputs.Skip(1))
                .Concat(after?.Inputs.Where(input => input != node.Output) ?? []).Distinct(),
        ];
    }

    private protected Node? Before { get; }

    private protected Node? After { get; }

    public override IReadOnlyList<Value> Inputs => inputs;

    public override bool TakesHalves(Value operand) => IsOfRows(operand);

    public override long Flops => base.Flops + Cost(Before) + Cost(After);

    private protected override string LongType => Columns % 64 == 0 ? "TSix" : "TVector";

    // What has one row, or one number, serves all rows.
    private protected override int Stride(Value operand) => IsOneForAll(operand) ? 0 : base.Stride(operand);

    /// <summary>The value of <see cref="Before"/>, or of the first operand, as C#.</summary>
    private protected string Rows(string type, Func<Value, string> operand) => Before is null
        ? operand(rows)
        : SimdExpression.Render(Expression(Before), type, index => operand(Before.Inputs[index]));

    /// <summary>The value of <see cref="After"/> as C# that a member can follow.</summary>
    private protected string Result(string type, string result, Func<Value, string> operand) => KernelText.Primary(After is null
        ? result
        : SimdExpression.Render(Expression(After), type, index => IsResult(index) ? KernelText.Primary(result) : operand(After.Inputs[index])));

    /// <summary>The value of <see cref="Before"/>, or of the first operand, as mathematics.</summary>
    private protected string RowsAsMaths(KernelNames names) => Before is null
        ? names.Inputs[0]
        : MathExpression.Render(Expression(Before), index => names.Inputs[IndexOf(Before.Inputs[index])]);

    /// <summary>The value of <see cref="After"/> as mathematics.</summary>
    private protected string ResultAsMaths(string result, KernelNames names) => After is null
        ? result
        : MathExpression.Render(Expression(After), index => IsResult(index) ? result : names.Inputs[IndexOf(After.Inputs[index])]);

    private protected int IndexOf(Value operand) => inputs.IndexOf(operand);

    /// <summary>An operand's row, held in one value.</summary>
    private protected string Whole(RowText row, Value operand) =>
        IsNumber(operand) ? $"{row.Type}.Broadcast(ref {row.Name(IndexOf(operand))}, 0)" : row.Load(IndexOf(operand));

    /// <summary>The part of an operand's row that a pass has come to.</summary>
    private protected string Part(RowText row, VectorPlace place, Value operand) =>
        IsNumber(operand) ? $"{row.Type}.Broadcast(ref {row.Name(IndexOf(operand))}, 0)" : place.Load(IndexOf(operand));

    /// <summary>Operands that <see cref="Part"/> reads.</summary>
    private protected int[] RowOperands(params int[] more) =>
        [.. inputs.Where(input => !IsNumber(input) && (IsOneForAll(input) || input.Shape == rows.Shape)).Select(IndexOf), .. more];

    private bool IsResult(int index) => !inputs.Contains(After!.Inputs[index]);

    private bool IsNumber(Value operand) => !operand.IsBatched && operand.Shape.Length == 1 && Columns > 1;

    private bool IsOneForAll(Value operand) => !operand.IsBatched && operand.Shape != rows.Shape
        && operand.Shape.Length == operand.Shape.RowLength && (operand.Shape.Length == Columns || IsNumber(operand));

    private static Scalar Expression(Node elementwise) => ((Elementwise)elementwise.Operator).Expression;

    private static long Cost(Node? elementwise) => elementwise?.Operator.CountFlops(
        [.. elementwise.Inputs.Select(input => input.Type)], [elementwise.Output.Type]) ?? 0;
}
