namespace ModelGen.Compiler.Emit;

/// <summary>
/// y = epilogue(x · W + b) of one small row as a run of instructions without a loop: sixteen columns to a group of
/// registers, up to four partial sums to a column so that additions need not wait for each other. The JIT puts the layers
/// of a whole net into one method.
/// </summary>
public sealed class StraightLineKernel : Kernel
{
    // The budgets of DESIGN §4: a net of up to about a thousand multiply-adds gains; past 800 vector instructions a
    // method is in danger of not being optimised.
    private const int GainsUpTo = 1_024, VectorBudget = 800;

    private const int GroupsAtOnce = 4;

    private static readonly string[] Sums = ["y", "z", "u", "v"];

    private readonly ProductShape shape;
    private readonly Epilogue epilogue;

    private StraightLineKernel(Node product, ProductShape shape, Node? elementwise)
    {
        this.shape = shape;
        epilogue = new Epilogue(product.Output, elementwise);
        Inputs = [.. product.Inputs, .. epilogue.Operands];
        Outputs = [epilogue.Output];
    }

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs { get; }

    public override Domain Domain => Domain.Samples;

    public override bool ReadsPastEnd(int input) => input != 0;

    public override ParameterStorage? RequiredStorage(int input) => input == 1 ? shape.RightStorage : null;

    public override long Flops => (long)shape.Columns * (2L * shape.Inner + epilogue.Cost);

    private int Groups => (shape.Columns + 15) / 16;

    /// <summary>Whether a prediction is worth writing without loops, or was asked to be.</summary>
    /// <param name="graph">The graph of a prediction.</param>
    /// <param name="unroll">The member of the library's <c>Unroll</c>.</param>
    public static bool IsWorthIt(Graph graph, string unroll)
    {
        if (unroll == "None") return false;
        int scalars = 0, vectors = 0;
        foreach (var node in graph.Nodes)
            switch (node.Operator)
            {
                case MatMul { TransposeLeft: false, TransposeRight: false }
                    when node.Inputs[0] is { IsBatched: true, Shape.Rank: 1 } && node.Inputs[1] is { IsBatched: false, Shape.Rank: 2 }:
                    scalars += node.Inputs[1].Shape.Length;
                    vectors += node.Inputs[1].Shape[0] * ((node.Output.Shape.RowLength + 15) / 16);
                    break;
                case Elementwise or Softmax or LogSoftmax or Reshape when node.Output.IsBatched && node.Output.Shape.Length <= 64:
                    break;
                case not null when !node.Output.IsBatched:      // made once, of parameters alone
                    break;
                default:
                    return false;
            }
        return scalars > 0 && vectors <= VectorBudget && (unroll == "Full" || scalars <= GainsUpTo);
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>, for graphs that are worth it.</summary>
    public static Selected? Select(Node node, SelectionContext context)
    {
        if (node.Operator is not MatMul product || ProductFamily.Shape(node, product) is not { IsDense: true } shape) return null;
        var elementwise = ProductFamily.Following(node.Output, context);
        return new Selected(new StraightLineKernel(node, shape, elementwise), elementwise is null ? [node] : [node, elementwise]);
    }

    public override void Emit(CodeWriter code, KernelNames names)
    {
        names = ReservedNames.Avoid(names, ["broadcast", .. PanelLocals().Select(local => local.Split(' ')[0]), .. Enumerable.Range(0, Groups).SelectMany(group => Sums.Select(sum => sum + group))]);
        var (x, weight, result) = (names.Inputs[0], names.Inputs[1], names.Outputs[0]);
        string[] operands = [.. names.Inputs.Skip(2)];
        var arguments = string.Join(", ", names.Inputs.Concat(names.Outputs).Select(name => "ref " + name));
        KernelText.Comment(code, $"{result} = {epilogue.Describe($"{x} · {weight}", operands)}", Inputs, Outputs);
        code.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        WrappedList.Emit(
            code, $"private static void {names.Method}(",
            ["nuint count", .. names.Inputs.Concat(names.Outputs).Select(name => "ref float " + name)], ")");
        using (code.Block())
            // Types are compared before anything is inlined, lengths after: all three would be.
            code.Lines($"""
                if (typeof(TVector) == typeof(Simd512)) {names.Method}Row<TVector>({arguments});
                else if (typeof(TVector) == typeof(Simd256)) {names.Method}Row<TSix>({arguments});
                else {names.Method}Row<Pair<TSix>>({arguments});
                """);
        code.Line();
        code.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        WrappedList.Emit(
            code, $"private static void {names.Method}Row<T>(",
            [.. names.Inputs.Concat(names.Outputs).Select(name => "ref float " + name)], ")");
        using (code.Indent()) code.Line("where T : struct, ISimd<T>");
        using (code.Block())
        {
            if (PanelLocals().ToList() is { Count: > 0 } locals) code.Line($"nuint {string.Join(", ", locals)};");
            if (Groups > 1) code.Line("T broadcast;");
            for (var first = 0; first < Groups; first += GroupsAtOnce)
            {
                if (first > 0) code.Line();
                int[] groups = [.. Enumerable.Range(first, Math.Min(GroupsAtOnce, Groups - first))];
                WriteSums(code, groups, x, weight, operands);
                foreach (var group in groups) WriteResult(code, group, operands, result);
            }
        }
    }

    // Of the groups in panels that are narrower where vectors are, as constants for the JIT.
    private IEnumerable<string> PanelLocals()
    {
        var storage = shape.RightStorage!;
        foreach (var width in Enumerable.Range(0, storage.PanelCount).Select(storage.Width).Where(width => width > 16).Distinct())
            yield return $"width{width} = {PanelText.Width(width)}";
        var columns = Enumerable.Range(0, Groups).Where(group => storage.Width(16 * group / storage.PanelWidth) > 16)
            .Select(group => 16 * group % storage.PanelWidth).Where(column => column > 0).Distinct();
        foreach (var column in columns) yield return $"column{column} = {PanelText.Column($"{column}", storage.Rows, storage.PanelWidth)}";
    }

    // Where the weights of a group of columns begin in row k.
    private string Place(int group, int k)
    {
        var storage = shape.RightStorage!;
        var (panel, column) = (16 * group / storage.PanelWidth, 16 * group % storage.PanelWidth);
        var (start, width) = (panel * storage.PanelWidth * storage.Rows, storage.Width(panel));
        if (width == 16) return $"{start + 16 * k}";
        var terms = new List<string>();
        if (start > 0) terms.Add($"{start}");
        if (k > 0) terms.Add($"{k} * width{width}");
        if (column > 0) terms.Add($"column{column}");
        return terms.Count == 0 ? "0" : string.Join(" + ", terms);
    }

    // y = start + x · W of some groups of columns, which share what is broadcast.
    private void WriteSums(CodeWriter code, int[] groups, string x, string weight, string[] operands)
    {
        // An addition takes four cycles, and one can begin in each: so many sums should be under way.
        var partial = Math.Min(GroupsAtOnce / groups.Length, shape.Inner >= 8 ? 4 : shape.Inner >= 4 ? 2 : 1);
        foreach (var group in groups)
        {
            var first = epilogue.StartOperand is { } bias ? $"T.Load(ref {operands[bias]}, {16 * group})" : "T.Create(0)";
            code.Line($"T {string.Join(", ", Sums.Take(partial).Select((name, i) => $"{name}{group} = {(i == 0 ? first : "T.Create(0)")}"))};");
        }
        for (var k = 0; k < shape.Inner; k++)
        {
            if (groups.Length > 1) code.Line($"broadcast = T.Broadcast(ref {x}, {k});");
            foreach (var group in groups)
            {
                var at = Place(group, k);
                var sum = Sums[k % partial] + group;
                code.Line(groups.Length > 1
                    ? $"{sum} = T.MultiplyAdd(T.Load(ref {weight}, {at}), broadcast, {sum});"
                    : $"{sum} = T.MultiplyAdd(ref {weight}, {at}, ref {x}, {k}, {sum});");
            }
        }
        foreach (var group in groups)
            if (partial == 4) code.Line($"y{group} = y{group} + z{group} + (u{group} + v{group});");
            else if (partial == 2) code.Line($"y{group} += z{group};");
    }

    private void WriteResult(CodeWriter code, int group, string[] operands, string result)
    {
        var (column, sum) = (16 * group, "y" + group);
        var columns = shape.Columns - column < 16 ? (shape.Columns - column).ToString() : null;
        string[] shifted = [.. operands.Select((name, operand) =>
            column == 0 || !(epilogue.IsRow(operand) || epilogue.IsFull(operand)) ? name : $"At(ref {name}, {column})")];
        var offset = "0";
        var place = column == 0 ? result : $"At(ref {result}, {column})";
        code.Line(epilogue.Store(sum, shifted, place, offset, columns));
        if (!epilogue.IsLoop) return;
        using (code.Block())
            foreach (var line in epilogue.Finish(shifted, place, offset, columns)) code.Lines(line);
    }
}
