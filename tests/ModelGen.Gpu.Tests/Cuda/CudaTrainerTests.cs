namespace ModelGen.Tests.Cuda;

[Model(Targets = Targets.Cpu | Targets.Gpu, Loss = Losses.MeanSquaredError)]
[Input(8)]
[Dense(16, Activation.Relu)]
[Dense(2)]
public sealed partial class StubNet;

[Collection(CudaStubCollection.Name)]
public sealed class CudaTrainerTests
{
    [CudaStubFact]
    public void AStepIsOneUploadOneGraphAndOneCopyOfTheLossAndAllocatesNothing()
    {
        var stub = CudaStub.Reset();
        using var gpu = GpuDevice.Open();
        var model = new StubNet(seed: 1);
        var (x, y) = (new float[4 * 8], new float[4 * 2]);
        using (var trainer = model.CreateGpuTrainer(gpu, new Adam(1e-3f), batchSize: 4))
        {
            trainer.Step(x, y);
            stub.TakeLog();
            trainer.Step(x, y);
            Assert.Equal(
                ["stream2 upload", "stream1 move", "stream1 run", "stream1 download"],
                stub.TakeLog().Where(line => !line.Contains("event") && !line.Contains("wait"))
                    .Select(line => string.Join(' ', line.Split(' ')[..2])));

            trainer.Step(x, y);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
                trainer.Step(x, y);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.DoesNotContain(stub.TakeLog(), line => line.StartsWith("allocate", StringComparison.Ordinal));
        }
        Assert.Equal(0, stub.Blocks);
    }

    /// <summary>A step of Fit is the same list, and the next one is sent before the loss of the last is waited for.</summary>
    [CudaStubFact]
    public void FitSendsABatchBeforeItWaitsForTheLossOfTheLast()
    {
        var stub = CudaStub.Reset();
        using var gpu = GpuDevice.Open();
        var model = new StubNet(seed: 1);
        var train = DataSet.Create(new float[16 * 8], new float[16 * 2], targetLength: 2);
        stub.TakeLog();
        model.Fit(train, new FitOptions { Device = gpu, Epochs = 1, BatchSize = 4, Progress = ProgressStyle.None, Metrics = [] });
        var log = stub.TakeLog();
        HashSet<string> losses = [.. log.Index().Where(line => line.Item == "stream1 download 4").Select(line => log[line.Index + 1].Split(' ')[^1] + " wait")];
        Assert.Equal(2, losses.Count);
        Assert.Equal(
            ["sent", "run", "sent", "run", "waited", "sent", "run", "waited", "sent", "run", "waited", "waited"],
            log.Select(line => line switch
            {
                _ when line.StartsWith("stream2 upload", StringComparison.Ordinal) => "sent",
                _ when line.StartsWith("stream1 run", StringComparison.Ordinal) => "run",
                _ => losses.Contains(line) ? "waited" : "",
            }).Where(what => what.Length > 0).Take(12));        // disposing of them waits too
    }

    [CudaStubFact]
    public void ADeviceThatIsLostWhileTrainingLeavesTheModelsWeights()
    {
        var stub = CudaStub.Reset();
        using var gpu = GpuDevice.Open();
        var model = new StubNet(seed: 1);
        var weights = model.Parameters.Select(parameter => parameter.ToArray()).ToArray();
        var trainer = model.CreateGpuTrainer(gpu, new Adam(1e-3f), batchSize: 4);
        stub.Fail("cuStreamSynchronize", 719);
        var lost = Assert.Throws<GpuException>(() => trainer.Step(new float[4 * 8], new float[4 * 2]));
        Assert.StartsWith("Stub H200 is lost: a kernel failed", lost.Message);
        Assert.Equal(lost.Message, Assert.Throws<GpuException>(trainer.Synchronize).Message);
        Assert.Equal(lost.Message, Assert.Throws<GpuException>(() => model.CreateGpuSession(gpu)).Message);
        trainer.Dispose();
        Assert.Equal(weights, model.Parameters.Select(parameter => parameter.ToArray()));
        model.Predict(new float[8], new float[2]);
    }

    [CudaStubFact]
    public void AModelThatDoesNotFitSaysHowMuchItTakesAndHoldsNothing()
    {
        var stub = CudaStub.Reset();
        using var gpu = GpuDevice.Open();
        stub.Memory(total: 8_000_000_000, free: 1000);
        var model = new StubNet(seed: 1);
        var full = Assert.Throws<GpuException>(() => model.CreateGpuTrainer(gpu, new Adam(1e-3f), batchSize: 4));
        Assert.Matches(@"^Stub H200 has not enough memory: an arena of [\d,]+ bytes was asked for, and 1,000 of", full.Message);
        Assert.Equal(0, stub.Blocks);

        // The arena fits, the batches behind it do not.
        stub.Memory(total: 8_000_000_000, free: 1_000_000_000);
        stub.Fail("cuMemHostAlloc", 2);
        Assert.Throws<GpuException>(() => model.CreateGpuTrainer(gpu, new Adam(1e-3f), batchSize: 4));
        Assert.Equal(0, stub.Blocks);
    }
}
