namespace ModelGen.Compiler;

/// <summary>
/// Matrix product: (…, M, K) · (…, K, N) → (…, M, N). The leading axes are equal, or the right operand is one matrix
/// (K, N) for all samples and rows: a dense layer. A left operand of one axis (K) is one row and gives (N).
/// </summary>
/// <param name="TransposeLeft">The left operand is given as (…, K, M).</param>
/// <param name="TransposeRight">The right operand is given as (…, N, K).</param>
public sealed partial record MatMul(bool TransposeLeft = false, bool TransposeRight = false) : Product
{
    public override string? OnnxName => "MatMul";

    protected override string Noun => "product";

    protected override TensorType InferOne(TensorType left, TensorType right)
    {
        if (left.Shape.Rank == 0 || (left.Shape.Rank == 1 && TransposeLeft))
            throw new GraphException("MG0101", $"{Name} expects at least {(TransposeLeft ? "2 axes" : "1 axis")} on the left, but got the shape {left.Shape}.");
        if (right.Shape.Rank < 2)
            throw new GraphException("MG0101", $"{Name} expects at least 2 axes on the right, but got the shape {right.Shape}.");
        var (rows, inner) = Matrix(left.Shape, TransposeLeft);
        var (innerRight, columns) = Matrix(right.Shape, TransposeRight);
        if (inner != innerRight)
            throw new GraphException("MG0102", $"{Name} cannot multiply {Written(left.Shape, TransposeLeft)} by {Written(right.Shape, TransposeRight)}: it sums over {inner} elements on the left and {innerRight} on the right.");
        var leading = left.Shape.Take(left.Shape.Rank - 2).ToArray();
        var oneMatrix = right.Shape.Rank == 2 && (!right.IsBatched || left.Shape.Rank <= 2);
        if (!oneMatrix && !leading.SequenceEqual(right.Shape.Take(right.Shape.Rank - 2)))
            throw new GraphException("MG0102", $"{Name} cannot multiply {Written(left.Shape, TransposeLeft)} by {Written(right.Shape, TransposeRight)}: the leading axes must be equal, or the right operand one matrix for all samples.");
        return new TensorType(
            left.Shape.Rank == 1 ? new Shape(columns) : new Shape([.. leading, rows, columns]),
            left.IsBatched || right.IsBatched);
    }

    /// <summary>The same for each position, where one matrix serves all and time counts rows, or matrices of them, on the left.</summary>
    public override PositionResult? OnPositions(PositionContext context)
    {
        var (left, axis) = (context.ShapeOf(0), context.Axis);
        return axis >= 0 && axis < left.Rank - (TransposeLeft ? 2 : 1) && IsShared(context.Node.Inputs[1]) ? context.Same(axis) : null;
    }

    /// <summary>
    /// With A and B the operands as (M, K) and (K, N), and C = A·B: dA = dC·Bᵀ and dB = Aᵀ·dC.
    /// </summary>
    public override Value?[] Differentiate(GradientContext context)
    {
        var (left, right) = (context.Inputs[0], context.Inputs[1]);
        return
        [
            context.IsNeeded(0) ? context.SumTo(left.Type, LeftGradient(context, right)) : null,
            context.IsNeeded(1) ? context.SumTo(right.Type, RightGradient(context, left, right)) : null,
        ];
    }

    private Value LeftGradient(GradientContext context, Value right)
    {
        var product = context.Apply(new MatMul(TransposeRight: !TransposeRight), context.OutputGradient, right);
        return TransposeLeft ? Transposed(context, product) : product;
    }

    private Value RightGradient(GradientContext context, Value left, Value right)
    {
        var dy = context.OutputGradient;
        if (IsShared(right) && left.IsBatched)
        {
            var rows = TransposeLeft ? Transposed(context, left) : left;
            return TransposeRight
                ? context.Apply(new MatMulWeightGradient(), dy, rows)
                : context.Apply(new MatMulWeightGradient(), rows, dy);
        }
        if (IsShared(right) && left.Shape.Rank != 2)
        {
            // One matrix for many rows, none of them batched: all rows as one matrix.
            var rows = TransposeLeft ? Transposed(context, left) : left;
            left = context.Apply(new Reshape(new Shape(rows.Shape.RowCount, rows.Shape.RowLength)), rows);
            dy = context.Apply(new Reshape(new Shape(dy.Shape.RowCount, dy.Shape.RowLength)), dy);
            return Gradient(left, transposed: false);
        }
        if (left.Shape.Rank == 1)
        {
            left = context.Apply(new Reshape(new Shape(1, left.Shape[0])), left);
            dy = context.Apply(new Reshape(new Shape(1, dy.Shape[0])), dy);
        }
        return Gradient(left, TransposeLeft);

        Value Gradient(Value a, bool transposed) => TransposeRight
            ? context.Apply(new MatMul(TransposeLeft: true, TransposeRight: transposed), dy, a)
            : context.Apply(new MatMul(TransposeLeft: !transposed), a, dy);
    }

    protected override long CountProducts(Shape left, Shape right, Shape result) =>
        (long)result.Length * Matrix(left, TransposeLeft).Columns;

    public override bool ToOnnx(OnnxContext context)
    {
        var (left, right) = (context.Node.Inputs[0], context.Node.Inputs[1]);
        var (a, b) = (Operand(context, 0, TransposeLeft), Operand(context, 1, TransposeRight));
        // One row of each sample, times a matrix of each sample.
        var isRow = left.Shape.Rank == 1 && left.IsBatched && right.IsBatched;
        if (isRow) a = context.Add("Unsqueeze", a, context.Graph.Integers(1));
        var y = context.Add(OnnxName!, a, b);
        context.Return(isRow ? context.Add("Squeeze", y, context.Graph.Integers(1)) : y);
        return true;
    }

    private static OnnxValue Operand(OnnxContext context, int index, bool transposed)
    {
        var order = OnnxTensor.InOrder(context.Node.Inputs[index]);
        if (transposed) (order[order.Length - 1], order[order.Length - 2]) = (order[order.Length - 2], order[order.Length - 1]);
        return context.Input(index, order);
    }

    [Primitive]
    public static Value Build(Call call) => call.Graph.Apply(
        new MatMul(call.Flag("transposeLeft"), call.Flag("transposeRight")), call.Tensor("left"), call.Tensor("right"));

    // One matrix for all samples and rows.
    private static bool IsShared(Value right) => right.Shape.Rank == 2 && !right.IsBatched;

    private static Value Transposed(GradientContext context, Value matrix)
    {
        int[] axes = [.. Enumerable.Range(0, matrix.Shape.Rank)];
        (axes[axes.Length - 2], axes[axes.Length - 1]) = (axes.Length - 1, axes.Length - 2);
        return context.Apply(new Permute(axes), matrix);
    }

    private static (int Rows, int Columns) Matrix(Shape shape, bool transposed)
    {
        var rows = shape.Rank == 1 ? 1 : shape[shape.Rank - 2];
        return transposed ? (shape.RowLength, rows) : (rows, shape.RowLength);
    }

    private static string Written(Shape shape, bool transposed) => transposed ? shape + " transposed" : shape.ToString();
}
