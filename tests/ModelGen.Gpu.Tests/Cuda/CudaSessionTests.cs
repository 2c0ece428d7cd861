namespace ModelGen.Tests.Cuda;

[Model(Targets = Targets.Cpu | Targets.Gpu)]
public sealed partial class StubListener
{
    private static (Tensor output, Tensor level) Forward([Input(4, UpTo = 8)] Tensor frames, [State(4)] Tensor level)
    {
        var x = frames.Dense(8).SelfAttention(2, causal: true);
        return (x.GRU(6, returnSequences: true).Dense(3), level * 0.5f + frames.Mean(0));
    }
}

[Collection(CudaStubCollection.Name)]
public sealed class CudaSessionTests
{
    /// <summary>The graph of one position serves all that follow: where they are lies in the device's memory.</summary>
    [CudaStubFact]
    public void APositionIsOneUploadOneGraphAndOneCopyOfTheOutputAndAllocatesNothing()
    {
        var stub = CudaStub.Reset();
        using var gpu = GpuDevice.Open();
        var model = new StubListener(seed: 1);
        var (frame, output) = (new float[2 * 4], new float[2 * 3]);
        using (var session = model.CreateGpuSession(gpu, batchSize: 2))
        {
            session.Predict(frame, output);         // clears the states
            session.Predict(frame, output);
            stub.TakeLog();
            session.Predict(frame, output);
            Assert.Equal(
                ["stream2 upload", "stream1 move", "stream1 run", "stream1 download"],
                stub.TakeLog().Where(line => !line.Contains("event") && !line.Contains("wait"))
                    .Select(line => string.Join(' ', line.Split(' ')[..2])));

            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                session.Reset();
                session.Predict(frame, output);
                session.Predict(frame, output);
            }
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.DoesNotContain(stub.TakeLog(), line => line.StartsWith("allocate", StringComparison.Ordinal));
        }
        Assert.Equal(0, stub.Blocks);
    }

    [CudaStubFact]
    public void ASessionThatDoesNotFitHoldsNothing()
    {
        var stub = CudaStub.Reset();
        using var gpu = GpuDevice.Open();
        stub.Memory(total: 8_000_000_000, free: 1000);
        Assert.Throws<GpuException>(() => new StubListener(seed: 1).CreateGpuSession(gpu));
        Assert.Equal(0, stub.Blocks);
    }
}
