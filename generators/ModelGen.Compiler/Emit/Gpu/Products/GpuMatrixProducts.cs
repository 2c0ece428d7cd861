namespace ModelGen.Compiler.Emit;

/// <summary>Products of matrices in the forms that operands may have.</summary>
internal static class GpuMatrixProducts
{
    public static GpuProduct Of(MatMul product, Value left, Value right)
    {
        int inner = product.TransposeRight ? right.Shape.RowLength : right.Shape[right.Shape.Rank - 2];
        int columns = product.TransposeRight ? right.Shape[right.Shape.Rank - 2] : right.Shape.RowLength;
        var isOneMatrix = right.Shape.Rank == 2 && !right.IsBatched;
        string Maths(string a, string b) => $"{a}{(product.TransposeLeft ? "ᵀ" : "")} · {b}{(product.TransposeRight ? "ᵀ" : "")}";

        // One matrix for all: the rows of all matrices on the left are those of one.
        if (isOneMatrix && (!product.TransposeLeft || left.Shape.Rank == 2 && !left.IsBatched))
        {
            var rows = left.Shape.Length / inner;
            return new GpuProduct(
                new GpuMatrixOperand(left, !product.TransposeLeft, product.TransposeLeft ? rows : inner),
                new GpuMatrixOperand(right, product.TransposeRight, product.TransposeRight ? inner : columns),
                rows, columns, inner)
            {
                RowsPerSample = left.IsBatched,
                Maths = Maths,
            };
        }

        var matrices = left.Shape.Rank < 2 ? 1 : left.Shape.Take(left.Shape.Rank - 2).Aggregate(1, (count, extent) => count * extent);
        var ofEach = left.Shape.Length / inner / matrices;
        var isBatched = left.IsBatched || right.IsBatched;
        return new GpuProduct(
            new GpuMatrixOperand(left, !product.TransposeLeft, product.TransposeLeft ? ofEach : inner, matrix => Start(left, matrix!, ofEach * inner)),
            new GpuMatrixOperand(
                right, product.TransposeRight, product.TransposeRight ? inner : columns,
                matrix => isOneMatrix ? "0" : Start(right, matrix!, inner * columns)),
            ofEach, columns, inner)
        {
            Matrices = matrices,
            MatricesPerSample = isBatched,
            Maths = Maths,
        };

        // What all samples share has the matrices of one.
        string Start(Value operand, string matrix, int length) =>
            IndexText.Times(operand.IsBatched || !isBatched ? matrix : IndexText.Modulo(matrix, matrices), length);
    }

    public static GpuProduct OfWeightGradient(Value x, Value dy)
    {
        int rows = x.Shape.RowCount, inner = x.Shape.RowLength, columns = dy.Shape.RowLength;
        var isBatched = x.IsBatched || dy.IsBatched;
        return new GpuProduct(Operand(x, inner), Operand(dy, columns), inner, columns, rows)
        {
            InnerPerSample = isBatched,
            Maths = (left, right) => $"Σ {left}ᵀ · {right} over all samples and rows",
        };

        GpuMatrixOperand Operand(Value value, int run) => new(value, false, run, repeats: isBatched && !value.IsBatched ? rows : 0);
    }
}
