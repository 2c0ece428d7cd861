namespace ModelGen.Kernels;

/// <summary>
/// The numbers of one step, at the start of the arena: 16 floats that belong to the device, then 16 that the host sends
/// with each batch, three of which are integers.
/// </summary>
internal static class StepHeader
{
    /// <summary>Floats of the header.</summary>
    public const int Length = 32;

    /// <summary>The first float that the host sends.</summary>
    public const int Sent = 16;

    /// <summary>The mean loss of the batch.</summary>
    public const int Loss = 0;

    /// <summary>1 from the first step on whose loss is not finite, if <see cref="Guard"/> is 1: no update happens any more.</summary>
    public const int Stopped = 1;

    /// <summary>The seed of the masks, an integer.</summary>
    public const int Seed = Sent;

    /// <summary>The number of the step, an integer.</summary>
    public const int Step = Sent + 1;

    /// <summary>The learning rate, with corrections.</summary>
    public const int Rate = Sent + 2;

    /// <summary>An optimizer's own factor.</summary>
    public const int Scale = Sent + 3;

    /// <summary>What every parameter is multiplied by.</summary>
    public const int Keep = Sent + 4;

    /// <summary>What every gradient is multiplied by: 1, or written by the device.</summary>
    public const int ClipScale = Sent + 5;

    /// <summary>The bound of a gradient's elements; infinity for none.</summary>
    public const int ClipValue = Sent + 6;

    /// <summary>The bound of the gradient's norm.</summary>
    public const int ClipNorm = Sent + 7;

    /// <summary>What losses and penalties are multiplied by.</summary>
    public const int LossScale = Sent + 8;

    /// <summary>1 if a loss that is not finite is to stop training, 0 if not.</summary>
    public const int Guard = Sent + 9;

    /// <summary>The number of the first position that is given, an integer.</summary>
    public const int Position = Sent + 10;
}
