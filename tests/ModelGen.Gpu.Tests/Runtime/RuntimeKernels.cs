using ILGPU;

namespace ModelGen.Tests.Runtime;

/// <summary>Small kernels that show what launches have to carry: every element, every number, blocks and barriers.</summary>
internal static class RuntimeKernels
{
    /// <summary>y[i] = scale · x[i] + shift, for i &lt; n.</summary>
    public static void Affine(ArrayView<float> x, ArrayView<float> y, int n, float scale, uint shift)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        if (i < n)
            y[i] = scale * x[i] + shift;
    }

    /// <summary>Every kind of operand: bits of floats as bfloat16, their low bytes, and where each was computed.</summary>
    public static void Narrow(ArrayView<float> x, ArrayView<ushort> high, ArrayView<byte> low, ArrayView<int> place)
    {
        var block = (Grid.IdxZ * Grid.DimY + Grid.IdxY) * Grid.DimX + Grid.IdxX;
        var i = block * Group.DimX + Group.IdxX;
        var bits = Interop.FloatAsInt(x[i]);
        high[i] = (ushort)(bits >> 16);
        low[i] = (byte)bits;
        place[i] = (Grid.IdxX * 10 + Grid.IdxY) * 10 + Grid.IdxZ;
    }

    /// <summary>Each block of 64 reversed, through shared memory, twice: nothing changes but what a race would.</summary>
    public static void ReverseTwice(ArrayView<float> x)
    {
        var shared = SharedMemory.Allocate<float>(64);
        var thread = Group.IdxX;
        var i = Grid.IdxX * 64 + thread;
        shared[thread] = x[i];
        Group.Barrier();
        var reversed = shared[63 - thread] + 1;
        Group.Barrier();
        shared[thread] = reversed;
        Group.Barrier();
        x[i] = shared[63 - thread];
    }
}
