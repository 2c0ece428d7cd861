namespace ModelGen.Compiler.Emit;

/// <summary>Sums of products of two operands as products of matrices: what is to be computed in tiles.</summary>
/// <param name="Left">Rows × terms of the sums.</param>
/// <param name="Right">Terms of the sums × columns.</param>
/// <param name="Rows">Rows of a matrix; where each sample has so many of the one matrix, it has n times as many.</param>
/// <param name="Columns">Columns of a matrix.</param>
/// <param name="Inner">Terms of the sums.</param>
public sealed record GpuProduct(GpuTileOperand Left, GpuTileOperand Right, int Rows, int Columns, int Inner)
{
    // Smaller ones leave most of a tile empty.
    private const int FewestLines = 8, FewestTerms = 4, FewestProducts = 1 << 14;

    /// <summary>Whether each sample has <see cref="Rows"/> rows of the one matrix.</summary>
    public bool RowsPerSample { get; init; }

    /// <summary>Whether the sums have <see cref="Inner"/> terms for each sample.</summary>
    public bool InnerPerSample { get; init; }

    /// <summary>How many matrices there are.</summary>
    public int Matrices { get; init; } = 1;

    /// <summary>Whether each sample has so many.</summary>
    public bool MatricesPerSample { get; init; }

    /// <summary>Into how many parts the sums are divided, each of which is a result.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>What the kernel's comment says.</summary>
    public Func<string, string, string> Maths { get; init; } = (left, right) => $"{left} · {right}";

    /// <summary>Whether tiles do better than a thread for each sum.</summary>
    public bool IsWorthTiles => Columns >= FewestLines && (RowsPerSample || Rows >= FewestLines) && Inner * (InnerPerSample ? 32 : 1) >= FewestTerms
        && (long)Rows * Columns * Inner * (RowsPerSample || InnerPerSample || MatricesPerSample ? 32 : 1) >= FewestProducts;

    /// <summary>The product that a node stands for, or null.</summary>
    public static GpuProduct? Of(Node node) => Of(node.Operator, node.Inputs);

    private static GpuProduct? Of(Operator operation, IReadOnlyList<Value> inputs) => operation switch
    {
        MatMul product => GpuMatrixProducts.Of(product, inputs[0], inputs[1]),
        MatMulWeightGradient => GpuMatrixProducts.OfWeightGradient(inputs[0], inputs[1]),
        Conv2D { Groups: 1 } convolution => GpuWindowProducts.Of(convolution, inputs[0], inputs[1]),
        Conv2DInputGradient { Forward.Groups: 1 } gradient => GpuWindowProducts.OfInputGradient(gradient, inputs[0], inputs[1]),
        Conv2DWeightGradient { Forward.Groups: 1 } gradient => GpuWindowProducts.OfWeightGradient(gradient, inputs[0], inputs[1]),
        PartialSums partial => Of(partial.Whole, inputs)! with { Parts = partial.Parts },
        _ => null,
    };
}
