namespace ModelGen.Compiler.Emit;

/// <summary>What GPU kernels write alike.</summary>
public static class GpuText
{
    /// <summary>Names that a kernel's operands do not have.</summary>
    public static readonly IReadOnlyList<string> Reserved = ["n", "counters", "stream"];

    /// <summary>More such names, of kernels along positions.</summary>
    public static readonly IReadOnlyList<string> ReservedAlongTime = ["position", "start", "length", "rows", "fromStart"];

    /// <summary>More such names, of the methods that write launches down.</summary>
    public static readonly IReadOnlyList<string> ReservedByLaunches = ["commands", "kernels", "block", "count"];

    /// <summary>Opens the method of a kernel: operands, results, what random numbers come from, the number of samples.</summary>
    public static IDisposable Method(CodeWriter code, GpuKernel kernel, KernelNames names)
    {
        List<string> parameters =
        [
            .. kernel.Inputs.Zip(names.Inputs, Parameter),
            .. kernel.Outputs.Zip(names.Outputs, Parameter),
        ];
        if (kernel.IsRandom) parameters.AddRange(["ArrayView<int> counters", "int stream"]);
        if (kernel.HasPositions) parameters.AddRange(["ArrayView<int> position", "int length"]);
        if (kernel.HasSamples) parameters.Add("int n");
        code.Line($"[Threads({kernel.Grid.Threads})]");
        return code.Block(KernelText.Joined($"public static void {names.Method}(", parameters, ")"));
    }

    /// <summary>The type of a value's elements on the device, as C#.</summary>
    public static string TypeOf(Value value) => value.Type.Element switch
    {
        ElementType.Index => "int",
        ElementType.Byte => "byte",
        _ => "float",
    };

    /// <summary>Declares the number of a thread and lets those beyond the last item go.</summary>
    /// <param name="code">Where to write.</param>
    /// <param name="index">The name of the number.</param>
    /// <param name="items">How many there are, of each sample or in all.</param>
    /// <param name="perSample">Whether of each sample.</param>
    public static void Thread(CodeWriter code, string index, int items, bool perSample) => code.Lines($"""
        var {index} = Grid.GlobalIndex.X;
        if ({index} >= {Count(items, perSample)}) return;
        """);

    /// <summary>The number of items as C#.</summary>
    /// <param name="items">How many there are, of each sample or in all.</param>
    /// <param name="perSample">Whether of each sample.</param>
    /// <param name="samples">How many samples there are.</param>
    public static string Count(int items, bool perSample, string samples = "n") =>
        !perSample ? $"{items}" : items == 1 ? samples : $"{samples} * {items}";

    private static string Parameter(Value value, string name) => $"ArrayView<{TypeOf(value)}> {name}";
}
