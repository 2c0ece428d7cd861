using ModelGen.Numerics;

namespace ModelGen;

/// <summary>
/// What an optimizer remembers from step to step: its number and some blocks ("slots", such as moments) in the layout
/// of the parameters. Saving and restoring both makes training go on as if it had not been interrupted.
/// </summary>
public sealed class OptimizerState
{
    private readonly AlignedBlock[] slots;

    internal OptimizerState(int length, IReadOnlyList<string> slotNames)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        SlotNames = slotNames;
        slots = [.. slotNames.Select(_ => new AlignedBlock(length))];
    }

    /// <summary>Steps done so far.</summary>
    public ulong Step { get; set; }

    /// <summary>What the optimizer's learning rate is multiplied by in this training; 1 by default.</summary>
    public float RateScale { get; set; } = 1;

    /// <summary>The floats of each slot, as many as the parameter block has.</summary>
    public int Length { get; }

    /// <summary>What each slot is called in files.</summary>
    public IReadOnlyList<string> SlotNames { get; }

    /// <summary>The memory itself, all 0 before the first step.</summary>
    public IReadOnlyList<AlignedBlock> Slots
    {
        get
        {
            BeforeAccess?.Invoke();
            return slots;
        }
    }

    /// <summary>Brings the slots here where they are on a device.</summary>
    internal Action? BeforeAccess { get; set; }

    internal ref float Slot(int index) => ref slots[index][0];

    // Of the step at hand: made by Optimizer.Begin for all parts of the pass, derived from the rest, never saved.
    internal StepFactors Factors;
}

/// <summary>The numbers that all parts of one update share.</summary>
/// <param name="Rate">The learning rate, with corrections.</param>
/// <param name="Scale">An optimizer's own factor.</param>
/// <param name="ClipScale">What every gradient is multiplied by, so that their norm stays within its bound.</param>
/// <param name="Keep">What every parameter is multiplied by: decoupled weight decay.</param>
internal readonly record struct StepFactors(float Rate, float Scale = 1, float ClipScale = 1, float Keep = 1);
