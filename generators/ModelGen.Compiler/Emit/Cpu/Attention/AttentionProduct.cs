namespace ModelGen.Compiler.Emit;

/// <summary>
/// One of the products of attention, as a method for up to twelve rows and one group of columns: the register tile,
/// and what chooses it by the number of rows.
/// </summary>
/// <param name="Name">The method.</param>
/// <param name="Operands">What it is called with: the operand that is broadcast, the one of vectors, the result.</param>
/// <param name="Heights">The numbers of rows that occur.</param>
/// <param name="SourceRow">The floats from one row of the broadcast operand to the next.</param>
/// <param name="Loop">The sum.</param>
/// <param name="TargetRow">The floats from one row of the result to the next.</param>
internal sealed record AttentionProduct(
    string Name, (string Source, string Vector, string Target) Operands, IEnumerable<int> Heights, int SourceRow,
    ReductionLoop Loop, int TargetRow)
{
    /// <summary>Whether the result is added to.</summary>
    public bool Accumulates { get; init; }

    /// <summary>Whether the last vector of a row has lanes without a column.</summary>
    public bool IsPartial { get; init; }

    /// <summary>The type of the numbers of the operand of vectors, as C#.</summary>
    public string VectorType { get; init; } = "float";

    /// <summary>What each row is multiplied by in the end: an operand of one number a row, or null.</summary>
    public string? Factors { get; init; }

    private bool IsLoopCounted => !int.TryParse(Loop.Count, out _);

    /// <summary>The call for a number of rows.</summary>
    /// <param name="code">Where to write.</param>
    /// <param name="type">The columns.</param>
    /// <param name="height">The rows.</param>
    /// <param name="count">The length of the sum, where it is known at run time only.</param>
    /// <param name="operands">The places of the operands, in the order of the parameters.</param>
    /// <param name="columns">How many columns exist, where the last vector may be partial.</param>
    public void Call(CodeWriter code, string type, string height, string count, IReadOnlyList<string> operands, string columns)
    {
        List<string> arguments = [height];
        if (IsLoopCounted) arguments.Add(count);
        arguments.AddRange(operands.Select(operand => "ref " + operand));
        if (IsPartial) arguments.Add(columns);
        WrappedList.Emit(code, $"{Name}<{type}>(", arguments, ");");
    }

    /// <summary>The call for a single row and whole vectors of columns.</summary>
    /// <param name="code">Where to write.</param>
    /// <param name="type">The columns.</param>
    /// <param name="count">The length of the sum, where it is known at run time only.</param>
    /// <param name="operands">The places of the operands, in the order of the parameters.</param>
    public void CallRow(CodeWriter code, string type, string count, IReadOnlyList<string> operands)
    {
        List<string> arguments = IsLoopCounted ? [count] : [];
        arguments.AddRange(operands.Select(operand => "ref " + operand));
        WrappedList.Emit(code, $"{Name}<{type}, Rows1>(", arguments, ");");
    }

    /// <summary>The methods.</summary>
    public void Write(CodeWriter code)
    {
        int[] heights = [.. Heights.Distinct().OrderBy(height => height)];
        List<string> parameters = IsLoopCounted ? ["nuint " + Loop.Count] : [];
        parameters.AddRange(Names.Select(name => $"ref {(name == Operands.Vector ? VectorType : "float")} {name}"));
        if (IsPartial) parameters.Add("int columns");

        WrappedList.Emit(code, $"private static void {Name}<T>(", parameters.Prepend("nuint height"), ")");
        code.Line("    where T : struct, ISimd<T>");
        using (code.Block())
        using (code.Block("switch (height)"))
            foreach (var height in heights)
            {
                List<string> arguments = IsLoopCounted ? [Loop.Count] : [];
                arguments.AddRange(Names.Select(name => "ref " + name));
                if (IsPartial) arguments.Add("columns");
                code.Line($"case {height}: {Name}<T, Rows{height}>({string.Join(", ", arguments)}); break;");
            }
        code.Line();

        var tile = new RegisterTile(
            Operands.Source, Operands.Vector, RegisterTile.Rows(heights[heights.Length - 1], "y", SourceRow, TargetRow), [Loop]);
        code.Line("[MethodImpl(Jit.Kernel)]");
        WrappedList.Emit(code, $"private static void {Name}<T, TRows>(", parameters, ")");
        code.Line("    where T : struct, ISimd<T>");
        code.Line("    where TRows : IRows");
        using (code.Block())
        {
            if (Accumulates) tile.EmitLoad(code, Operands.Target);
            else tile.EmitStart(code, "T.Create(0)");
            tile.EmitLoops(code);
            code.Line();
            foreach (var line in tile.Lines)
            {
                var value = Factors is null ? line.Name : $"({line.Name} * T.Broadcast(ref {Factors}, {line.Unit}))";
                code.Line(RegisterTile.Guard(line) + value + (IsPartial
                    ? $".StoreFirst(ref {Operands.Target}, {line.Target}, columns);"
                    : $".Store(ref {Operands.Target}, {line.Target});"));
            }
        }
    }

    private IEnumerable<string> Names => Factors is null
        ? [Operands.Source, Operands.Vector, Operands.Target]
        : [Operands.Source, Operands.Vector, Factors, Operands.Target];
}
