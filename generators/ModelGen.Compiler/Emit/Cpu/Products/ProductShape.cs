namespace ModelGen.Compiler.Emit;

/// <summary>
/// The extents and strides of a product of matrices, (M, K) · (K, N), for each sample and leading index.
/// </summary>
/// <param name="Matrices">Matrices per sample.</param>
/// <param name="Rows">M.</param>
/// <param name="Inner">K.</param>
/// <param name="Columns">N.</param>
/// <param name="LeftBatched">Whether there is a left matrix for each sample.</param>
/// <param name="RightBatched">Whether there is a right matrix for each sample.</param>
/// <param name="RightShared">Whether all matrices of a sample are multiplied by the same right one.</param>
/// <param name="TransposeLeft">Whether the left matrix is stored as (K, M).</param>
public sealed record ProductShape(
    int Matrices, int Rows, int Inner, int Columns, bool LeftBatched, bool RightBatched, bool RightShared, bool TransposeLeft)
{
    /// <summary>Whether all left matrices of all samples are one tall matrix times one right matrix.</summary>
    public bool IsDense => RightShared && !RightBatched && !TransposeLeft;

    public int LeftRowStride => TransposeLeft ? 1 : Inner;

    public int LeftInnerStride => TransposeLeft ? Rows : 1;

    /// <summary>How the right operand wants to be stored: in panels if it is one unbatched matrix.</summary>
    public ParameterStorage? RightStorage => RightShared && !RightBatched
        ? new ParameterStorage(Inner, Columns, ColumnSection.PanelWidth)
        : null;
}
