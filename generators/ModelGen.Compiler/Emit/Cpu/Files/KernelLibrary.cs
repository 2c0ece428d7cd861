namespace ModelGen.Compiler.Emit;

/// <summary>
/// The kernel methods of one generated class. Kernels whose text differs in names only are emitted once: twelve equal
/// blocks call the same methods at other offsets.
/// </summary>
public sealed class KernelLibrary
{
    private readonly Dictionary<string, string> methods = new(StringComparer.Ordinal);
    private readonly Dictionary<Kernel, string> known = [];
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly List<string> pending = [];

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
        var key = Text(kernel, new KernelNames(
            "Kernel",
            [.. kernel.Inputs.Select((_, index) => "in" + index)],
            [.. kernel.Outputs.Select((_, index) => "out" + index)]), withComments: false);
        if (methods.TryGetValue(key, out var method)) return method;

        var wanted = Names.Pascal(names[kernel.Outputs[0]]);
        if (taken.Contains(wanted)) wanted += Suffix;
        method = wanted;
        for (var i = 2; !taken.Add(method); i++) method = char.IsDigit(wanted[wanted.Length - 1]) ? $"{wanted}_{i}" : wanted + i;
        methods.Add(key, method);
        pending.Add(Text(kernel, ParameterNames(kernel, method, names), withComments: true));
        return method;
    }

    /// <summary>The methods asked for since the last call, in that order.</summary>
    public IReadOnlyList<string> Take()
    {
        string[] result = [.. pending];
        pending.Clear();
        return result;
    }

    /// <summary>The names of a kernel's parameters: those of its operands, of which one that occurs twice needs two.</summary>
    public static KernelNames ParameterNames(Kernel kernel, string method, Names names)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        return new KernelNames(method, [.. kernel.Inputs.Select(Parameter)], [.. kernel.Outputs.Select(Parameter)]);

        string Parameter(Value value)
        {
            var name = names.Local(value);
            for (var i = 2; !used.Add(name); i++) name = names.Local(value) + i;
            return name;
        }
    }

    private static string Text(Kernel kernel, KernelNames names, bool withComments)
    {
        var code = new CodeWriter();
        kernel.Emit(code, names);
        var text = code.ToString();
        return withComments
            ? text
            : string.Join("\n", text.Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));
    }
}
