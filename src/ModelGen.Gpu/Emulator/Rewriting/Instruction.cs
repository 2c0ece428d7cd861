using System.Reflection.Emit;

namespace ModelGen.Emulation;

/// <summary>
/// One instruction of a method, in its long form: <c>ldarg.0</c>, <c>ldc.i4.s</c> or <c>br.s</c> are <c>ldarg</c>,
/// <c>ldc.i4</c> and <c>br</c> with operands.
/// </summary>
/// <param name="Code">What it does.</param>
/// <param name="Operand">
/// A number, a string, a type, member or <see cref="Target"/>, an array of targets, or null. Arguments and locals are
/// numbers.
/// </param>
internal readonly record struct Instruction(OpCode Code, object? Operand)
{
    /// <summary>Where it may jump to.</summary>
    public IEnumerable<int> Targets => Operand switch
    {
        Target target => [target.Index],
        Target[] targets => targets.Select(target => target.Index),
        _ => [],
    };

    /// <summary>Whether the next one may follow it.</summary>
    public bool FallsThrough => Code.FlowControl is not (FlowControl.Branch or FlowControl.Return or FlowControl.Throw);
}

/// <summary>The index of an instruction.</summary>
internal readonly record struct Target(int Index);
