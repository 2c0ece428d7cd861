using System.Reflection;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.IR.Transformations;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace ModelGen.Tests.Ptx;

public class OpenClTests
{
    /// <summary>A kernel as OpenCL C.</summary>
    internal static string Source(MethodInfo kernel)
    {
        using var context = Context.Create(builder => builder.Optimize(OptimizationLevel.O1).Inlining(InliningMode.Aggressive));
        InstructionPrinter.Register(context);
        var everything = new CLCapabilityContext(true, true, true, true, true);
        using var backend = new CLBackend(context, everything, CLDeviceVendor.Intel, CLCVersion.CL20);
        var compiled = backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(kernel), KernelSpecialization.Empty);
        return ((CLCompiledKernel)compiled).Source;
    }

    public static TheoryData<string> Kernels =>
    [
        .. from type in new[] { typeof(MathKernels), typeof(InstructionKernels) }
           from kernel in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
           where kernel.Name is not (nameof(InstructionKernels.Tf32) or nameof(InstructionKernels.Bf16))
           select kernel.Name,
    ];

    /// <summary>Without matrix instructions, which OpenCL lacks.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void Kernels_have_a_plain_form(string name)
    {
        var source = Source((typeof(MathKernels).GetMethod(name) ?? typeof(InstructionKernels).GetMethod(name))!);
        Assert.Contains("kernel void", source, StringComparison.Ordinal);
    }
}
