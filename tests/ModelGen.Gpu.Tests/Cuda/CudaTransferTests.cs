namespace ModelGen.Tests.Cuda;

[Collection(CudaStubCollection.Name)]
public sealed class CudaTransferTests
{
    [CudaStubFact]
    public void ArenasAreZeroAtFirstAndHoldWhatIsUploaded()
    {
        var stub = CudaStub.Reset();
        using var gpu = GpuDevice.Open();
        var arena = gpu.Allocate(1000);
        var floats = new float[250];
        Array.Fill(floats, 1);
        arena.Download(0, floats.AsSpan());
        Assert.All(floats, value => Assert.Equal(0, value));

        arena.Upload<int>(8, [1, 2, 3]);
        var read = new int[4];
        arena.Download(4, read.AsSpan());
        Assert.Equal([0, 1, 2, 3], read);
        arena.Dispose();
        Assert.Equal(0, stub.Blocks);
        Assert.Throws<ObjectDisposedException>(() => arena.Download(4, read.AsSpan()));
    }

    [CudaStubFact]
    public void ABatchIsUploadedOnAStreamOfItsOwnAndMovedInOrderWithTheCommands()
    {
        var stub = CudaStub.Reset();
        using var gpu = GpuDevice.Open();
        using var arena = gpu.Allocate(4096);
        var staging = gpu.Stage(arena, new(1024, 100), new(2048, 3, GpuElement.Int32));
        using var commands = gpu.Record(arena, _ => { });
        Assert.Contains("allocate 1536", stub.TakeLog());           // two batches of 512 + 256 bytes
        var numbers = new int[3];

        for (var batch = 0; batch < 3; batch++)
        {
            staging.Part<float>(0).Fill(batch);
            new[] { batch, 2 * batch, 3 * batch }.CopyTo(staging.Part<int>(1));
            staging.Send();
            commands.Run();
            var (uploaded, taken) = batch % 2 == 0 ? (1, 2) : (3, 4);
            string[] wait = batch < 2 ? [] : [$"event{uploaded} wait"];
            Assert.Equal(
                [.. wait, $"stream2 after event{taken}", "stream2 upload 768", $"stream2 marks event{uploaded}",
                    $"stream1 after event{uploaded}", "stream1 move 400", "stream1 move 12", $"stream1 marks event{taken}",
                    "stream1 run graph1"],
                stub.TakeLog());
            arena.Download(2048, numbers.AsSpan());
            Assert.Equal([batch, 2 * batch, 3 * batch], numbers);
            arena.Download(1020, numbers.AsSpan());
            Assert.Equal([0, .. Enumerable.Repeat(BitConverter.SingleToInt32Bits(batch), 2)], numbers);
            stub.TakeLog();
        }

        staging.Dispose();
        Assert.Equal(1, stub.Blocks);
    }

    [CudaStubFact]
    public void AResultIsCopiedInOrderAndWaitedForAlone()
    {
        var stub = CudaStub.Reset();
        using var gpu = GpuDevice.Open();
        using var arena = gpu.Allocate(64);
        using var loss = gpu.ReadBack(arena, new(16, 2));
        using var commands = gpu.Record(arena, _ => { });
        Assert.Throws<InvalidOperationException>(() => loss.Wait<float>().Length);
        arena.Upload<float>(16, [0.5f, 3]);
        stub.TakeLog();

        loss.Start();
        commands.Run();
        Assert.Equal([0.5f, 3], loss.Wait<float>().ToArray());
        Assert.Equal(["stream1 download 8", "stream1 marks event1", "stream1 run graph1", "event1 wait"], stub.TakeLog());
        Assert.Throws<ArgumentException>(() => loss.Wait<int>().Length);
    }

    [CudaStubFact]
    public void AStepWithItsBatchAndItsLossAllocatesNothing()
    {
        CudaStub.Reset();
        using var gpu = GpuDevice.Open();
        using var arena = gpu.Allocate(4096);
        using var staging = gpu.Stage(arena, new(0, 64), new(1024, 3, GpuElement.Int32));
        using var loss = gpu.ReadBack(arena, new(0, 1));
        using var commands = gpu.Record(arena, _ => { });
        var sum = 0f;
        void Step(int i)
        {
            staging.Part<float>(0).Fill(i);
            staging.Part<int>(1).Fill(i);
            staging.Send();
            commands.Run();
            loss.Start();
            sum += loss.Wait<float>()[0];
        }

        for (var i = 0; i < 3; i++)
            Step(i);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 3; i < 100; i++)
            Step(i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(99 * 50, sum);
    }

    [CudaStubFact]
    public void ClosingTheDeviceFreesEverythingAndWhatIsLeftOfItCanBeDisposed()
    {
        var stub = CudaStub.Reset();
        var gpu = GpuDevice.Open();
        using var arena = gpu.Allocate(64);
        using (gpu.Stage(arena, new GpuSpan(0, 4)))
        using (gpu.ReadBack(arena, new(0, 1)))
        using (gpu.Record(arena, _ => { }))
            stub.TakeLog();
        arena.Dispose();
        gpu.Dispose();
        Assert.Equal(["stream2 destroy", "stream1 destroy", "release"], stub.TakeLog()[^3..]);
        Assert.Equal(0, stub.Blocks);
        Assert.Throws<ObjectDisposedException>(() => gpu.Allocate(64));
    }
}
