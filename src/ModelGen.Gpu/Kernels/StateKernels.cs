using ILGPU;

namespace ModelGen.Kernels;

/// <summary>What samples remember from one call to the next.</summary>
internal static class StateKernels
{
    /// <summary>Threads of a group, each with an element.</summary>
    public const int Threads = 256;

    /// <summary>state = 0</summary>
    public static void Clear(ArrayView<float> state, int length)
    {
        var i = Grid.GlobalIndex.X;
        if (i < length) state[i] = 0f;
    }

    /// <summary>state = next</summary>
    public static void Keep(ArrayView<float> next, ArrayView<float> state, int length)
    {
        var i = Grid.GlobalIndex.X;
        if (i < length) state[i] = next[i];
    }
}
