namespace ModelGen.Compiler.Emit;

/// <summary>
/// Stores an unbatched value another way: in other panels, with its axes in another order, or both. Tiles are rows of
/// the result.
/// </summary>
public sealed class RelayoutKernel : Kernel
{
    private readonly int[] axes;

    /// <param name="node">A <see cref="Relayout"/>, or a <see cref="Permute"/> of an unbatched value.</param>
    public RelayoutKernel(Node node)
    {
        Inputs = [node.Inputs[0]];
        Outputs = [node.Output];
        axes = node.Operator is Permute permute ? [.. permute.Axes] : [.. Enumerable.Range(0, node.Output.Shape.Rank)];
    }

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs { get; }

    public override Domain Domain => Domain.Tiles;

    public override bool ReadsAnyStorage => true;

    public override bool WritesAnyStorage => true;

    public override int TileCount => Outputs[0].Shape.RowCount;

    public override long Flops => 0;

    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is Relayout or Permute && !node.Output.IsBatched && node.Inputs[0].Type.Element == ElementType.Real
            ? new Selected(new RelayoutKernel(node), [node])
            : null;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        var (source, target) = (names.Inputs[0], names.Outputs[0]);
        var shape = Outputs[0].Shape;
        var change = axes.SequenceEqual(Enumerable.Range(0, axes.Length))
            ? source
            : axes.Length == 2 ? source + "ᵀ" : $"{source} with axes ({string.Join(", ", axes)})";
        code.Line($"// {target} {(Accumulates ? "+=" : "=")} {change}        {Inputs[0].Shape} → {shape}{Stored()}");
        code.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (code.Block($"public static void {names.Method}(nuint from, nuint to, nuint count, ref float {source}, ref float {target})"))
        {
            using var loop = code.Block("for (var row = from; row < to; row++)");
            // The coordinates of the row in the result, outermost axis first.
            var coordinates = new string[Math.Max(1, shape.Rank)];
            var step = shape.RowCount;
            for (var axis = 0; axis < shape.Rank - 1; axis++)
            {
                step /= shape[axis];
                coordinates[axis] = shape.Rank == 2 ? "row" : Coordinate(shape, axis, step);
            }
            coordinates[coordinates.Length - 1] = "column";
            var read = new string[coordinates.Length];
            for (var axis = 0; axis < axes.Length; axis++) read[axes[axis]] = coordinates[axis];
            if (axes.Length == 0) read[0] = "column";
            using (code.Block($"for (nuint column = 0; column < {shape.RowLength}; column++)"))
            {
                code.Line($"At(ref {target}, {Position(Storages[Outputs[0]], shape, coordinates)}) {(Accumulates ? "+=" : "=")}");
                using (code.Indent())
                    code.Line($"At(ref {source}, {Position(Storages[Inputs[0]], Inputs[0].Shape, read)});");
            }
        }
    }

    private string Stored() => Storages[Outputs[0]] is { Rows: > 1, PanelCount: > 1 } storage
        ? $", in panels of {storage.PanelWidth} columns" : "";

    private static string Coordinate(Shape shape, int axis, int step)
    {
        var outer = step == 1 ? "row" : $"row / {step}";
        return axis == 0 ? outer : $"{outer} % {shape[axis]}";
    }

    private static string Position(ParameterStorage storage, Shape shape, string[] coordinates)
    {
        var row = "";
        for (var axis = 0; axis < shape.Rank - 1; axis++)
            row = row.Length == 0 ? coordinates[axis] : $"({row}) * {shape[axis]} + {coordinates[axis]}";
        var column = coordinates[coordinates.Length - 1];
        if (storage.Rows == 1 || shape.Rank < 2)
            return row.Length == 0 ? column : $"({row}) * {shape.RowLength} + {column}";
        if (storage.PanelCount == 1)
            return $"({row}) * {storage.Width(0)} + {column}";
        var last = storage.PanelCount - 1;
        var width = storage.Width(last) == storage.PanelWidth
            ? storage.PanelWidth.ToString()
            : $"({column} < {last * storage.PanelWidth} ? {storage.PanelWidth}u : {storage.Width(last)}u)";
        return $"{column} / {storage.PanelWidth} * {storage.PanelWidth * storage.Rows} + ({row}) * {width} + {column} % {storage.PanelWidth}";
    }
}
