using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;

namespace ModelGen.Emulation;

/// <summary>
/// The types of what is on the evaluation stack: what a thread that stops in the middle of an expression has to keep.
/// </summary>
[RequiresDynamicCode("Stand-ins are made for the elements of a kernel.")]
[RequiresUnreferencedCode("It reads bodies of methods.")]
internal static class StackTypes
{
    /// <summary>Does to the types what the instruction does to the values. Variables are not its business.</summary>
    public static void Apply(Instruction instruction, List<Type> stack)
    {
        if (instruction.Operand is MethodBase callee)
        {
            Call(instruction.Code, callee, stack);
            return;
        }
        var last = stack.Count > 0 ? stack[^1] : typeof(void);
        var below = stack.Count > 1 ? stack[^2] : typeof(void);
        stack.RemoveRange(stack.Count - Pops(instruction.Code), Pops(instruction.Code));
        if (instruction.Code == OpCodes.Dup)
            stack.AddRange([last, last]);
        else if (instruction.Code.StackBehaviourPush != StackBehaviour.Push0)
            stack.Add(Pushed(instruction, below, last));
    }

    /// <summary>As what a value of a type is on the stack: small integers are ints.</summary>
    public static Type OnStack(Type type)
    {
        if (type.IsEnum)
            type = type.GetEnumUnderlyingType();
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean or TypeCode.Char or TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16
                or TypeCode.Int32 or TypeCode.UInt32 => typeof(int),
            TypeCode.Int64 or TypeCode.UInt64 => typeof(long),
            _ => type.IsPointer || type == typeof(nuint) ? typeof(nint) : StandInTable.Of(type),
        };
    }

    private static void Call(OpCode code, MethodBase callee, List<Type> stack)
    {
        var isNew = code == OpCodes.Newobj;
        var operands = callee.GetParameters().Length + (callee.IsStatic || isNew ? 0 : 1);
        if (code == OpCodes.Ldftn || code == OpCodes.Ldtoken || code == OpCodes.Calli)
            throw new NotSupportedException($"{code.Name} is not emulated");
        stack.RemoveRange(stack.Count - operands, operands);
        if (isNew)
            stack.Add(OnStack(callee.DeclaringType!));
        else if (callee is MethodInfo { ReturnType: var result } && result != typeof(void))
            stack.Add(OnStack(result));
    }

    private static int Pops(OpCode code) => code.StackBehaviourPop switch
    {
        StackBehaviour.Pop0 or StackBehaviour.Varpop => 0,
        StackBehaviour.Pop1 or StackBehaviour.Popi or StackBehaviour.Popref => 1,
        StackBehaviour.Pop1_pop1 or StackBehaviour.Popi_pop1 or StackBehaviour.Popi_popi or StackBehaviour.Popi_popi8
            or StackBehaviour.Popi_popr4 or StackBehaviour.Popi_popr8 or StackBehaviour.Popref_pop1
            or StackBehaviour.Popref_popi => 2,
        StackBehaviour.Popi_popi_popi => 3,
        _ => throw new NotSupportedException($"{code.Name} is not emulated"),
    };

    private static Type Pushed(Instruction instruction, Type below, Type last)
    {
        var (code, operand) = (instruction.Code, instruction.Operand);
        return code.Name switch
        {
            "ldfld" or "ldsfld" => OnStack(((FieldInfo)operand!).FieldType),
            "ldflda" or "ldsflda" => ((FieldInfo)operand!).FieldType.MakeByRefType(),
            "ldobj" or "unbox.any" => OnStack((Type)operand!),
            "conv.i" or "conv.u" or "ldind.i" => typeof(nint),
            "neg" or "not" => last,
            "shl" or "shr" or "shr.un" => below,
            _ => code.StackBehaviourPush switch
            {
                StackBehaviour.Pushi => typeof(int),
                StackBehaviour.Pushi8 => typeof(long),
                StackBehaviour.Pushr4 => typeof(float),
                StackBehaviour.Pushr8 => typeof(double),
                StackBehaviour.Push1 => Arithmetic(below, last),
                _ => typeof(object),
            },
        };
    }

    // An address and a distance give an address; a distance may be an int or a native one.
    private static Type Arithmetic(Type a, Type b) =>
        a.IsByRef && b.IsByRef ? typeof(nint)
        : a.IsByRef ? a
        : b.IsByRef ? b
        : a == typeof(nint) || b == typeof(nint) ? typeof(nint)
        : a;
}
