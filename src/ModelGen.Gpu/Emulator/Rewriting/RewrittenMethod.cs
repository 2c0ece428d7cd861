using System.Reflection.Emit;

namespace ModelGen.Emulation;

/// <summary>A method for the emulator.</summary>
/// <param name="Code">
/// The parameters of <see cref="KernelCode"/> for a kernel and for what threads stop in; otherwise those of the method
/// and the thread.
/// </param>
/// <param name="Arguments">Where in the memory of its arguments each one is.</param>
/// <param name="Result">Where in that memory it leaves what it returns.</param>
/// <param name="ArgumentBytes">The size of that memory.</param>
/// <param name="FrameBytes">The size of its frame, with the frames of what it calls.</param>
internal sealed record RewrittenMethod(
    DynamicMethod Code, IReadOnlyList<int> Arguments, int Result, int ArgumentBytes, int FrameBytes);
