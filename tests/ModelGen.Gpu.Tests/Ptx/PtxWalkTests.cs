using System.Reflection;
using ILGPU;

namespace ModelGen.Tests.Ptx;

public class PtxWalkTests
{
    private static MethodInfo[] KernelsOf(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly);

    public static TheoryData<string> Names => [.. KernelsOf(typeof(Reordered)).Select(kernel => kernel.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Accesses_keep_their_order_at_the_level_in_use(string name) =>
        PtxWalk.Check(typeof(Reordered).GetMethod(name)!);

    [Theory]
    [MemberData(nameof(Names))]
    public void Accesses_that_move_are_noticed(string name)
    {
        var kernel = typeof(Reordered).GetMethod(name)!;
        var module = PtxCompiler.Compile([kernel], 90, OptimizationLevel.O2);
        Assert.Contains(PtxWalk.Complaints(kernel, module), complaint => complaint.StartsWith("after ", StringComparison.Ordinal));
    }

    [Fact]
    public void Functions_are_single_entries_without_approximations() => PtxWalk.Check(KernelsOf(typeof(MathKernels)));

    [Fact]
    public void Instructions_reach_shared_and_device_memory() => PtxWalk.Check(KernelsOf(typeof(InstructionKernels)));

    [Fact]
    public void The_assembler_is_told_how_many_threads_there_are() =>
        Assert.Contains(".maxntid 32, 1, 1", PtxCompiler.Compile(KernelsOf(typeof(InstructionKernels)), 80), StringComparison.Ordinal);

    [Fact]
    public void The_same_kernels_give_the_same_text()
    {
        var kernels = KernelsOf(typeof(InstructionKernels));
        Assert.Equal(PtxCompiler.Compile(kernels, 80), PtxCompiler.Compile(kernels, 80));
    }

    // An address of shared memory is no generic address: converting it again would give one far outside.
    [Fact]
    public void Shared_addresses_are_taken_as_they_are()
    {
        var module = PtxCompiler.Compile(KernelsOf(typeof(InstructionKernels)), 80);
        Assert.DoesNotContain("cvta.to.shared", module, StringComparison.Ordinal);
        Assert.DoesNotContain("cvta.shared", module, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\.shared \.align [1248] ", module);
        Assert.DoesNotMatch(@"\t(?:ld|st)\.[fub]\d", module);
    }

    [Fact]
    public void Two_kernels_of_one_name_and_unknown_devices_are_refused()
    {
        var kernel = typeof(MathKernels).GetMethod(nameof(MathKernels.Exp))!;
        Assert.Contains("Exp", Assert.Throws<ArgumentException>(() => PtxCompiler.Compile([kernel, kernel], 80)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => PtxCompiler.Compile([kernel], 70));
    }
}
