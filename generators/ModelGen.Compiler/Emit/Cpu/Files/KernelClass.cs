namespace ModelGen.Compiler.Emit;

/// <summary>The generic class that the kernels of a model stand in, and its instances for each instruction set.</summary>
public static class KernelClass
{
    public const string Constraints = """
        where TVector : struct, ISimd<TVector>
        where TTwelve : struct, ISimd<TTwelve>
        where TSix : struct, ISimd<TSix>
        """;

    public const string Name = "Kernels<TVector, TTwelve, TSix>";

    private static readonly (string Condition, string Arguments)[] Instances =
    [
        ("if (Vector512.IsHardwareAccelerated)", "Simd512, Simd512x2, Simd512x4"),
        ("else if (Vector256.IsHardwareAccelerated)", "Simd256, Simd256, Simd256x2"),
        ("else", "Simd128, Simd128, Pair<Simd128>"),
    ];

    public const string Comment = """
        /// <summary>
        /// The kernels, written once for every processor: <typeparamref name="TVector"/> is one register of columns,
        /// <typeparamref name="TTwelve"/> and <typeparamref name="TSix"/> are as many columns as the registers hold twelve
        /// and six rows of (512 bits: 16, 32 and 64 columns; 256 bits: 8, 8 and 16; 128 bits: 4, 4 and 8).
        /// A register tile keeps its sums in registers: <c>T</c> is one of those widths, <c>TRows</c> the number of its rows.
        /// Both are constants for the JIT, which leaves out the lines of rows that there are none of.
        /// </summary>
        """;

    public static IDisposable Open(CodeWriter code, bool withComment)
    {
        if (withComment) code.Lines(Comment);
        code.Line($"private static partial class {Name}");
        using (code.Indent()) code.Lines(Constraints);
        return code.Block();
    }

    /// <summary>A statement for each instruction set: <paramref name="call"/> gets the type arguments.</summary>
    public static void Dispatch(CodeWriter code, Func<string, string> call)
    {
        foreach (var (condition, arguments) in Instances)
        {
            code.Line(condition);
            using (code.Indent()) code.Lines(call(arguments));
        }
    }
}
