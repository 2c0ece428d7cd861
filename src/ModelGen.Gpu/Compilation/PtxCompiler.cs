using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.IR.Transformations;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace ModelGen;

/// <summary>Kernels written in C# as one module of PTX text, which NVIDIA's driver takes. Needs no GPU.</summary>
[RequiresDynamicCode("ILGPU compiles kernels at run time.")]
[RequiresUnreferencedCode("ILGPU reads the bodies of kernels.")]
internal static partial class PtxCompiler
{
    /// <summary>The text of a module with one entry for each kernel, which has the name of its method.</summary>
    /// <param name="kernels">Static methods with names of their own: ArrayViews first, then numbers.</param>
    /// <param name="computeCapability">80 (Ampere), 90 (Hopper): devices of this kind and all later ones can load it.</param>
    /// <exception cref="ArgumentException">Two kernels have one name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The compute capability is neither 80 nor 90.</exception>
    public static string Compile(IReadOnlyList<MethodInfo> kernels, int computeCapability) =>
        Compile(kernels, computeCapability, OptimizationLevel.O1);

    /// <summary>As above at a level of the caller's choice: beyond O1 ILGPU moves loads over barriers.</summary>
    internal static string Compile(IReadOnlyList<MethodInfo> kernels, int computeCapability, OptimizationLevel level)
    {
        // The oldest version that knows the architecture, so that the oldest driver possible loads it.
        var (architecture, version) = computeCapability switch
        {
            80 => (CudaArchitecture.SM_80, CudaInstructionSet.ISA_70),
            90 => (CudaArchitecture.SM_90, CudaInstructionSet.ISA_78),
            _ => throw new ArgumentOutOfRangeException(nameof(computeCapability), computeCapability, "80 or 90."),
        };
        if (kernels.GroupBy(kernel => kernel.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two kernels are called {twice.Key}.", nameof(kernels));

        using var context = Context.Create(builder => builder.Optimize(level).Inlining(InliningMode.Aggressive));
        InstructionPrinter.Register(context);
        using var backend = new PTXBackend(context, architecture, version, null!);

        var module = new StringBuilder();
        module.Append($".version {version}\n.target sm_{computeCapability}\n.address_size 64\n");
        foreach (var kernel in kernels) module.Append('\n').Append(Entry(backend, kernel));
        return module.ToString();
    }

    private static string Entry(PTXBackend backend, MethodInfo kernel)
    {
        var threads = kernel.GetCustomAttribute<ThreadsAttribute>();
        var limits = threads is null ? KernelSpecialization.Empty : new(threads.Count, threads.GroupsPerProcessor is > 0 and var groups ? groups : null);
        var compiled = (PTXCompiledKernel)backend.Compile(
            EntryPointDescription.FromExplicitlyGroupedKernel(kernel), limits);

        // Before the entry ILGPU declares every instruction as a function that nothing calls.
        var text = compiled.PTXAssembly.ReplaceLineEndings("\n");
        text = text[text.IndexOf(".visible .entry ", StringComparison.Ordinal)..].TrimEnd('\n') + "\n";
        if (Call().Match(text) is { Success: true } call)
            throw new NotSupportedException($"{kernel.Name} calls {call.Groups[1].Value}, which ILGPU did not inline.");

        // ILGPU aligns to the element; vectors of 16 bytes, asynchronous copies and matrix loads need more.
        text = text.Replace($".entry {compiled.Name}(", $".entry {kernel.Name}(", StringComparison.Ordinal);
        text = SharedAlignment().Replace(text, ".shared .align 16 ");
        text = Numbered().Replace(text, "$1");
        Dictionary<string, string> labels = [];
        text = Label().Replace(text, match =>
            labels.TryGetValue(match.Value, out var label) ? label : labels[match.Value] = $"L{labels.Count}");

        // Addresses of which ILGPU does not know the memory are of device memory, unless it made some of shared memory.
        return text.Contains("cvta.shared", StringComparison.Ordinal) ? text : GenericAccess().Replace(text, "$1.global.");
    }

    [GeneratedRegex(@"\bcall[\w.]*\s+(?:\(\w+\),\s*)?(\w+)")]
    private static partial Regex Call();

    // Names of parameters and labels, in which ILGPU counts all that it has compiled.
    [GeneratedRegex(@"\b(_\w+)_\d+\b")]
    private static partial Regex Numbered();

    [GeneratedRegex(@"\bL_\d+\b")]
    private static partial Regex Label();

    [GeneratedRegex(@"\.shared \.align (?:1|2|4|8) ")]
    private static partial Regex SharedAlignment();

    [GeneratedRegex(@"(?<=\t)(ld|st|atom|red)\.(?!param|shared|global|local|const)")]
    private static partial Regex GenericAccess();
}
