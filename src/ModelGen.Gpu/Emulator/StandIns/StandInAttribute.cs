namespace ModelGen.Emulation;

/// <summary>
/// Takes the place of ILGPU's member of the same name and parameters in rewritten kernels, by the class that
/// <see cref="StandInTable"/> gives for ILGPU's. A <see cref="ThreadState"/>* after those parameters is the calling thread.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class StandInAttribute : Attribute
{
    /// <summary>The thread stops after it; what ILGPU's member returns is in <see cref="ThreadState.Value"/> afterwards.</summary>
    public bool Stops { get; init; }
}
