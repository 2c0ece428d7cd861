namespace ModelGen.Tests.Runtime;

public sealed class EmulatorTests : IDisposable
{
    private readonly GpuDevice gpu = GpuDevice.OpenEmulator();

    public void Dispose() => gpu.Dispose();

    [Fact]
    public void ARecordedLaunchIsRunAsOftenAsWantedOnWhatTheMemoryThenHolds()
    {
        using var arena = gpu.Allocate(2048);
        var program = gpu.Load(typeof(RuntimeKernels));
        GpuSpan x = new(0, 200), y = new(1024, 200);
        using var commands = gpu.Record(arena, commands =>
            commands.Launch(program, nameof(RuntimeKernels.Affine), 4, 64, x, y, 150, 2f, 3u));

        var values = new float[200];
        for (var round = 1; round <= 2; round++)
        {
            arena.Upload<float>(0, [.. Enumerable.Range(0, 200).Select(i => (float)i * round)]);
            commands.Run();
            arena.Download(1024, values.AsSpan());
            for (var i = 0; i < 200; i++)
                Assert.Equal(i < 150 ? 2f * i * round + 3 : 0, values[i]);
        }
    }

    [Fact]
    public void EveryKindOfOperandAndThreeDimensionsOfBlocksArrive()
    {
        using var arena = gpu.Allocate(4096);
        var program = gpu.Load(typeof(RuntimeKernels));
        GpuSpan x = new(0, 96), high = new(512, 96, GpuElement.UInt16), low = new(1024, 96, GpuElement.Byte),
            place = new(2048, 96, GpuElement.Int32);
        var floats = Enumerable.Range(0, 96).Select(i => 1.1f * i - 7).ToArray();
        arena.Upload<float>(0, floats);

        using var commands = gpu.Record(arena, commands =>
            commands.Launch(program, nameof(RuntimeKernels.Narrow), (2, 3, 2), 8, x, high, low, place));
        commands.Run();

        var (highs, lows, places) = (new ushort[96], new byte[96], new int[96]);
        arena.Download(512, highs.AsSpan());
        arena.Download(1024, lows.AsSpan());
        arena.Download(2048, places.AsSpan());
        for (var i = 0; i < 96; i++)
        {
            var (bits, block) = (BitConverter.SingleToUInt32Bits(floats[i]), i / 8);
            Assert.Equal((ushort)(bits >> 16), highs[i]);
            Assert.Equal((byte)bits, lows[i]);
            Assert.Equal(block % 2 * 100 + block / 2 % 3 * 10 + block / 6, places[i]);
        }
    }

    [Fact]
    public void ThreadsOfABlockMeetAtBarriersAndLaunchesFollowEachOther()
    {
        using var arena = gpu.Allocate(1024);
        var program = gpu.Load(typeof(RuntimeKernels));
        arena.Upload<float>(0, [.. Enumerable.Range(0, 128).Select(i => (float)i)]);
        using var commands = gpu.Record(arena, commands =>
        {
            for (var i = 0; i < 3; i++)
                commands.Launch(program, nameof(RuntimeKernels.ReverseTwice), 2, 64, new GpuSpan(0, 128));
        });

        commands.Run();

        var values = new float[128];
        arena.Download(0, values.AsSpan());
        Assert.Equal(Enumerable.Range(0, 128).Select(i => i + 3f), values);
    }

    [Fact]
    public void ArgumentsThatTheKernelDoesNotTakeAreNamedWhileRecording()
    {
        using var arena = gpu.Allocate(1024);
        var program = gpu.Load(typeof(RuntimeKernels));
        GpuSpan x = new(0, 64);
        void Launch(string kernel, params GpuArgument[] arguments) =>
            gpu.Record(arena, commands => commands.Launch(program, kernel, 1, 64, arguments)).Dispose();

        var wrong = Assert.Throws<ArgumentException>(() => Launch("Affine", x, x, 1f, 2f, 3u));
        Assert.Contains("(ArrayView<Single>, ArrayView<Single>, Int32, Single, UInt32)", wrong.Message);
        Assert.Contains("(Float32[64], Float32[64], float, float, uint)", wrong.Message);
        Assert.Throws<ArgumentException>(() => Launch("Affine", x, x with { Element = GpuElement.Int32 }, 1, 2f, 3u));
        Assert.Throws<ArgumentException>(() => Launch("Affine", x, x));
        Assert.Throws<ArgumentOutOfRangeException>(() => Launch("ReverseTwice", new GpuSpan(512, 129)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Launch("ReverseTwice", new GpuSpan(2, 4)));
        Assert.Contains("no kernel Nothing", Assert.Throws<GpuException>(() => Launch("Nothing", x)).Message);
    }
}
