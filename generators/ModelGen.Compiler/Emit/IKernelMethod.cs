namespace ModelGen.Compiler.Emit;

/// <summary>A method of the generated code that works out values from others, on whatever processor.</summary>
public interface IKernelMethod
{
    /// <summary>The values read, in the order of the method's parameters.</summary>
    IReadOnlyList<Value> Inputs { get; }

    /// <summary>The values written, after the inputs.</summary>
    IReadOnlyList<Value> Outputs { get; }

    /// <summary>
    /// Writes the method, with the comment that states the maths and the shapes above it. Everything but the names is
    /// a function of the kernel's shape: kernels that write the same text but for names are emitted once.
    /// </summary>
    void Emit(CodeWriter code, KernelNames names);
}

/// <summary>The identifiers of one emitted kernel: the method's and those of its parameters.</summary>
public sealed record KernelNames(string Method, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs)
{
    /// <summary>The names of a kernel's parameters: those of its operands, of which one that occurs twice needs two.</summary>
    public static KernelNames Of(IKernelMethod kernel, string method, Names names)
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

    /// <summary>Names that every kernel of as many operands has, so that equal kernels have equal texts.</summary>
    public static KernelNames Neutral(IKernelMethod kernel) => new(
        "Kernel",
        [.. kernel.Inputs.Select((_, index) => "in" + index)],
        [.. kernel.Outputs.Select((_, index) => "out" + index)]);
}

/// <summary>What the libraries of kernels ask of a kernel.</summary>
public static class KernelMethods
{
    /// <summary>The text of a kernel but for comments and names: equal ones do the same.</summary>
    public static string Key(this IKernelMethod kernel) => string.Join("\n", kernel.Text(KernelNames.Neutral(kernel)).Split('\n')
        .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));

    /// <summary>The text of a kernel.</summary>
    public static string Text(this IKernelMethod kernel, KernelNames names)
    {
        var code = new CodeWriter();
        kernel.Emit(code, names);
        return code.ToString();
    }
}
