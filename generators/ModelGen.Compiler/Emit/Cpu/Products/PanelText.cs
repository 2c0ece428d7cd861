namespace ModelGen.Compiler.Emit;

/// <summary>C# for places in matrices that are stored in panels, which are narrower where vectors are (<see cref="ParameterStorage"/>).</summary>
public static class PanelText
{
    /// <summary>What the kernels' class has for it.</summary>
    public const string Members = """
        // Weights lie in panels of some columns, each with all its rows; where vectors have fewer than 512 bits, in panels
        // of 16. From one row of a panel to the next, and where a column of a panel of so many rows begins:
        private static nuint Width(nuint columns) => Panels.Width<TVector>(columns);

        private static nuint Column(nuint column, nuint rows) => Panels.Column<TVector>(column, rows);
        """;

    // The columns that are a panel of any vectors.
    private const int Narrowest = 16;

    /// <summary>The floats from one row of a panel of <paramref name="width"/> columns to the next.</summary>
    public static string Width(int width) => width <= Narrowest ? $"{width}" : $"Width({width})";

    /// <summary>The same where the width itself is C#.</summary>
    public static string Width(string width) => $"Width({width})";

    /// <summary>Where a column of a panel begins.</summary>
    /// <param name="column">The column within the panel.</param>
    /// <param name="rows">The panel's rows.</param>
    /// <param name="width">The panel's columns.</param>
    public static string Column(string column, int rows, int width) =>
        width <= Narrowest || rows == 1 ? column : $"Column({column}, {rows})";

    /// <summary>Where an element of a stored matrix lies.</summary>
    /// <param name="storage">How it is stored.</param>
    /// <param name="row">Its row, a factor.</param>
    /// <param name="column">Its column, a factor.</param>
    public static string Place(ParameterStorage storage, string row, string column)
    {
        if (storage.Rows == 1) return column;
        var inRow = row.Length == 0 ? "" : $"{row} * {Width(storage, column)} + ";
        return storage.PanelCount == 1
            ? inRow + Column(column, storage.Rows, storage.Width(0))
            : $"{column} / {storage.PanelWidth} * {storage.PanelWidth * storage.Rows} + {inRow}"
                + Column($"{column} % {storage.PanelWidth}", storage.Rows, storage.PanelWidth);
    }

    /// <summary>The floats from one row to the next of the panel that a column is in.</summary>
    public static string Width(ParameterStorage storage, string column)
    {
        var (first, final) = (storage.Width(0), storage.Width(storage.PanelCount - 1));
        return first == final ? Width(first) : Width($"{column} < {(storage.PanelCount - 1) * storage.PanelWidth} ? {first}u : {final}u");
    }
}
