using System.Reflection;
using System.Reflection.Emit;
using ILGPU;

namespace ModelGen.Tests.Ptx;

/// <summary>
/// The accesses to shared memory of a kernel as its source has them: a walk over its IL, in which each value on the stack
/// is of shared memory or is not. Methods that it calls are walked in their place.
/// </summary>
internal sealed class KernelIl
{
    // Of a value: made from shared memory (a view of it, or a reference into it), or anything else.
    private const bool Shared = true, Other = false;

    private static readonly Dictionary<short, OpCode> opcodes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    private readonly AccessGraph graph;
    private readonly MethodBase method;
    private readonly byte[] il;
    private readonly bool[] arguments, locals;
    private readonly Dictionary<int, bool[]> stackAt = [];      // at the targets of branches
    private readonly Dictionary<int, int> pointAt = [];
    private Stack<bool> stack = [];
    private int position, point;

    private KernelIl(MethodBase method, bool[] arguments, AccessGraph graph)
    {
        var body = method.GetMethodBody() ?? throw new InvalidOperationException($"{method} has no body");
        (this.method, this.arguments, this.graph) = (method, arguments, graph);
        il = body.GetILAsByteArray()!;
        locals = new bool[body.LocalVariables.Count];
    }

    public static AccessGraph AccessesOf(MethodInfo kernel)
    {
        AccessGraph graph = new();
        new KernelIl(kernel, new bool[kernel.GetParameters().Length], graph).Walk(graph.Entry, graph.Exit);
        return graph;
    }

    /// <summary>Whether the method's result is of shared memory.</summary>
    private bool Walk(int entry, int exit)
    {
        var result = Other;
        graph.Connect(entry, PointAt(0));
        while (position < il.Length)
        {
            point = PointAt(position);
            if (stackAt.TryGetValue(position, out var merged)) stack = new(merged);
            var code = opcodes[il[position] == 0xFE ? (short)(0xFE00 | il[position + 1]) : il[position]];
            position += code.Size;
            var operand = Operand(code, out var next);
            if (code == OpCodes.Ret && stack.Count > 0) result = stack.Peek();
            Step(code, operand, next);
            if (code == OpCodes.Ret) graph.Connect(point, exit);
            else if (code.FlowControl != FlowControl.Branch) graph.Connect(point, PointAt(next));
            position = next;
        }
        return result;
    }

    private int PointAt(int offset) =>
        pointAt.TryGetValue(offset, out var known) ? known : pointAt[offset] = graph.AddPoint();

    private void Add(SharedAccess access) => point = graph.Add(point, access);

    private long Operand(OpCode code, out int next)
    {
        var size = code.OperandType switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
            OperandType.InlineVar => 2,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(il, position),
            _ => 4,
        };
        next = position + size;
        return size switch
        {
            1 => code.OperandType == OperandType.ShortInlineVar ? il[position] : (sbyte)il[position],
            2 => BitConverter.ToUInt16(il, position),
            4 => BitConverter.ToInt32(il, position),
            _ => 0,
        };
    }

    private void Step(OpCode code, long operand, int next)
    {
        var name = code.Name!;
        if (code.FlowControl == FlowControl.Call) Call(method.Module.ResolveMethod(
            (int)operand, method.DeclaringType?.GetGenericArguments(), method.IsGenericMethod ? method.GetGenericArguments() : null)!, isNew: code == OpCodes.Newobj);
        else if (name.StartsWith("ldloc", StringComparison.Ordinal)) stack.Push(locals[Index(name, operand)]);
        else if (name.StartsWith("stloc", StringComparison.Ordinal)) locals[Index(name, operand)] = stack.Pop();
        else if (name.StartsWith("ldarg", StringComparison.Ordinal)) stack.Push(arguments[Index(name, operand)]);
        else if (name.StartsWith("starg", StringComparison.Ordinal)) arguments[Index(name, operand)] = stack.Pop();
        else if (code == OpCodes.Dup) stack.Push(stack.Peek());
        else if (name.StartsWith("ldind", StringComparison.Ordinal) || code == OpCodes.Ldobj)
        {
            if (stack.Pop() == Shared) Add(SharedAccess.Load);
            stack.Push(Other);
        }
        else if (name.StartsWith("stind", StringComparison.Ordinal) || code == OpCodes.Stobj)
        {
            stack.Pop();
            if (stack.Pop() == Shared) Add(SharedAccess.Store);
        }
        else if (code.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch) Branch(code, operand, next);
        else if (code != OpCodes.Ret) Apply(code);
    }

    private static int Index(string name, long operand) => char.IsDigit(name[^1]) ? name[^1] - '0' : (int)operand;

    private void Branch(OpCode code, long operand, int next)
    {
        Apply(code);
        if (code == OpCodes.Switch) throw new NotSupportedException($"{method}: a switch");
        var target = next + (int)operand;
        graph.Connect(point, PointAt(target));
        if (target > position) stackAt.TryAdd(target, [.. stack.Reverse()]);
        if (code.FlowControl == FlowControl.Branch) stack = [];        // what follows is reached by jumps only
    }

    private void Apply(OpCode code)
    {
        for (var i = Count(code.StackBehaviourPop); i > 0; i--) stack.Pop();
        for (var i = Count(code.StackBehaviourPush); i > 0; i--) stack.Push(Other);
    }

    // "Popi_popr4" takes two; "Push1_push1" leaves two.
    private static int Count(StackBehaviour behaviour) =>
        behaviour is StackBehaviour.Pop0 or StackBehaviour.Push0 ? 0 : behaviour.ToString().Split('_').Length;

    private void Call(MethodBase callee, bool isNew)
    {
        var passed = new bool[callee.GetParameters().Length + (callee.IsStatic ? 0 : 1)];
        for (var i = passed.Length - 1; i >= (isNew ? 1 : 0); i--) passed[i] = stack.Pop();

        var result = Other;
        if (callee.DeclaringType == typeof(SharedMemory)) result = Shared;
        else if (callee.DeclaringType == typeof(Group) && callee.Name == nameof(Group.Barrier)) Add(SharedAccess.Barrier);
        else if (callee.DeclaringType == typeof(Warp) && callee.Name.StartsWith("Shuffle", StringComparison.Ordinal)) Add(SharedAccess.Shuffle);
        else if (callee.DeclaringType == typeof(Atomic)) AddIfShared(passed, SharedAccess.Atomic);
        else if (callee.GetCustomAttribute<InstructionAttribute>() is { } instruction) Instruction(instruction.Ptx, passed);
        else if (callee.DeclaringType!.Assembly == typeof(Gpu).Assembly || callee.DeclaringType.Assembly == method.DeclaringType!.Assembly)
        {
            var after = graph.AddPoint();
            result = new KernelIl(callee, passed, graph).Walk(point, after);
            point = after;
        }
        else result = passed.Contains(Shared) && IsView(callee.DeclaringType);      // an element or a part of a view

        if (isNew || callee is MethodInfo { ReturnType: var type } && type != typeof(void)) stack.Push(result);
    }

    private static bool IsView(Type type) => type.Name.StartsWith("ArrayView", StringComparison.Ordinal)
        || type.Name == nameof(System.Runtime.CompilerServices.Unsafe);

    private void AddIfShared(bool[] passed, SharedAccess access)
    {
        if (passed[0] == Shared) Add(access);
    }

    private void Instruction(string ptx, bool[] passed)
    {
        if (ptx.Contains("cp.async.commit", StringComparison.Ordinal)) Add(SharedAccess.Commit);
        else if (ptx.Contains("cp.async.wait_group", StringComparison.Ordinal)) Add(SharedAccess.Wait0 + (ptx[^2] - '0'));
        else if (ptx.Contains("cp.async", StringComparison.Ordinal)) Add(SharedAccess.Copy);
        else if (ptx.Contains("bar.sync", StringComparison.Ordinal)) Add(SharedAccess.Barrier);
        else if (ptx.Contains("mma.sync", StringComparison.Ordinal)) Add(SharedAccess.Multiply);
        else if (ptx.Contains("ldmatrix", StringComparison.Ordinal)) Add(SharedAccess.LoadMatrix);
        else if (ptx.Contains("ld.shared", StringComparison.Ordinal)) AddIfShared(passed, SharedAccess.Load);
        else if (ptx.Contains("st.shared", StringComparison.Ordinal)) AddIfShared(passed, SharedAccess.Store);
    }
}
