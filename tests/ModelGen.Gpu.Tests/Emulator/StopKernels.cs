using ILGPU;

namespace ModelGen.Tests.Emulator;

/// <summary>Kernels whose threads wait for each other where it is hard to go on: in loops, expressions and calls.</summary>
internal static class StopKernels
{
    /// <summary>y = the sums of blocks of 256, by halves in a loop around a barrier.</summary>
    public static void SumByHalves(ArrayView<float> x, ArrayView<float> y)
    {
        var shared = SharedMemory.Allocate<float>(256);
        var thread = Group.IdxX;
        shared[thread] = x[Grid.GlobalIndex.X];
        for (var half = 128; half > 0; half >>= 1)
        {
            Group.Barrier();
            if (thread < half) shared[thread] += shared[thread + half];
        }
        if (thread == 0) y[Grid.IdxX] = shared[0];
    }

    /// <summary>c = a · b, 16 × 16 each, n numbers between, in tiles of 16 × 16 of shared memory.</summary>
    public static void Product(ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, int n)
    {
        var left = SharedMemory.Allocate<float>(256);
        var right = SharedMemory.Allocate<float>(256);
        int row = Group.IdxX / 16, column = Group.IdxX % 16;
        var sum = 0f;
        for (var first = 0; first < n; first += 16)
        {
            left[row * 16 + column] = a[row * n + first + column];
            right[row * 16 + column] = b[(first + row) * 16 + column];
            Group.Barrier();
            for (var k = 0; k < 16; k++)
                sum += left[row * 16 + k] * right[k * 16 + column];
            Group.Barrier();
        }
        c[row * 16 + column] = sum;
    }

    /// <summary>Exchanges in the middle of expressions: what was computed before them is needed after them.</summary>
    public static void InExpressions(ArrayView<float> x, ArrayView<float> y)
    {
        var i = Grid.GlobalIndex.X;
        var a = x[i];
        y[i] += 2 * a + Warp.ShuffleXor(a, 1) * (a - Warp.Shuffle(a, 31 - Warp.LaneIdx)) + y[Warp.Shuffle(i, 3)] * 0;
        x[i] = Pick(a, ref y[i], Warp.ShuffleDown(a, 4));
    }

    /// <summary>Each kind of exchange and of value; counts in y.</summary>
    public static void Exchanges(ArrayView<float> y)
    {
        var thread = Group.IdxX;
        var lane = Warp.LaneIdx;
        y[thread] = Warp.Shuffle((float)thread, lane + 1);
        y[64 + thread] = Warp.ShuffleXor(thread, 8);
        y[128 + thread] = Warp.ShuffleDown((uint)thread, 5);
        y[192 + thread] = Warp.ShuffleUp(thread, 3);
        y[256 + thread] = Warp.Broadcast(thread, 7);
        y[320 + thread] = Warp.ShuffleXor(1e10 * thread, 2) == 1e10 * (thread ^ 2) ? 1 : 0;
        y[384 + thread] = Warp.Shuffle(thread, 1, 8);
        y[448 + thread] = Warp.ShuffleDown(thread, 3, 4);
        Warp.Barrier();
        y[512 + thread] = Warp.WarpIdx * 100 + Warp.WarpSize;
    }

    /// <summary>Stops in calls of calls, with arguments that change, references and structs; called in two places.</summary>
    public static void InCalls(ArrayView<float> x, ArrayView<float> y, int n)
    {
        var shared = SharedMemory.Allocate<float>(64);
        var i = Grid.GlobalIndex.X;
        var pair = new Pair(x[i], 1);
        pair.Scale(2);
        for (var round = 0; round < n; round++)
        {
            pair.Add(Turn(shared, x[i] + round, ref y[i], round));
            pair = pair.Low > 0 ? new Pair(pair.Low, pair.High + Turn(shared, pair.Low, ref y[i], 1)) : pair;
        }
        y[i] += pair.Low + pair.High;
    }

    // Puts a number into shared memory and takes the one `distance` threads further.
    private static float Turn(ArrayView<float> shared, float value, ref float count, int distance)
    {
        value = Halve(value, 3);
        Group.Barrier();
        shared[Group.IdxX] = value;
        Group.Barrier();
        count += 1;
        return shared[(Group.IdxX + distance) % Group.DimX];
    }

    private static float Halve(float x, int times)
    {
        while (times-- > 0)
            x = x / 2 + Warp.ShuffleXor(x, times) / 4;
        return x;
    }

    private static float Pick(float a, ref float b, float c) => a > 0 ? b : c;

    private struct Pair(float low, float high)
    {
        public float Low = low, High = high;

        public void Scale(float factor)
        {
            Low *= factor;
            High *= factor;
        }

        public void Add(float x) => High += x;
    }
}
