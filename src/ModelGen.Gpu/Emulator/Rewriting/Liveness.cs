using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ModelGen.Emulation;

/// <summary>
/// Which variables are read later, after each instruction: what a thread that stops there has to keep. Variables whose
/// address is taken count as read wherever it is, since they are kept in memory anyway.
/// </summary>
[RequiresUnreferencedCode("It reads bodies of methods.")]
internal sealed class Liveness
{
    private readonly BitArray[] before;
    private readonly MethodText text;
    private readonly int variables;

    public Liveness(MethodText text)
    {
        this.text = text;
        variables = text.Parameters.Count + text.Locals.Count;
        before = [.. text.Instructions.Select(_ => new BitArray(variables))];
        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = before.Length - 1; i >= 0; i--)
            {
                var live = After(i);
                if (text.Variable(text.Instructions[i]) is >= 0 and var variable)
                    live[variable] = !Writes(text.Instructions[i]);
                changed |= !Same(live, before[i]);
                before[i] = live;
            }
        }
    }

    /// <summary>The variables that are read after an instruction.</summary>
    public BitArray After(int instruction)
    {
        var live = new BitArray(variables);
        if (text.Instructions[instruction].FallsThrough)
            live.Or(before[instruction + 1]);
        foreach (var target in text.Instructions[instruction].Targets)
            live.Or(before[target]);
        return live;
    }

    private static bool Writes(Instruction instruction) => instruction.Code.Name is "stloc" or "starg";

    private static bool Same(BitArray a, BitArray b) => !new BitArray(a).Xor(b).HasAnySet();
}
