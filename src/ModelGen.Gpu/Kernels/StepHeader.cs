namespace ModelGen.Kernels;

/// <summary>The numbers of one step, at the start of what the host sends: 16 floats, three of which are integers.</summary>
internal static class StepHeader
{
    /// <summary>Floats of the header.</summary>
    public const int Length = 16;

    /// <summary>The seed of the masks, an integer.</summary>
    public const int Seed = 0;

    /// <summary>The number of the step, an integer.</summary>
    public const int Step = 1;

    /// <summary>The learning rate, with corrections.</summary>
    public const int Rate = 2;

    /// <summary>An optimizer's own factor.</summary>
    public const int Scale = 3;

    /// <summary>What every parameter is multiplied by.</summary>
    public const int Keep = 4;

    /// <summary>What every gradient is multiplied by: 1, or written by the device.</summary>
    public const int ClipScale = 5;

    /// <summary>The bound of a gradient's elements; infinity for none.</summary>
    public const int ClipValue = 6;

    /// <summary>The bound of the gradient's norm.</summary>
    public const int ClipNorm = 7;

    /// <summary>What losses and penalties are multiplied by.</summary>
    public const int LossScale = 8;

    /// <summary>The mean loss of the batch, written by the device.</summary>
    public const int Loss = 9;

    /// <summary>The number of the first position that is given, an integer.</summary>
    public const int Position = 10;
}
