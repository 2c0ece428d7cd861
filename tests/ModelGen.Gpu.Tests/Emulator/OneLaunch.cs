using System.Runtime.InteropServices;

namespace ModelGen.Tests.Emulator;

/// <summary>Runs one kernel on the emulator.</summary>
internal static class OneLaunch
{
    /// <summary>The arrays that one launch leaves; each is an operand, and the numbers follow them.</summary>
    public static float[][] Run(
        GpuEmulation mode, Type kernels, string kernel, GpuGrid blocks, int threads, float[][] arrays,
        params GpuArgument[] numbers)
    {
        using var gpu = GpuDevice.OpenEmulator(mode);
        using var arena = gpu.Allocate(arrays.Sum(array => Bytes(array)) + 1);
        var spans = new GpuSpan[arrays.Length];
        var end = 0L;
        for (var i = 0; i < arrays.Length; i++)
        {
            spans[i] = new(end, arrays[i].Length);
            arena.Upload<float>(end, arrays[i]);
            end += Bytes(arrays[i]);
        }
        var program = gpu.Load(kernels);
        using var commands = gpu.Record(arena, commands => commands.Launch(
            program, kernel, blocks, threads, [.. spans.Select(span => (GpuArgument)span), .. numbers]));
        commands.Run();
        var results = arrays.Select(array => new float[array.Length]).ToArray();
        for (var i = 0; i < arrays.Length; i++)
            arena.Download(spans[i].Offset, results[i].AsSpan());
        return results;
    }

    /// <summary>Numbers from −1 to 1.</summary>
    public static float[] Noise(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() * 2 - 1)];
    }

    public static void AssertSameBits(float[][] expected, float[][] actual)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(Bits(expected[i]), Bits(actual[i]));
    }

    private static int[] Bits(float[] values) => MemoryMarshal.Cast<float, int>(values).ToArray();

    // Room between arrays, so that a kernel that writes past one is not seen by the next.
    private static long Bytes(float[] array) => (array.Length * sizeof(float) + 511L) / 256 * 256;
}
