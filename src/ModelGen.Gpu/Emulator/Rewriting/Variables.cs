using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;

namespace ModelGen.Emulation;

/// <summary>
/// Where a rewritten method has its variables: in locals, which are saved to the thread's frame where it stops and loaded
/// again where it goes on; or in the frame all the time, if something points to them or saving would be more than using.
/// </summary>
[RequiresDynamicCode("It writes code.")]
[RequiresUnreferencedCode("It reads bodies of methods.")]
internal sealed class Variables
{
    private readonly MethodText text;
    private readonly Emitter emitter;
    private readonly Type[] types;
    private readonly LocalBuilder?[] locals;
    private readonly int[] places;
    private readonly int[] memories;

    /// <param name="text">The method.</param>
    /// <param name="emitter">Writes the new one.</param>
    /// <param name="savings">How many of its stops each variable is read after.</param>
    /// <param name="arguments">Where arguments are in their memory; empty if they are passed otherwise.</param>
    /// <param name="frame">Gets the places of those that have one.</param>
    public Variables(
        MethodText text, Emitter emitter, int[]? savings, IReadOnlyList<int> arguments, MemoryLayout frame)
    {
        this.text = text;
        this.emitter = emitter;
        types = [.. text.Parameters.Concat(text.Locals).Select(StandInTable.Of)];
        locals = new LocalBuilder?[types.Length];
        places = new int[types.Length];
        memories = new int[types.Length];
        var isWritten = new bool[types.Length];
        var uses = new int[types.Length];
        var pointedTo = new bool[types.Length];
        foreach (var instruction in text.Instructions)
        {
            if (text.Variable(instruction) is not (>= 0 and var variable))
                continue;
            uses[variable]++;
            isWritten[variable] |= instruction.Code.Name![..2] == "st";
            pointedTo[variable] |= instruction.Code.Name is "ldloca" or "ldarga" && !StandInTable.IsView(Source(variable));
        }
        for (var i = 0; i < types.Length; i++)
        {
            if (savings is null || !pointedTo[i] && 2 * savings[i] <= uses[i])
                locals[i] = emitter.Il.DeclareLocal(types[i]);
            var staysArgument = i < arguments.Count && !isWritten[i] && !pointedTo[i];
            memories[i] = staysArgument ? Emitter.Arguments : Emitter.Frame;
            if (staysArgument)
                places[i] = arguments[i];
            else if (locals[i] is null || savings?[i] > 0)
                places[i] = frame.Add(types[i]);
        }
    }

    public Type this[int variable] => types[variable];

    public void Load(int variable)
    {
        if (locals[variable] is { } local)
            emitter.Il.Emit(OpCodes.Ldloc, local);
        else
            emitter.Load(memories[variable], places[variable], types[variable]);
    }

    public void Store(int variable)
    {
        if (locals[variable] is { } local)
            emitter.Il.Emit(OpCodes.Stloc, local);
        else
            emitter.Store(memories[variable], places[variable], types[variable]);
    }

    public void Address(int variable)
    {
        if (locals[variable] is { } local)
            emitter.Il.Emit(OpCodes.Ldloca, local);
        else
            emitter.Address(memories[variable], places[variable]);
    }

    /// <summary>Saves a local to the frame, if it is one. Arguments that never change are in memory already.</summary>
    public void Save(int variable)
    {
        if (locals[variable] is { } local && memories[variable] == Emitter.Frame)
            emitter.Store(Emitter.Frame, places[variable], local);
    }

    /// <summary>Loads a local from the frame, if it is one.</summary>
    public void Restore(int variable)
    {
        if (locals[variable] is not { } local)
            return;
        emitter.Load(memories[variable], places[variable], types[variable]);
        emitter.Il.Emit(OpCodes.Stloc, local);
    }

    /// <summary>Whether nothing is to be done for an argument at the start.</summary>
    public bool IsInPlace(int argument) => locals[argument] is null && memories[argument] == Emitter.Arguments;

    private Type Source(int variable) =>
        variable < text.Parameters.Count ? text.Parameters[variable] : text.Locals[variable - text.Parameters.Count];
}
