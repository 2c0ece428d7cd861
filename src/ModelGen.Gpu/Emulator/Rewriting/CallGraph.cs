using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace ModelGen.Emulation;

/// <summary>What the emulator has to do with a method.</summary>
internal enum Treatment
{
    /// <summary>Nothing: it is called as it is.</summary>
    Keep,

    /// <summary>It uses what a device has: members of ILGPU are replaced by stand-ins.</summary>
    Rewrite,

    /// <summary>Threads also stop in it, or in what it calls, and go on later.</summary>
    Resume,
}

/// <summary>The methods that a kernel reaches.</summary>
[RequiresDynamicCode("Stand-ins are made for the elements of a kernel.")]
[RequiresUnreferencedCode("It reads bodies of methods.")]
internal sealed class CallGraph
{
    private readonly Dictionary<MethodBase, (MethodText? Text, Treatment Treatment)> known = [];
    private readonly HashSet<MethodBase> open = [];

    /// <exception cref="NotSupportedException">A device cannot run it either, or it has no stand-in.</exception>
    public Treatment TreatmentOf(MethodBase method) => Look(method).Treatment;

    /// <summary>The instructions of a method that is not kept.</summary>
    public MethodText TextOf(MethodBase method) => Look(method).Text!;

    /// <summary>Whether a thread may stop at this instruction.</summary>
    public bool Stops(Instruction instruction) =>
        instruction.Operand is MethodBase callee && instruction.Code.FlowControl == System.Reflection.Emit.FlowControl.Call
        && (StandInTable.Replaces(callee)
            ? !StandInTable.IsSharedMemory(callee) && StandInTable.Stops(StandInTable.Of(callee))
            : TreatmentOf(callee) == Treatment.Resume);

    private (MethodText? Text, Treatment Treatment) Look(MethodBase method)
    {
        if (known.TryGetValue(method, out var found))
            return found;
        if (IsPlatform(method) || MethodText.Of(method) is not { } text)
            return known[method] = (null, Treatment.Keep);
        if (!open.Add(method))
            throw new NotSupportedException($"{method.Name} calls itself");
        var treatment = StandInTable.IsView(method.DeclaringType!) || text.Parameters.Any(StandInTable.HoldsView)
            ? Treatment.Rewrite : Treatment.Keep;
        foreach (var instruction in text.Instructions)
        {
            if (instruction.Operand is not MethodBase callee)
                continue;
            if (Stops(instruction))
                treatment = Treatment.Resume;
            else if (treatment == Treatment.Keep && (StandInTable.Replaces(callee) || TreatmentOf(callee) != Treatment.Keep))
                treatment = Treatment.Rewrite;
        }
        open.Remove(method);
        return known[method] = (text, treatment);
    }

    private static bool IsPlatform(MethodBase method) =>
        method.Module.Assembly.GetName().Name is { } name
        && (name.StartsWith("System.", StringComparison.Ordinal) || name == "ILGPU");
}
