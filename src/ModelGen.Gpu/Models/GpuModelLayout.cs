using System.ComponentModel;

namespace ModelGen;

/// <summary>The sizes that the compiler planned for a model on a GPU.</summary>
/// <param name="Parameters">Where each parameter lies in the device's parameter block: dense, row-major in the model's own order of axes.</param>
/// <param name="ParameterFloats">Floats of the parameter block.</param>
/// <param name="TrainableFloats">How many of them, the first, the optimizer moves; running statistics lie behind.</param>
/// <param name="SentFloats">Floats sent with each sample.</param>
/// <param name="SharedFloats">Floats of computed values that there is one of for the whole batch.</param>
/// <param name="BatchFloats">Floats computed for each sample.</param>
/// <param name="Penalties">L1 and L2 penalties, at places in the device's parameter block.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record GpuModelLayout(
    IReadOnlyList<Parameter> Parameters, int ParameterFloats, int TrainableFloats, int SentFloats, int SharedFloats, int BatchFloats,
    params ParameterPenalty[] Penalties)
{
    /// <summary>Elements that the largest value of the samples has for each: kernels count those of a batch in 31 bits.</summary>
    public int LargestValue { get; init; }

    /// <summary>Whether products are declared in TF32 or bfloat16, for which CUDA has instructions and OpenCL has none.</summary>
    public bool NeedsMatrixUnits { get; init; }

    /// <summary>Floats that each sample remembers from one call to the next.</summary>
    public int StateFloats { get; init; }

    /// <summary>How many of them, the first, are 0 before the first call.</summary>
    public int ClearedFloats { get; init; }

    /// <summary>Floats of the tables that the model has from the start.</summary>
    public int TableFloats { get; init; }
}
