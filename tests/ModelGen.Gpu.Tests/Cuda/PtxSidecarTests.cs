using ModelGen.Cuda;
using ModelGen.Tests.Runtime;

namespace ModelGen.Tests.Cuda;

[Collection(CudaStubCollection.Name)]
public sealed class PtxSidecarTests
{
    private static readonly Type kernels = typeof(RuntimeKernels);

    private static string Print(Guid module, params (string Class, int Target, string Ptx)[] modules) =>
        PtxSidecar.Print("App", module, modules);

    [Fact]
    public void ADeviceGetsTheLatestModuleThatItCanRun()
    {
        var module = Guid.NewGuid();
        var sidecar = PtxSidecar.Parse(Print(
            module, ("A+GpuKernels", 80, ".version 7.0\n// a, 80\n"), ("A+GpuKernels", 90, ".version 7.8\n"),
            ("B", 90, "b\n")));
        Assert.Equal(module, sidecar.Module);
        Assert.Equal("A+GpuKernels sm_80, A+GpuKernels sm_90, B sm_90", sidecar.Contents);
        Assert.Equal(".version 7.0\n// a, 80\n", sidecar.Find("A+GpuKernels", 86));
        Assert.StartsWith(".version 7.8\n", sidecar.Find("A+GpuKernels", 120));
        Assert.Null(sidecar.Find("B", 89));
        Assert.Null(sidecar.Find("C", 90));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".version 7.0\n.target sm_80\n")]
    [InlineData("// kernels of App, module none\n")]
    [InlineData("// kernels of App, module 3f2504e0-4f89-11d3-9a0c-0305e82c3301\n// class A\n.version 7.0\n")]
    [InlineData("// kernels of App, module 3f2504e0-4f89-11d3-9a0c-0305e82c3301\n// class A sm_x\n.version 7.0\n")]
    public void SomethingElseIsNotTakenForOne(string text) =>
        Assert.Throws<FormatException>(() => PtxSidecar.Parse(text));

    [CudaStubFact]
    public void TheSidecarOfThisVeryBuildIsTakenBeforeILGPUIsAsked()
    {
        var (path, stub) = (PtxSidecar.PathOf(kernels), CudaStub.Reset());
        const string other = ".version 7.0\n.target sm_70\n.visible .entry Only(.param .align 8 .b8 x[16]) { ret; }\n";
        try
        {
            File.WriteAllText(path, Print(kernels.Module.ModuleVersionId, (kernels.FullName!, 80, other)));
            Assert.Equal(["module1 load .target sm_70"], Loading());
            File.WriteAllText(path, Print(Guid.NewGuid(), (kernels.FullName!, 80, other)));
            Assert.Equal(["module2 load .target sm_90"], Loading());
            File.WriteAllText(path, Print(kernels.Module.ModuleVersionId, ("Other", 80, other)));
            Assert.Equal(["module3 load .target sm_90"], Loading());
            File.WriteAllText(path, other);
            Assert.Matches("ModelGen.Gpu.Tests.ptx cannot be read: it does not begin", Assert.Throws<GpuException>(Loading).Message);
        }
        finally
        {
            File.Delete(path);
        }

        string[] Loading()
        {
            using var gpu = GpuDevice.Open();
            stub.TakeLog();
            gpu.Load(kernels);
            return stub.TakeLog();
        }
    }
}
