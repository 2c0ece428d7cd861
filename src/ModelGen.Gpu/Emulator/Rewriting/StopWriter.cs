using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;

namespace ModelGen.Emulation;

/// <summary>
/// The stops of one method. A frame begins with the number of the stop that the thread is at; then come variables, the
/// evaluation stack, and the arguments and the frame of the method in which the thread stopped.
/// </summary>
[RequiresDynamicCode("It writes code.")]
[RequiresUnreferencedCode("It reads bodies of methods.")]
internal sealed class StopWriter
{
    private readonly KernelRewriter kernel;
    private readonly MethodText text;
    private readonly Emitter emitter;
    private readonly MemoryLayout frame;
    private readonly Dictionary<int, int> numbers = [];
    private readonly Dictionary<int, RewrittenMethod> callees = [];
    private readonly Liveness liveness;
    private readonly Label[] labels;
    private readonly int calleeArguments, calleeFrame;

    public StopWriter(KernelRewriter kernel, MethodText text, Emitter emitter, MemoryLayout frame)
    {
        (this.kernel, this.text, this.emitter, this.frame) = (kernel, text, emitter, frame);
        liveness = new Liveness(text);
        Savings = new int[text.Parameters.Count + text.Locals.Count];
        int argumentBytes = 0, frameBytes = 0;
        for (var i = 0; i < text.Instructions.Count; i++)
        {
            if (!kernel.Graph.Stops(text.Instructions[i]))
                continue;
            numbers[i] = numbers.Count;
            foreach (var variable in Live(i))
                Savings[variable]++;
            var callee = (MethodBase)text.Instructions[i].Operand!;
            if (StandInTable.Replaces(callee))
                continue;
            callees[i] = kernel.Rewrite(callee);
            argumentBytes = Math.Max(argumentBytes, callees[i].ArgumentBytes);
            frameBytes = Math.Max(frameBytes, callees[i].FrameBytes);
        }
        labels = [.. numbers.Select(_ => emitter.Il.DefineLabel())];
        calleeArguments = frame.Add(Math.Max(16, argumentBytes));
        calleeFrame = frame.Add(Math.Max(16, frameBytes));
    }

    /// <summary>How many stops each variable is read after.</summary>
    public int[] Savings { get; }

    /// <summary>At the start of the method: to where the thread stopped, if it did.</summary>
    public void WriteDispatch()
    {
        emitter.Load(Emitter.Frame, 0, typeof(int));
        emitter.Il.Emit(OpCodes.Ldc_I4_1);
        emitter.Il.Emit(OpCodes.Sub);
        emitter.Il.Emit(OpCodes.Switch, labels);
    }

    /// <summary>Stops after the call of a stand-in that asks for it. The stack has its result already.</summary>
    public void WriteStop(int index, MethodInfo member, MethodInfo standIn, Variables variables, List<Type> stack)
    {
        emitter.LoadThread();
        emitter.Il.Emit(OpCodes.Ldc_I4, kernel.NewSite($"{member.DeclaringType!.Name}.{member.Name} in {text.Method.Name}"));
        emitter.Il.Emit(OpCodes.Stfld, typeof(ThreadState).GetField(nameof(ThreadState.Site))!);
        var hasResult = member.ReturnType != typeof(void);
        var places = Save(index, variables, stack, hasResult);
        emitter.Return(isStopped: true);

        emitter.Il.MarkLabel(labels[numbers[index]]);
        Restore(index, variables, stack, places);
        if (!hasResult)
            return;
        emitter.LoadThread();
        emitter.Il.Emit(OpCodes.Call, StandInTable.Result(standIn, member.ReturnType));
    }

    /// <summary>Calls a method that may stop, again and again until it returns. The stack has its result already.</summary>
    public void WriteCall(int index, MethodBase callee, Variables variables, List<Type> stack)
    {
        var method = callees[index];
        var parameters = callee.GetParameters();
        for (var i = parameters.Length - 1; i >= 0; i--)
            emitter.Store(Emitter.Frame, calleeArguments + method.Arguments[i], StandInTable.Of(parameters[i].ParameterType));
        emitter.StoreInt(Emitter.Frame, calleeFrame, 0);
        var hasResult = method.Result >= 0;
        var places = Save(index, variables, stack, hasResult);

        emitter.Il.MarkLabel(labels[numbers[index]]);
        emitter.LoadThread();
        emitter.Address(Emitter.Frame, calleeFrame);
        emitter.Address(Emitter.Frame, calleeArguments);
        emitter.Il.Emit(OpCodes.Call, method.Code);
        var goesOn = emitter.Il.DefineLabel();
        emitter.Il.Emit(OpCodes.Brfalse, goesOn);
        emitter.Return(isStopped: true);

        emitter.Il.MarkLabel(goesOn);
        Restore(index, variables, stack, places);
        if (hasResult)
            emitter.Load(Emitter.Frame, calleeArguments + method.Result, stack[^1]);
    }

    private IEnumerable<int> Live(int index)
    {
        var live = liveness.After(index);
        for (var i = 0; i < live.Length; i++)
            if (live[i])
                yield return i;
    }

    // The stack, but for the result, goes to memory, the last first.
    private int[] Save(int index, Variables variables, List<Type> stack, bool hasResult)
    {
        var places = new int[hasResult ? stack.Count - 1 : stack.Count];
        for (var i = places.Length - 1; i >= 0; i--)
        {
            places[i] = frame.Add(stack[i]);
            emitter.Store(Emitter.Frame, places[i], stack[i]);
        }
        foreach (var variable in Live(index))
            variables.Save(variable);
        emitter.StoreInt(Emitter.Frame, 0, numbers[index] + 1);
        return places;
    }

    private void Restore(int index, Variables variables, List<Type> stack, int[] places)
    {
        foreach (var variable in Live(index))
            variables.Restore(variable);
        for (var i = 0; i < places.Length; i++)
            emitter.Load(Emitter.Frame, places[i], stack[i]);
    }
}
