namespace ModelGen.Emulation;

/// <summary>
/// Takes the place of the member of the same name and parameters of the class that this one stands in for, as
/// <see cref="StandInTable"/> says, in rewritten kernels. A <see cref="ThreadState"/>* after those parameters is the calling thread.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class StandInAttribute : Attribute
{
    /// <summary>
    /// The thread stops after it; what ILGPU's member returns is <see cref="ThreadState.Value"/> when it goes on.
    /// </summary>
    public bool Stops { get; init; }

    /// <summary>It uses <see cref="ThreadState.Copies"/>.</summary>
    public bool Copies { get; init; }

    /// <summary>The method of the same class that gives what ILGPU's member returns, if it is not that value.</summary>
    public string? Result { get; init; }
}
