namespace ModelGen.Compiler.Emit;

/// <summary>Writes the method that makes one pooled output from the sums of its window.</summary>
internal sealed class PoolingEpilogueWriter(
    CodeWriter code, KernelNames names, Kernel kernel, Epilogue beforePool, Epilogue afterPool, PoolShape pool, bool keepsWinner,
    string[] before, string[] after)
{
    public void Write()
    {
        var positions = Enumerable.Range(0, pool.Length).Select(position => $"p{position}").ToArray();
        var (y, winner) = (names.Outputs[0], keepsWinner ? names.Outputs[1] : null);
        if (winner is not null) code.Line("// Of equal positions the first wins, as in PyTorch.");
        code.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        WrappedList.Emit(
            code, $"private static void {names.Method}Pool<T>(",
            [
                .. positions.Select(position => $"T {position}"), .. kernel.Parameters(names).Skip(2).Take(kernel.Inputs.Count - 2 + kernel.Outputs.Count - kernel.Workspaces), "nuint offset",
            ], ")");
        code.Line("    where T : struct, ISimd<T>");
        using var method = code.Block();
        if (!beforePool.IsIdentity)
            foreach (var position in positions)
                code.Line($"{position} = {beforePool.Apply(position, before, "offset")};");

        code.Line($"var largest = {(positions.Length > 1 ? $"T.Max({positions[0]}, {positions[1]})" : positions[0])};");
        if (winner is not null)
            code.Line(positions.Length > 1
                ? $"var which = T.WhereGreater({positions[1]}, {positions[0]}, T.Create(1), T.Create(0));"
                : "var which = T.Create(0);");
        for (var i = 2; i < positions.Length; i++)
        {
            if (winner is not null)
                code.Line($"which = T.WhereGreater({positions[i]}, largest, T.Create({i}), which);");
            code.Line($"largest = T.Max(largest, {positions[i]});");
        }
        code.Line(afterPool.Store("largest", after, y, "offset", null));
        if (winner is not null) code.Line($"which.StoreBytes(ref {winner}, offset);");
    }
}
