namespace ModelGen.Compiler.Emit;

/// <summary>What the GPU's kernels of a recurrence and of its gradient write alike.</summary>
internal static class GpuRecurrentText
{
    /// <summary>Floats of shared memory that every device has for a group.</summary>
    public const int SharedFloats = 12 * 1024;

    // From here on the weights do not stay in the cache of a processor: more samples use each that is read.
    private const int LargeWeight = 16 * 1024;

    private static readonly string[] Taken = ["n", "t", "k", "w", "at", "row", "item", "unit", "step", "sample", "first", "part", "parts", "column", "old", "counts"];

    /// <summary>The samples of a group: as many as use the weights well and as fit into shared memory; 0 if there is no room for one.</summary>
    /// <param name="weights">Floats of the recurrent weights.</param>
    /// <param name="floats">Shared memory that so many samples take.</param>
    public static int Samples(int weights, Func<int, int> floats)
    {
        var samples = weights >= LargeWeight ? 4 : 2;
        while (samples > 0 && floats(samples) > SharedFloats) samples /= 2;
        return samples;
    }

    /// <summary>The local that holds the value of a line of the cell.</summary>
    public static string Step(CellProgram program, int step) =>
        Taken.Contains(program.Steps[step].Name) ? program.Steps[step].Name + "Value" : program.Steps[step].Name;

    /// <summary>A word and a state: <c>lastH</c>.</summary>
    public static string Of(string word, CellProgram program, int state) => RecurrentNames.Local(word, program.StateName(state));

    /// <summary>A state, or what is known of it, after every step: <c>hSteps</c>.</summary>
    public static string Steps(CellProgram program, int state) => program.StateName(state) + "Steps";

    /// <summary>A parameter for an operand.</summary>
    public static string Operand(CellProgram program, RecurrentOperand kind, int index) => kind switch
    {
        RecurrentOperand.Initial => Of("initial", program, index),
        RecurrentOperand.State => Steps(program, index),
        RecurrentOperand.StateGradient => RecurrentNames.Local("d", Steps(program, index)),
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>Names that no further local of a cell may have.</summary>
    public static IEnumerable<string> Reserved(KernelNames names, CellProgram program) =>
    [
        .. Taken, .. names.Inputs, .. names.Outputs, .. Enumerable.Range(0, program.Steps.Count).Select(step => Step(program, step)),
    ];

    /// <summary>A loop over the units of all samples of the group, which do the same thread's work each time.</summary>
    public static IDisposable Items(CodeWriter code, int samples, int units, int threads)
    {
        var loop = code.Block($"for (var item = Group.IdxX; item < {samples * units}; item += {threads})");
        code.Line(samples == 1 ? "int unit = item, sample = first;" : $"int row = item / {units}, unit = item % {units}, sample = first + row;");
        return loop;
    }
}
