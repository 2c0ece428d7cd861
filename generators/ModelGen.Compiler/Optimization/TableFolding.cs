namespace ModelGen.Compiler;

/// <summary>
/// What follows a lookup row by row with values that are the same for all samples is done to the table instead:
/// f(table[i] · W + b) becomes f(table · W + b)[i]. The table is made once after each change of the parameters, so this is
/// for models whose parameters seldom change; it takes the memory of the new table.
/// </summary>
public static class TableFolding
{
    /// <summary>The largest table that may be made, in numbers (256 MiB): a lookup in memory that large is as slow as a product.</summary>
    public const long LargestTable = 1L << 26;

    /// <summary>A value that is a lookup.</summary>
    private readonly record struct Row(Value Table, Value Indices);

    public static Graph Run(Graph graph)
    {
        var rows = new Dictionary<Value, Row>();
        return GraphRewriter.Rewrite(graph, (node, to) =>
        {
            if (node.Operator is Lookup && node.Inputs[0].Shape.Rank == 2)
            {
                rows.Add(node.Output, new Row(to[node.Inputs[0]], to[node.Inputs[1]]));
                return null;
            }
            var found = node.Inputs.Where(rows.ContainsKey).Distinct().ToList();
            if (found.Count != 1 || !CanFold(node, found[0])) return null;
            var row = rows[found[0]];
            if ((long)row.Table.Shape[0] * node.Output.Shape.RowLength > LargestTable) return null;
            var folded = row with
            {
                Table = to.Graph.Apply(node.Operator, [.. node.Inputs.Select(input => input == found[0] ? row.Table : to[input])]),
            };
            folded.Table.Name = node.Output.Name is null ? null : node.Output.Name + "Table";
            rows.Add(node.Output, folded);
            return [to.Graph.Apply(new Lookup(), folded.Table, folded.Indices)];
        });
    }

    private static bool CanFold(Node node, Value row) => node.Outputs.Count == 1
        && node.Inputs.All(input => input == row || !input.IsBatched)
        && node.Output.Shape.Rank == row.Shape.Rank
        && node.Output.Shape.Take(row.Shape.Rank - 1).SequenceEqual(row.Shape.Take(row.Shape.Rank - 1))
        && node.Operator switch
        {
            MatMul { TransposeLeft: false } => node.Inputs[0] == row && node.Inputs[1] != row && node.Inputs[1].Shape.Rank == 2,
            Expand => false,
            Elementwise => node.Inputs.All(input => input == row || input.Shape.Rank == 0
                || (input.Shape.Length == input.Shape.RowLength && input.Shape.Rank == 1)),
            _ => false,
        };
}
