namespace ModelGen.Compiler;

// Contractions in Einstein's notation that are sums, one (batched) matrix product, or one broadcast product.
public sealed partial record MatMul
{
    private const string Supported = "Supported are one or two operands with a letter for each axis, such as \"ij,jk->ik\", no letter twice in one operand.";

    /// <summary>
    /// Letters that both operands and the result have are batches, letters that only the operands have are summed over,
    /// the others are rows of the left and columns of the right operand: permute, multiply, permute back.
    /// </summary>
    /// <exception cref="GraphException">MG0105: what is not supported; MG0102: extents of one letter differ.</exception>
    [Primitive("Einsum")]
    public static Value Einsum(Call call)
    {
        var (graph, operands) = (call.Graph, call.Tensors("operands"));
        var (inputs, output) = Parse(call.Text("equation"), operands);
        var extents = Extents(inputs, operands);
        for (var i = 0; i < operands.Length; i++)
            (inputs[i], operands[i]) = SumOut(graph, inputs[i], operands[i], axis => output.Contains(axis) || inputs.Where((_, other) => other != i).Any(other => other.Contains(axis)));
        if (operands.Length == 1) return Reorder(graph, operands[0], inputs[0], output);

        var (left, right) = (inputs[0], inputs[1]);
        string batch = Only(axis => left.Contains(axis) && right.Contains(axis) && output.Contains(axis), output);
        string rows = Only(axis => !right.Contains(axis), left), columns = Only(axis => !left.Contains(axis), right);
        string inner = Only(axis => right.Contains(axis) && !output.Contains(axis), left);
        var a = Reorder(graph, operands[0], left, batch + rows + inner);
        var b = Reorder(graph, operands[1], right, inner.Length == 0 ? batch + columns : batch + inner + columns);
        Value product;
        if (inner.Length == 0)
        {
            a = graph.Apply(new Reshape(new Shape([.. a.Shape.Concat(columns.Select(_ => 1))])), a);
            b = graph.Apply(new Reshape(new Shape([.. batch.Select(Extent), .. rows.Select(_ => 1), .. columns.Select(Extent)])), b);
            product = graph.Apply(new Multiply(), a, b);
        }
        else
        {
            a = graph.Apply(new Reshape(new Shape([.. batch.Select(Extent), Product(rows), Product(inner)])), a);
            b = graph.Apply(new Reshape(new Shape([.. batch.Select(Extent), Product(inner), Product(columns)])), b);
            product = graph.Apply(new MatMul(), a, b);
        }
        product = graph.Apply(new Reshape(new Shape([.. (batch + rows + columns).Select(Extent)])), product);
        return Reorder(graph, product, batch + rows + columns, output);

        int Extent(char axis) => extents[axis];
        int Product(string axes) => axes.Aggregate(1, (product, axis) => product * extents[axis]);
    }

    private static (string[] Inputs, string Output) Parse(string equation, Value[] operands)
    {
        var sides = equation.Replace(" ", "").Split(["->"], StringSplitOptions.None);
        var inputs = sides[0].Split(',');
        if (sides.Length != 2 || operands.Length is 0 or > 2)
            throw new GraphException("MG0105", $"'equation' of Einsum is \"{equation}\" for {operands.Length} operand{(operands.Length == 1 ? "" : "s")}. {Supported}");
        foreach (var axes in inputs.Append(sides[1]))
            if (axes.Any(axis => !char.IsLetter(axis)) || axes.Distinct().Count() != axes.Length)
                throw new GraphException("MG0105", $"'equation' of Einsum is \"{equation}\", with \"{axes}\" in it. {Supported}");
        if (inputs.Length != operands.Length)
            throw new GraphException("MG0105", $"'equation' of Einsum, \"{equation}\", names {inputs.Length} operands, but {operands.Length} are given.");
        for (var i = 0; i < inputs.Length; i++)
            if (inputs[i].Length != operands[i].Shape.Rank)
                throw new GraphException("MG0101", $"Einsum \"{equation}\" expects {Check.Axes(inputs[i].Length)} \"{inputs[i]}\", but got the shape {operands[i].Shape} with {Check.Axes(operands[i].Shape.Rank)}.");
        if (sides[1].FirstOrDefault(axis => !inputs.Any(input => input.Contains(axis))) is var unknown and not '\0')
            throw new GraphException("MG0105", $"'equation' of Einsum, \"{equation}\", has the letter '{unknown}' in its result that no operand has.");
        return (inputs, sides[1]);
    }

    private static Dictionary<char, int> Extents(string[] inputs, Value[] operands)
    {
        var extents = new Dictionary<char, int>();
        for (var i = 0; i < inputs.Length; i++)
            for (var axis = 0; axis < inputs[i].Length; axis++)
            {
                var extent = operands[i].Shape[axis];
                if (extents.TryGetValue(inputs[i][axis], out var other) && other != extent)
                    throw new GraphException("MG0102", $"Einsum finds the extents {other} and {extent} for the letter '{inputs[i][axis]}' in the shapes {string.Join(" and ", operands.Select(operand => operand.Shape))}.");
                extents[inputs[i][axis]] = extent;
            }
        return extents;
    }

    // What neither the result nor the other operand has is summed over first.
    private static (string Axes, Value Value) SumOut(Graph graph, string axes, Value value, Func<char, bool> stays)
    {
        int[] gone = [.. Enumerable.Range(0, axes.Length).Where(axis => !stays(axes[axis]))];
        return gone.Length == 0 ? (axes, value)
            : (Only(stays, axes), graph.Apply(new Reduce(ReduceKind.Sum, gone, KeepDimensions: false), value));
    }

    private static Value Reorder(Graph graph, Value value, string from, string to) =>
        from == to ? value : graph.Apply(new Permute(to.Select(axis => from.IndexOf(axis)).ToArray()), value);

    private static string Only(Func<char, bool> condition, string axes) => new([.. axes.Where(condition)]);
}
