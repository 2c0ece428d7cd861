using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using ILGPU;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.IR;
using ILGPU.IR.Intrinsics;
using ILGPU.IR.Types;
using ILGPU.IR.Values;
using ILGPU.Util;
using PtxRegister = ILGPU.Backends.RegisterAllocator<ILGPU.Backends.PTX.PTXRegisterKind>.Register;
using PtxRegisters = ILGPU.Backends.RegisterAllocator<ILGPU.Backends.PTX.PTXRegisterKind>;

namespace ModelGen;

/// <summary>Tells ILGPU's compilers what the methods of <see cref="Gpu"/> and <see cref="GpuMath"/> are on a device.</summary>
[RequiresDynamicCode("ILGPU compiles kernels at run time.")]
[RequiresUnreferencedCode("ILGPU reads the bodies of kernels.")]
internal static class InstructionPrinter
{
    private static readonly Dictionary<MethodInfo, InstructionAttribute> instructions = (
        from type in new[] { typeof(Gpu), typeof(GpuMath) }
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static)
        let instruction = method.GetCustomAttribute<InstructionAttribute>()
        where instruction is not null
        select (method, instruction)).ToDictionary(pair => pair.method, pair => pair.instruction);

    public static void Register(Context context)
    {
        var manager = context.GetIntrinsicManager();
        foreach (var (method, instruction) in instructions)
        {
            manager.RegisterMethod(method, new PTXIntrinsic(
                typeof(InstructionPrinter), nameof(PrintPtx), IntrinsicImplementationMode.GenerateCode));
            if (instruction.OpenCl is null) continue;
            manager.RegisterMethod(method, new CLIntrinsic(
                typeof(InstructionPrinter), nameof(PrintOpenCl), IntrinsicImplementationMode.GenerateCode));
        }
    }

    private static InstructionAttribute InstructionOf(MethodCall call) => instructions[(MethodInfo)call.Target.Source];

    private static void PrintPtx(PTXBackend backend, PTXCodeGenerator generator, Value value)
    {
        var call = (MethodCall)value;
        var text = InstructionOf(call).Ptx;
        var conversions = "";
        for (var i = 0; i < call.Count; i++)
        {
            var argument = NameOf(generator.EnsureHardwareRegister(generator.LoadPrimitive(call[i])));
            foreach (var (space, name) in spaces)
            {
                if (!text.Contains($"%{name}{i}", StringComparison.Ordinal)) continue;
                // ILGPU says where most references point to, and their registers hold addresses of that memory.
                var known = ((AddressSpaceType)call[i].Type).AddressSpace;
                if (known != space && known != MemoryAddressSpace.Generic)
                    throw new InvalidOperationException($"{call.Target.Source.Name} of {known} memory.");
                if (known == MemoryAddressSpace.Generic)
                    conversions += $".reg .u64 {name}{i}; cvta.to.{name}.u64 {name}{i}, {argument}; ";
                text = text.Replace($"%{name}{i}", known == space ? argument : $"{name}{i}", StringComparison.Ordinal);
            }
            text = text.Replace($"%{i}", argument, StringComparison.Ordinal);
        }
        if (!call.Target.IsVoid)
        {
            var results = string.Join(", ", Primitives(generator.Allocate(value)).Select(NameOf));
            text = text.Replace("%d", results, StringComparison.Ordinal);
        }
        generator.Builder.Append('\t').Append(conversions.Length == 0 ? text : $"{{ {conversions}{text} }}").Append('\n');
    }

    private static readonly (MemoryAddressSpace Space, string Name)[] spaces =
        [(MemoryAddressSpace.Global, "global"), (MemoryAddressSpace.Shared, "shared")];

    private static IEnumerable<PtxRegisters.PrimitiveRegister> Primitives(PtxRegister register) => register switch
    {
        PtxRegisters.CompoundRegister compound => compound.Children.SelectMany(Primitives),
        _ => [(PtxRegisters.PrimitiveRegister)register],
    };

    private static string NameOf(PtxRegisters.PrimitiveRegister register) =>
        "%" + PTXRegisterAllocator.GetStringRepresentation((PtxRegisters.HardwareRegister)register);

    private static void PrintOpenCl(CLBackend backend, CLCodeGenerator generator, Value value)
    {
        var call = (MethodCall)value;
        object[] arguments = [.. Enumerable.Range(0, call.Count).Select(i => generator.Load(call[i]))];
        var texts = InstructionOf(call).OpenCl!;
        if (call.Target.IsVoid)
        {
            foreach (var text in texts)
            {
                using var statement = generator.BeginStatement((RawString)"");
                statement.AppendOperation((RawString)text, arguments);
            }
            return;
        }

        var result = generator.Allocate(value);
        if (texts.Length > 1) generator.Declare(result);
        for (var i = 0; i < texts.Length; i++)
        {
            using var statement = texts.Length > 1 ? generator.BeginStatement(result, new FieldAccess(i)) : generator.BeginStatement(result);
            statement.AppendOperation((RawString)texts[i], arguments);
        }
    }
}
