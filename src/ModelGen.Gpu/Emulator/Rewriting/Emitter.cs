using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;

namespace ModelGen.Emulation;

/// <summary>Writes instructions of a rewritten method.</summary>
[RequiresDynamicCode("It writes code.")]
internal sealed class Emitter(DynamicMethod method, int threadParameter)
{
    /// <summary>The parameters that point to memory, of a method with those of <see cref="KernelCode"/>.</summary>
    public const int Frame = 1, Arguments = 2;

    private readonly Dictionary<Type, LocalBuilder> temporaries = [];

    public ILGenerator Il { get; } = method.GetILGenerator();

    public void LoadThread() => Il.Emit(OpCodes.Ldarg, (short)threadParameter);

    public void Address(int memory, int place)
    {
        Il.Emit(OpCodes.Ldarg, (short)memory);
        if (place == 0)
            return;
        Il.Emit(OpCodes.Ldc_I4, place);
        Il.Emit(OpCodes.Add);
    }

    /// <summary>Pushes a value from memory.</summary>
    public void Load(int memory, int place, Type type)
    {
        Address(memory, place);
        if (type.IsByRef)
            Il.Emit(OpCodes.Ldind_I);
        else
            Il.Emit(OpCodes.Ldobj, type);
    }

    /// <summary>Pops a value into memory. References are to memory that does not move, and stay there as addresses.</summary>
    public void Store(int memory, int place, Type type)
    {
        var value = Temporary(type);
        Il.Emit(OpCodes.Stloc, value);
        Store(memory, place, value);
    }

    /// <summary>Copies a local to memory.</summary>
    public void Store(int memory, int place, LocalBuilder value)
    {
        Address(memory, place);
        Il.Emit(OpCodes.Ldloc, value);
        if (value.LocalType.IsByRef)
        {
            Il.Emit(OpCodes.Conv_U);
            Il.Emit(OpCodes.Stind_I);
        }
        else
        {
            Il.Emit(OpCodes.Stobj, value.LocalType);
        }
    }

    /// <summary>Stores a constant in memory.</summary>
    public void StoreInt(int memory, int place, int value)
    {
        Address(memory, place);
        Il.Emit(OpCodes.Ldc_I4, value);
        Il.Emit(OpCodes.Stind_I4);
    }

    /// <summary>Returns whether the thread is to be gone on with.</summary>
    public void Return(bool isStopped)
    {
        Il.Emit(isStopped ? OpCodes.Ldc_I4_1 : OpCodes.Ldc_I4_0);
        Il.Emit(OpCodes.Ret);
    }

    /// <summary>A local for a value that is used at once.</summary>
    public LocalBuilder Temporary(Type type) =>
        temporaries.TryGetValue(type, out var local) ? local : temporaries[type] = Il.DeclareLocal(type);

    /// <summary>Writes an instruction as it was read.</summary>
    public void Copy(Instruction instruction, IReadOnlyList<Label> labels)
    {
        var (code, operand) = instruction;
        switch (operand)
        {
            case null: Il.Emit(code); break;
            case int number when code.OperandType == OperandType.ShortInlineI: Il.Emit(code, (byte)number); break;
            case int number: Il.Emit(code, number); break;
            case long number: Il.Emit(code, number); break;
            case float number: Il.Emit(code, number); break;
            case double number: Il.Emit(code, number); break;
            case string text: Il.Emit(code, text); break;
            case Target target: Il.Emit(code, labels[target.Index]); break;
            case Target[] targets: Il.Emit(code, [.. targets.Select(target => labels[target.Index])]); break;
            case FieldInfo field: Il.Emit(code, field); break;
            case ConstructorInfo constructor: Il.Emit(code, constructor); break;
            case MethodInfo callee: Il.Emit(code, callee); break;
            case Type type: Il.Emit(code, type); break;
            default: throw new NotSupportedException($"{code.Name} is not emulated");
        }
    }
}
