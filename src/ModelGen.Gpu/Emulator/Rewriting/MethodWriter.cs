using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;

namespace ModelGen.Emulation;

/// <summary>
/// Rewrites one method: stand-ins for members of ILGPU, and where a thread may stop, what it needs to go on is put into
/// its frame, the method returns, and the next call jumps to behind the stop.
/// </summary>
[RequiresDynamicCode("It writes code.")]
[RequiresUnreferencedCode("It reads bodies of methods.")]
internal sealed class MethodWriter
{
    private readonly KernelRewriter kernel;
    private readonly MethodText text;
    private readonly DynamicMethod code;
    private readonly Emitter emitter;
    private readonly Variables variables;
    private readonly StopWriter? stops;
    private readonly MemoryLayout frame = new(), arguments = new();
    private readonly int[] argumentPlaces;
    private readonly Type result;
    private readonly int resultPlace;
    private readonly bool isInMemory;
    private readonly Label[] labels;
    private readonly Dictionary<int, Type[]> stacks = [];
    private List<Type> stack = [];

    public MethodWriter(KernelRewriter kernel, MethodText text, bool isKernel)
    {
        (this.kernel, this.text) = (kernel, text);
        var method = text.Method as MethodInfo;
        if (method is null || !method.IsStatic)
            throw new NotSupportedException($"{text.Method.DeclaringType!.Name}.{text.Method.Name} is not static");
        if (text.HasHandlers)
            throw new NotSupportedException($"{method.Name} catches exceptions");
        var resumes = kernel.Graph.TreatmentOf(method) == Treatment.Resume;
        isInMemory = isKernel || resumes;
        Type[] parameters = [.. text.Parameters.Select(StandInTable.Of)];
        // References that are returned are to memory that does not move.
        result = method.ReturnType.IsByRef ? typeof(nint) : StandInTable.Of(method.ReturnType);
        code = new DynamicMethod(method.Name, isInMemory ? typeof(int) : result, isInMemory
            ? [typeof(ThreadState*), typeof(byte*), typeof(byte*)] : [.. parameters, typeof(ThreadState*)],
            typeof(MethodWriter).Module, skipVisibility: true)
        { InitLocals = false };
        emitter = new(code, isInMemory ? 0 : parameters.Length);
        labels = [.. text.Instructions.Select(_ => emitter.Il.DefineLabel())];
        argumentPlaces = isInMemory ? [.. parameters.Select(arguments.Add)] : [];
        resultPlace = isInMemory && result != typeof(void) ? arguments.Add(result) : -1;
        frame.Add(typeof(int));
        if (resumes)
            stops = new StopWriter(kernel, text, emitter, frame);
        variables = new(text, emitter, stops?.Savings, argumentPlaces, frame);
    }

    public RewrittenMethod Write()
    {
        stops?.WriteDispatch();
        for (var i = 0; i < text.Parameters.Count; i++)
        {
            if (variables.IsInPlace(i))
                continue;
            if (isInMemory)
                emitter.Load(Emitter.Arguments, argumentPlaces[i], variables[i]);
            else
                emitter.Il.Emit(OpCodes.Ldarg, (short)i);
            variables.Store(i);
        }
        for (var i = 0; i < text.Instructions.Count; i++)
        {
            if (stacks.TryGetValue(i, out var known))
                stack = [.. known];
            emitter.Il.MarkLabel(labels[i]);
            Write(i);
            foreach (var target in text.Instructions[i].Targets)
                stacks[target] = [.. stack];
            if (!text.Instructions[i].FallsThrough)
                stack = [];
        }
        return new(code, argumentPlaces, resultPlace, arguments.Size, frame.Size);
    }

    private void Write(int index)
    {
        var instruction = text.Instructions[index];
        var variable = text.Variable(instruction);
        switch (instruction.Code.Name)
        {
            case "ldarg" or "ldloc":
                variables.Load(variable);
                stack.Add(StackTypes.OnStack(variables[variable]));
                break;
            case "starg" or "stloc":
                variables.Store(variable);
                stack.RemoveAt(stack.Count - 1);
                break;
            case "ldarga" or "ldloca":
                LoadAddress(index, variable);
                break;
            case "initobj":
                emitter.Il.Emit(OpCodes.Initobj, StandInTable.Of((Type)instruction.Operand!));
                stack.RemoveAt(stack.Count - 1);
                break;
            case "ret":
                WriteReturn();
                break;
            default:
                if (instruction.Operand is MethodBase callee)
                    WriteCall(index, instruction, callee);
                else
                    Copy(instruction);
                break;
        }
    }

    // Members of views take them by value.
    private void LoadAddress(int index, int variable)
    {
        var type = variables[variable];
        var isView = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(View<>);
        if (isView && text.Instructions[index + 1].Code != OpCodes.Initobj)
        {
            variables.Load(variable);
            stack.Add(type);
        }
        else
        {
            variables.Address(variable);
            stack.Add(type.MakeByRefType());
        }
    }

    private void WriteReturn()
    {
        if (!isInMemory)
        {
            emitter.Il.Emit(OpCodes.Ret);
            return;
        }
        if (result != typeof(void))
            emitter.Store(Emitter.Arguments, resultPlace, result);
        emitter.Return(isStopped: false);
    }

    private void WriteCall(int index, Instruction instruction, MethodBase callee)
    {
        if (StandInTable.IsSharedMemory(callee))
        {
            WriteAllocation(index, (MethodInfo)callee);
            StackTypes.Apply(instruction, stack);
        }
        else if (StandInTable.Replaces(callee))
        {
            var standIn = StandInTable.Of(callee);
            StackTypes.Apply(instruction, stack);
            kernel.HasCopies |= StandInTable.Copies(standIn);
            if (StandInTable.TakesThread(standIn))
                emitter.LoadThread();
            emitter.Il.Emit(OpCodes.Call, standIn);
            if (StandInTable.Stops(standIn))
                stops!.WriteStop(index, (MethodInfo)callee, standIn, variables, stack);
        }
        else if (kernel.Graph.TreatmentOf(callee) is Treatment.Resume)
        {
            StackTypes.Apply(instruction, stack);
            stops!.WriteCall(index, callee, variables, stack);
        }
        else if (kernel.Graph.TreatmentOf(callee) is Treatment.Rewrite)
        {
            StackTypes.Apply(instruction, stack);
            emitter.LoadThread();
            emitter.Il.Emit(OpCodes.Call, kernel.Rewrite(callee).Code);
        }
        else
        {
            Copy(instruction);
        }
    }

    private void WriteAllocation(int index, MethodInfo callee)
    {
        if (callee.Name != "Allocate" || callee.GetParameters().Length != 1
            || text.Instructions[index - 1] is not { Code.Name: "ldc.i4", Operand: int length })
            throw new NotSupportedException($"{callee} in {text.Method.Name} is not emulated: only Allocate<T>(constant) is");
        var element = callee.GetGenericArguments()[0];
        emitter.Il.Emit(OpCodes.Ldc_I4, kernel.Share(MemoryLayout.SizeOf(element) * length));
        emitter.LoadThread();
        emitter.Il.Emit(OpCodes.Call, typeof(EmulatedSharedMemory).GetMethod("Allocate")!.MakeGenericMethod(element));
    }

    private void Copy(Instruction instruction)
    {
        if (instruction.Operand switch
        {
            Type type => StandInTable.HoldsView(type),
            FieldInfo field => StandInTable.HoldsView(field.FieldType) || StandInTable.HoldsView(field.DeclaringType!),
            MethodBase callee => StandInTable.HoldsView(callee.DeclaringType!)
                || callee.IsGenericMethod && callee.GetGenericArguments().Any(StandInTable.HoldsView)
                || callee.GetParameters().Any(parameter => StandInTable.HoldsView(parameter.ParameterType)),
            _ => false,
        })
            throw new NotSupportedException($"{text.Method.Name} copies views in memory, which is not emulated");
        emitter.Copy(instruction, labels);
        StackTypes.Apply(instruction, stack);
    }
}
