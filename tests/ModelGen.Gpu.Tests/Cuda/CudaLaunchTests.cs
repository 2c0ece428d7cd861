using ModelGen.Cuda;
using ModelGen.Tests.Runtime;

namespace ModelGen.Tests.Cuda;

[Collection(CudaStubCollection.Name)]
public sealed class CudaLaunchTests
{
    [CudaStubFact]
    public void ArgumentsAreOneBlockAsThePtxDeclaresThem()
    {
        var stub = CudaStub.Reset();
        using var gpu = GpuDevice.Open();
        Assert.Equal((GpuKind.Cuda, "Stub H200"), (gpu.Kind, gpu.Name));
        using var arena = gpu.Allocate(4096);
        var start = (long)((CudaArena)arena).At(0);
        var program = gpu.Load(typeof(RuntimeKernels));
        stub.TakeLog();

        gpu.Record(arena, commands =>
        {
            commands.Launch(program, "Affine", (3, 2), 64, new GpuSpan(256, 200), new GpuSpan(1024, 7), -150, 2.5f, 3u);
            commands.Launch(program, "Narrow", (2, 3, 4), 8, new GpuSpan(0, 1), new GpuSpan(2, 2, GpuElement.UInt16),
                new GpuSpan(5, 3, GpuElement.Byte), new GpuSpan(8, 4, GpuElement.Int32));
        }).Dispose();

        var launches = stub.TakeLog().Where(line => line.Contains(" launch ")).ToArray();
        Assert.Equal(
            [
                "stream1 launch Affine grid 3 2 1 block 64 1 1 shared 0: " +
                Bytes(start + 256, 200L, start + 1024, 7L, -150, 2.5f, 3u),
                "stream1 launch Narrow grid 2 3 4 block 8 1 1 shared 0: " +
                Bytes(start, 1L, start + 2, 2L, start + 5, 3L, start + 8, 4L),
            ], launches);
    }

    [CudaStubFact]
    public void ARecordingIsCapturedOnceAndRunsAsOneGraphWithoutAllocating()
    {
        var stub = CudaStub.Reset();
        using var gpu = GpuDevice.Open();
        using var arena = gpu.Allocate(1024);
        stub.TakeLog();

        // Loading while recording: within the capture itself the driver would refuse it.
        var commands = gpu.Record(arena, commands =>
        {
            var program = gpu.Load(typeof(RuntimeKernels));
            commands.Launch(program, "ReverseTwice", 2, 64, new GpuSpan(0, 128));
            commands.Launch(program, "ReverseTwice", 1, 64, new GpuSpan(0, 64));
        });
        var recorded = stub.TakeLog();
        Assert.Equal(
            ["module1 load .target sm_90", "stream1 capture mode 1", "stream1 launch ReverseTwice grid 2 1 1 block 64 1 1",
                "stream1 launch ReverseTwice grid 1 1 1 block 64 1 1", "stream1 captured graph1", "graph1 instantiate",
                "graph1 destroy", "stream1 upload graph1"],
            recorded.Select(line => line.Split(" shared")[0]));

        commands.Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            commands.Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.All(stub.TakeLog(), line => Assert.Equal("stream1 run graph1", line));

        commands.Dispose();
        Assert.Equal(["graph1 forget"], stub.TakeLog());
        Assert.Throws<ObjectDisposedException>(commands.Run);
    }

    [CudaStubFact]
    public void AFailedLaunchIsNamedAndTheStreamIsGoodForTheNextRecording()
    {
        var stub = CudaStub.Reset();
        using var gpu = GpuDevice.Open();
        using var arena = gpu.Allocate(1024);
        var program = gpu.Load(typeof(RuntimeKernels));
        GpuCommands Record() => gpu.Record(arena, commands =>
            commands.Launch(program, "ReverseTwice", 2, 64, new GpuSpan(0, 128)));

        stub.Fail("cuLaunchKernel", 1);
        var failure = Assert.Throws<GpuException>(Record);
        Assert.Equal("Stub H200 failed while a launch of ReverseTwice was recorded: CUDA_ERROR_INVALID_VALUE (1).",
            failure.Message);
        stub.TakeLog();
        Record().Run();
        Assert.Equal("stream1 run graph2", stub.TakeLog()[^1]);
    }

    [CudaStubFact]
    public void WrongArgumentsAreNamedWhileRecording()
    {
        CudaStub.Reset();
        using var gpu = GpuDevice.Open();
        using var arena = gpu.Allocate(1024);
        var program = gpu.Load(typeof(RuntimeKernels));
        GpuSpan x = new(0, 64);
        void Launch(string kernel, params GpuArgument[] arguments) =>
            gpu.Record(arena, commands => commands.Launch(program, kernel, 1, 64, arguments)).Dispose();

        Assert.Contains("Affine takes (ArrayView, ArrayView, number, number, number) and was given (Float32[64], int).",
            Assert.Throws<ArgumentException>(() => Launch("Affine", x, 3)).Message);
        Assert.Throws<ArgumentException>(() => Launch("ReverseTwice", 1));
        Assert.Contains("has no kernel Nothing: it has Affine, Narrow, ReverseTwice.",
            Assert.Throws<GpuException>(() => Launch("Nothing", x)).Message);
    }

    [CudaStubFact]
    public void WhatTheAssemblerMadeOfEachKernelIsReported()
    {
        CudaStub.Reset();
        using var gpu = GpuDevice.Open();
        Assert.Equal(
            ["Affine", "Narrow", "ReverseTwice"],
            gpu.Load(typeof(RuntimeKernels)).Report().TrimEnd().Split('\n').Select(line => line.Split(": 40 registers, 0 b")[0]));
    }

    private static string Bytes(params object[] values) => string.Join(' ', values.SelectMany(value => value switch
    {
        long number => BitConverter.GetBytes(number),
        int number => BitConverter.GetBytes(number),
        uint number => BitConverter.GetBytes(number),
        _ => BitConverter.GetBytes((float)value),
    }).Select(value => value.ToString("x2")));
}
