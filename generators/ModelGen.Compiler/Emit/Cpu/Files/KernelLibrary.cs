namespace ModelGen.Compiler.Emit;

/// <summary>
/// The kernel methods of one generated class. Kernels whose text differs in names only are emitted once: twelve equal
/// blocks call the same methods at other offsets. So are many that differ in sizes only (<see cref="SizedKernels"/>).
/// </summary>
public sealed class KernelLibrary
{
    private readonly Dictionary<string, string> methods = new(StringComparer.Ordinal);
    private readonly Dictionary<Kernel, string> known = [];
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly List<string> pending = [];
    private readonly Dictionary<string, (SizedKernels Group, int Position)> sized = new(StringComparer.Ordinal);
    private readonly Dictionary<SizedKernels, string> classes = [];
    private readonly HashSet<int> sizes = [];

    /// <param name="programs">All that the class runs: kernels that differ in sizes only share a text.</param>
    public KernelLibrary(IEnumerable<CpuProgram> programs)
    {
        var distinct = new HashSet<string>(StringComparer.Ordinal);
        var kernels = programs
            .SelectMany(program => program.Phases.SelectMany(phase => phase.Kernels).Select(kernel => (kernel, program.Names)))
            .Where(entry => entry.kernel.SmallestSharedNumber < int.MaxValue)
            .Select(entry => (entry.kernel, entry.Names, Text: entry.kernel.Key()))
            .Where(entry => distinct.Add(entry.Text));
        foreach (var (group, texts) in SizedKernels.Find(kernels, (kernel, names) => kernel.Text(KernelNames.Of(kernel, "Run", names))))
            for (var position = 0; position < texts.Count; position++)
                sized.Add(texts[position], (group, position));
    }

    /// <summary>Tells kernels of this file from those of earlier ones whose results have the same names.</summary>
    public string Suffix { get; set; } = "";

    /// <summary>The name of the method that does the work of a kernel; written on first use.</summary>
    public string Method(Kernel kernel, Names names)
    {
        if (!known.TryGetValue(kernel, out var method)) known.Add(kernel, method = Find(kernel, names));
        return method;
    }

    private string Find(Kernel kernel, Names names)
    {
        var key = kernel.Key();
        if (methods.TryGetValue(key, out var method)) return method;

        if (sized.TryGetValue(key, out var place)) method = FindSized(place.Group, place.Position);
        else
        {
            method = Unique(Names.Pascal(names[kernel.Outputs[0]]));
            pending.Add(kernel.Text(KernelNames.Of(kernel, method, names)));
        }
        methods.Add(key, method);
        return method;
    }

    private string FindSized(SizedKernels group, int position)
    {
        if (!classes.TryGetValue(group, out var name))
        {
            classes.Add(group, name = Unique(group.Common));
            var (kernel, names) = group.Kernels[0];
            int[] added = [.. group.Text.Sizes.SelectMany(values => values).Distinct().Where(sizes.Add).OrderBy(size => size)];
            if (added.Length > 0)
                pending.Add(string.Join("\n", added.Select(size => $"public readonly struct Size{size} : ISize {{ public static nuint Value => {size}; }}")));
            pending.Add(group.Class(name, kernel.Text(KernelNames.Of(kernel, "Run", names))));
        }
        return $"{name}<{string.Join(", ", group.Arguments(position).Select(size => $"Size{size}"))}>.Run";
    }

    private string Unique(string wanted)
    {
        if (taken.Contains(wanted)) wanted += Suffix;
        var method = wanted;
        for (var i = 2; IsSize(method) || !taken.Add(method); i++)
            method = char.IsDigit(wanted[wanted.Length - 1]) ? $"{wanted}_{i}" : wanted + i;
        return method;
    }

    private static bool IsSize(string name) =>
        name.StartsWith("Size", StringComparison.Ordinal) && name.Length > 4 && name.Skip(4).All(char.IsDigit);

    /// <summary>The methods asked for since the last call, in that order.</summary>
    public IReadOnlyList<string> Take()
    {
        string[] result = [.. pending];
        pending.Clear();
        return result;
    }
}
