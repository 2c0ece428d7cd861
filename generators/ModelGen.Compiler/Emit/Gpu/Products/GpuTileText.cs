namespace ModelGen.Compiler.Emit;

/// <summary>The names that the parts of a <see cref="GpuTiledKernel"/>'s text share.</summary>
internal sealed class GpuTileText
{
    public GpuTileText(CodeWriter code, LoopLocals locals, GpuProduct product, GpuTile tile)
    {
        (Code, Locals, Product, Tile) = (code, locals, product, tile);
        (Tiles, Thread, FirstRow, FirstColumn) = (
            locals.Take("tiles"), locals.Take("t"), locals.Take("firstRow"), locals.Take("firstColumn"));
    }

    public CodeWriter Code { get; }

    public LoopLocals Locals { get; }

    public GpuProduct Product { get; }

    public GpuTile Tile { get; }

    /// <summary>The shared memory: for each stage a tile of the left and one of the right operand.</summary>
    public string Tiles { get; }

    /// <summary>The number of the thread in its group.</summary>
    public string Thread { get; }

    /// <summary>The first row of the group's tile.</summary>
    public string FirstRow { get; }

    /// <summary>The first column of the group's tile.</summary>
    public string FirstColumn { get; }

    /// <summary>The number of the matrix, where there are several.</summary>
    public string? Matrix { get; set; }

    /// <summary>The first term of the sums.</summary>
    public string Start { get; set; } = "0";

    /// <summary>The first term that is none.</summary>
    public string End { get; set; } = "";

    /// <summary>Floats of a tile of the left operand: that of the right one lies behind it.</summary>
    public int LeftLength => Product.Left.Length(Tile.Rows);

    /// <summary>Floats of a stage.</summary>
    public int StageLength => LeftLength + Product.Right.Length(Tile.Columns);

    /// <summary>What holds of a row that there is; empty if there are all.</summary>
    public string IsRow(string row) =>
        !Product.RowsPerSample && Product.Rows % Tile.Rows == 0 ? "" : $"{row} < {GpuText.Count(Product.Rows, Product.RowsPerSample)}";

    /// <summary>What holds of a column that there is; empty if there are all.</summary>
    public string IsColumn(string column) => Product.Columns % Tile.Columns == 0 ? "" : $"{column} < {Product.Columns}";
}
