using ModelGen.Cuda;
using ModelGen.Tests.Runtime;

namespace ModelGen.Tests.Cuda;

[Collection(CudaStubCollection.Name)]
public sealed class CudaErrorTests
{
    [Fact]
    public void AMissingDriverIsNamed() => Assert.Equal(
        "NVIDIA's driver is not installed: libnothing.so.1 was not found or cannot be loaded.",
        Assert.Throws<GpuException>(() => CudaLibrary.Load("libnothing.so.1")).Message);

    [CudaStubFact]
    public void WhatIsWrongWithTheDriverOrTheGpuIsSaidWhenItIsOpened()
    {
        var stub = CudaStub.Reset();
        stub.Driver(version: 11020);
        Assert.Equal("NVIDIA's driver is too old: it knows CUDA 11.2, and 11.4 (driver 470) or later is needed.", Opening());
        stub.Driver(devices: 0);
        Assert.StartsWith("NVIDIA's driver is installed, but it has no GPU that this process may use", Opening());
        stub.Driver(capability: 75);
        Assert.Equal("Stub H200 has compute capability 7.5; 8.0 (Ampere) or later is needed.", Opening());
        stub.Driver();
        stub.Fail("cuInit", 803);
        Assert.Equal("NVIDIA's driver was updated while it ran: restart the machine.", Opening());
        stub.Fail("cuDevicePrimaryCtxRetain", 2);
        Assert.Equal("Stub H200 has not enough memory: while it was opened, nothing was left.", Opening());
        stub.Fail("cuStreamCreate", 1);
        Assert.Equal("Stub H200 failed while a stream was made: CUDA_ERROR_INVALID_VALUE (1).", Opening());
        Assert.Equal("release", stub.TakeLog()[^1]);

        static string Opening() => Assert.Throws<GpuException>(CudaDevice.Open).Message;
    }

    [CudaStubFact]
    public void WithoutAnyGpuBothThatWereLookedForAreNamed()
    {
        CudaStub.Reset().Driver(devices: 0);
        try
        {
            using var gpu = GpuDevice.Open();
            Assert.Equal(GpuKind.OpenCL, gpu.Kind);     // this machine has one
        }
        catch (GpuException e)
        {
            Assert.Matches("^No GPU was found. CUDA: NVIDIA's driver is installed, .* OpenCL: no driver has a GPU", e.Message);
        }
    }

    [CudaStubFact]
    public void MemoryThatIsNotThereIsCounted()
    {
        var stub = CudaStub.Reset();
        using var gpu = GpuDevice.Open();
        using var arena = gpu.Allocate(1 << 16);
        stub.Memory(total: 24_000_000_000, free: 1000);
        Assert.Equal(
            "Stub H200 has not enough memory: an arena of 20,000,000,000 bytes was asked for, and 1,000 of its " +
            "24,000,000,000 bytes are free.",
            Assert.Throws<GpuException>(() => gpu.Allocate(20_000_000_000)).Message);

        stub.Memory(total: 24_000_000_000, free: 1_000_000);
        stub.Fail("cuMemHostAlloc", 2);
        Assert.Equal(
            "The host has not enough memory that can be page-locked: 40,192 bytes were asked for by Stub H200.",
            Assert.Throws<GpuException>(() => gpu.Stage(arena, new GpuSpan(0, 10_000))).Message);
        Assert.Equal(1, stub.Blocks);
        gpu.Allocate(1000).Dispose();
    }

    [CudaStubFact]
    public void WhatTheAssemblerDoesNotTakeIsQuoted()
    {
        var stub = CudaStub.Reset();
        using var gpu = GpuDevice.Open();
        stub.Fail("cuModuleLoadDataEx", 218);
        Assert.Equal(
            "NVIDIA's driver cannot assemble ModelGen.Tests.Runtime.RuntimeKernels for Stub H200, which is a mistake of " +
            "ModelGen: ptxas application ptx input, line 7; fatal : Parsing error",
            Assert.Throws<GpuException>(() => gpu.Load(typeof(RuntimeKernels))).Message);
        stub.Fail("cuModuleLoadDataEx", 221);
        Assert.Contains("libnvidia-ptxjitcompiler.so.1", Assert.Throws<GpuException>(() => gpu.Load(typeof(RuntimeKernels))).Message);
        gpu.Load(typeof(RuntimeKernels));
    }

    [CudaStubFact]
    public void ALostDeviceSaysSoOfEveryCallAndLeavesTheHostAlone()
    {
        var stub = CudaStub.Reset();
        var gpu = GpuDevice.Open();
        var arena = gpu.Allocate(64);
        var program = gpu.Load(typeof(RuntimeKernels));
        var staging = gpu.Stage(arena, new GpuSpan(0, 4));
        var loss = gpu.ReadBack(arena, new(0, 1));
        var commands = gpu.Record(arena, _ => { });
        loss.Start();
        staging.Part<float>(0).Fill(1);
        commands.Run();

        // A kernel's wrong address is seen by whatever waits next.
        stub.Fail("cuEventSynchronize", 700);
        const string lost = "Stub H200 is lost: a kernel accessed memory that is not its own (CUDA_ERROR_ILLEGAL_ADDRESS " +
            "(700), seen while a result was read back). Nothing can run on it until this process has ended; what is in " +
            "the host's memory is unchanged.";
        float[] weights = [1, 2, 3];
        Assert.All(
            [
                () => loss.Wait<float>(), loss.Start, commands.Run, staging.Send,
                () => arena.Download(0, weights.AsSpan()), () => arena.Upload<float>(0, weights),
                () => gpu.Allocate(64), () => gpu.Load(typeof(RuntimeKernels)), () => gpu.Record(arena, _ => { }),
                () => gpu.Stage(arena, new GpuSpan(0, 4)), () => gpu.ReadBack(arena, new(0, 1)), () => program.Report(),
            ],
            (Action call) => Assert.Equal(lost, Assert.Throws<GpuException>(call).Message));
        Assert.Equal([1, 2, 3], weights);

        foreach (var held in new IDisposable[] { staging, loss, commands, arena, gpu })
            held.Dispose();
    }
}
