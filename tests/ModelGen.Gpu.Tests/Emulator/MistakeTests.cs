namespace ModelGen.Tests.Emulator;

/// <summary>What the emulator reports and a GPU does not.</summary>
public class MistakeTests
{
    public static readonly TheoryData<GpuEmulation> Orders = [GpuEmulation.InOrder, GpuEmulation.Reversed];

    [Fact]
    public void AMissingBarrierGivesDifferentResultsInBothOrders()
    {
        var x = Enumerable.Range(1, 64).Select(i => (float)i).ToArray();
        var inOrder = Run(GpuEmulation.InOrder, nameof(WrongKernels.ReverseWithoutBarrier), 1, 64, [x, new float[64]]);
        var reversed = Run(GpuEmulation.Reversed, nameof(WrongKernels.ReverseWithoutBarrier), 1, 64, [x, new float[64]]);

        for (var i = 0; i < 64; i++)
        {
            Assert.Equal(i < 32 ? float.NaN : 64 - i, inOrder[1][i]);
            Assert.Equal(i < 32 ? 64 - i : float.NaN, reversed[1][i]);
        }
    }

    [Theory]
    [InlineData(1, 64)]
    [InlineData(64, 1)]
    public void ARaceBetweenThreadsOrBlocksGivesDifferentResultsInBothOrders(int blocks, int threads)
    {
        float[][] arrays = [OneLaunch.Noise(64, 1), [0]];
        var inOrder = Run(GpuEmulation.InOrder, nameof(WrongKernels.SumWithoutAtomics), blocks, threads, arrays);
        var reversed = Run(GpuEmulation.Reversed, nameof(WrongKernels.SumWithoutAtomics), blocks, threads, arrays);
        Assert.NotEqual(inOrder[1][0], reversed[1][0]);
    }

    [Theory, MemberData(nameof(Orders))]
    public void SharedMemoryThatNobodyWroteIsNaNInEveryBlock(GpuEmulation mode)
    {
        var y = Run(mode, nameof(WrongKernels.ReadUnwritten), 6, 32, [new float[192]])[0];
        for (var i = 0; i < y.Length; i++)
            Assert.Equal(i % 32 == 5 ? float.NaN : 1, y[i]);
    }

    [Theory, MemberData(nameof(Orders))]
    public void ABarrierThatSomeThreadsPassByIsReported(GpuEmulation mode)
    {
        Fails(
            "BarrierForSome failed in block (0, 0, 0): the threads of a warp part: thread 0 waits at Group.Barrier in " +
            "BarrierForSome (stop 1 of the kernel), thread 7 has returned",
            mode, nameof(WrongKernels.BarrierForSome), 1, 64, 7);
        Fails(
            "the threads of a block part: thread 0 waits at Group.Barrier in BarrierForSome (stop 1 of the kernel), " +
            "thread 32 has returned",
            mode, nameof(WrongKernels.BarrierForSome), 1, 96, 32);
        Assert.Equal(64, Run(mode, nameof(WrongKernels.BarrierForSome), 1, 64, [new float[64]], 64)[0].Sum());
    }

    [Theory, MemberData(nameof(Orders))]
    public void TheSameBarrierComeToByDifferentCallsIsReported(GpuEmulation mode) =>
        Fails(
            "the threads of a block part: thread 0 waits at Group.Barrier in Meet (stop 1 of the kernel), " +
            "thread 32 waits at Group.Barrier in Meet (stop 2 of the kernel)",
            mode, nameof(WrongKernels.BarrierForEach), 1, 64);

    [Theory, MemberData(nameof(Orders))]
    public void AnExchangeThatLanesPassByIsReported(GpuEmulation mode)
    {
        Fails(
            "the threads of a warp part: thread 32 waits at Warp.ShuffleXor in ExchangeForSome (stop 1 of the kernel), " +
            "thread 40 has returned",
            mode, nameof(WrongKernels.ExchangeForSome), 1, 64, 40);
        Assert.Equal(0, Run(mode, nameof(WrongKernels.ExchangeForSome), 1, 64, [new float[64]], 32)[0].Sum());
        Fails(
            "thread 15 asks lane 16 for its value, but its warp has 16 lanes",
            mode, nameof(WrongKernels.ExchangeFar), 1, 16, 1);
    }

    [Theory]
    [InlineData("Write", 2, 32, 3, "block (1, 0, 0): thread 29: element 64 of a view of 64 elements was accessed")]
    [InlineData("Write", 2, 32, -1, "block (0, 0, 0): thread 0: element -1 of a view of 64 elements was accessed")]
    [InlineData("WriteShared", 1, 64, 3, "block (0, 0, 0): thread 61: element 64 of a view of 64 elements was accessed")]
    [InlineData("WritePart", 1, 32, 3, "block (0, 0, 0): thread 29: element 29 of a view of 29 elements was accessed")]
    [InlineData("WritePart", 1, 32, 33, "block (0, 0, 0): thread 0: elements 33 to 32 of a view of 32 elements were asked for")]
    [InlineData("WriteFour", 1, 32, 4, "block (0, 0, 0): thread 15: element 64 of a view of 64 elements was accessed")]
    [InlineData("WriteFour", 1, 15, 2, "block (0, 0, 0): thread 0: 16 bytes were accessed at an address that is no multiple")]
    [InlineData("ReadFourShared", 1, 32, 0, "thread 14: 16 bytes were accessed that are not all within an allocation")]
    public void AnAccessOutsideOfWhatWasGivenNamesBlockAndThread(
        string kernel, int blocks, int threads, int shift, string message) =>
        Assert.StartsWith($"{kernel} failed in ", Fails(message, GpuEmulation.InOrder, kernel, blocks, threads, shift));

    [Fact]
    public void AVectorOfWhichAPartIsOutsideNamesBlockAndThread() => Assert.Contains(
        "thread 15: 16 bytes were accessed that are not all within an operand in device memory",
        Assert.Throws<GpuException>(() => Run(
            GpuEmulation.InOrder, nameof(WrongKernels.WriteFour), 1, 32, [new float[62]], 0)).Message);

    [Fact]
    public void TheLastThreadFailsFirstInReverseOrder() => Fails(
        "block (1, 0, 0): thread 31: element 66 of a view of 64", GpuEmulation.Reversed, nameof(WrongKernels.Write), 2, 32, 3);

    [Fact]
    public void AReferenceOutsideIsNoMistakeUntilItIsUsed()
    {
        var y = Run(GpuEmulation.InOrder, nameof(WrongKernels.CopyInside), 1, 32, [OneLaunch.Noise(20, 1), new float[32]], 20)[1];
        Assert.Equal([.. OneLaunch.Noise(20, 1), .. new float[12]], y);
        Assert.Contains("thread 20: element 20 of a view of 20 elements was accessed", Assert.Throws<GpuException>(() => Run(
            GpuEmulation.InOrder, nameof(WrongKernels.CopyInside), 1, 32, [new float[20], new float[32]], 21)).Message);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(1, true)]
    public void ACopyThatWasNotWaitedForIsNaN(int open, bool isThere)
    {
        var x = OneLaunch.Noise(128, 2);
        var y = Run(GpuEmulation.InOrder, nameof(WrongKernels.CopyAndWait), 1, 32, [x, new float[32]], open)[1];
        Assert.Equal(isThere ? x[..32] : Enumerable.Repeat(float.NaN, 32), y);
    }

    [Fact]
    public void OfSeveralFailuresTheOneOfTheFirstBlockIsReported()
    {
        for (var round = 0; round < 20; round++)
            Fails(
            "Write failed in block (4, 0, 0): thread 0",
            GpuEmulation.InOrder, "Write", 200, 16, 0);
    }

    [Fact]
    public void AnExceptionInAKernelNamesItsThread()
    {
        using var gpu = GpuDevice.OpenEmulator();
        using var arena = gpu.Allocate(256);
        using var commands = gpu.Record(arena, commands => commands.Launch(
            gpu.Load(typeof(WrongKernels)), nameof(WrongKernels.Divide), 1, 32, new GpuSpan(0, 64), 9));
        var e = Assert.Throws<GpuException>(commands.Run);
        Assert.Contains("Divide failed in block (0, 0, 0): thread 9: ", e.Message);
        Assert.IsType<DivideByZeroException>(e.InnerException);
    }

    [Theory]
    [InlineData(nameof(WrongKernels.Recursive), "Descend calls itself")]
    [InlineData(nameof(WrongKernels.Local), "LocalMemory.Allocate(Int32) is not emulated")]
    [InlineData(nameof(WrongKernels.Catching), "Catching catches exceptions")]
    [InlineData(nameof(WrongKernels.Keeping), "System.Single[] outlives a barrier; a device has no objects")]
    public void AKernelThatTheEmulatorCannotRunIsRefusedWhileRecording(string kernel, string why)
    {
        using var gpu = GpuDevice.OpenEmulator();
        using var arena = gpu.Allocate(256);
        var program = gpu.Load(typeof(WrongKernels));
        var e = Assert.Throws<GpuException>(() =>
            gpu.Record(arena, commands => commands.Launch(program, kernel, 1, 32, new GpuSpan(0, 64))));
        Assert.Equal($"The emulator cannot run {typeof(WrongKernels).FullName}.{kernel}: {why}.", e.Message);
    }

    private static string Fails(
        string message, GpuEmulation mode, string kernel, int blocks, int threads, params GpuArgument[] numbers)
    {
        var e = Assert.Throws<GpuException>(() => Run(mode, kernel, blocks, threads, [new float[64]], numbers));
        Assert.Contains(message, e.Message);
        return e.Message;
    }

    private static float[][] Run(
        GpuEmulation mode, string kernel, int blocks, int threads, float[][] arrays, params GpuArgument[] numbers) =>
        OneLaunch.Run(mode, typeof(WrongKernels), kernel, blocks, threads, arrays, numbers);
}
