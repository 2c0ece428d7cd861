namespace ModelGen.Packaging.Tests;

/// <summary>
/// samples/EdgeGpu, published with Native AOT from the packages: its kernels are PTX beside it, nothing of ILGPU is in it,
/// and it launches them through a driver that only keeps a log.
/// </summary>
[Collection("package")]
public sealed class EdgeGpuTests(PackageFeed feed)
{
    [NativeToolsFact("clang|gcc")]
    public async Task LaunchesKernelsFromTheSidecarsWithoutILGPU()
    {
        var folder = await CopyAsync("EdgeGpu");
        var output = await DotNet.RunAsync(folder, "publish", "-c", "Release", "-r", "linux-x64", "-o", "published",
            "-p:ModelGenCpu=native", "-p:IlcGenerateMapFile=true");
        Assert.DoesNotContain("warning", output, StringComparison.Ordinal);
        var methods = File.ReadLines(Directory.GetFiles(folder, "*.map.xml", SearchOption.AllDirectories).Single())
            .Where(line => line.Contains("<MethodCode", StringComparison.Ordinal)).ToArray();
        Assert.Contains(methods, line => line.Contains("ModelGen_Cuda_CudaDevice", StringComparison.Ordinal));
        Assert.DoesNotContain(methods, line => line.Contains("ILGPU_ILGPU", StringComparison.Ordinal));
        Assert.DoesNotContain(methods, line => line.Contains("ModelGen_Emulation", StringComparison.Ordinal));

        var published = Path.Combine(folder, "published");
        var program = Path.Combine(published, "EdgeGpu");
        Assert.Equal(["EdgeGpu.ptx", "ModelGen.Gpu.ptx"], Directory.GetFiles(published, "*.ptx").Select(Path.GetFileName).Order());
        Assert.Contains("344 of 384 pictures right", await RunAsync("libnothing.so"), StringComparison.Ordinal);

        await DotNet.RunProgramAsync(published, "cc", "-shared", "-fPIC", "-o", "libcuda.so", Path.Combine(AppContext.BaseDirectory, "libcuda.c"));
        var onStub = await RunAsync(Path.Combine(published, "libcuda.so"));
        Assert.StartsWith("Stub H200: ", onStub, StringComparison.Ordinal);
        Assert.DoesNotContain("on the processor", onStub, StringComparison.Ordinal);

        File.Delete(Path.Combine(published, "EdgeGpu.ptx"));
        Assert.Contains("EdgeGpu.ptx, which is not there: set ModelGenPtx", await RunAsync(Path.Combine(published, "libcuda.so")), StringComparison.Ordinal);

        Task<string> RunAsync(string driver) => DotNet.RunProgramAsync(published, "env", $"MODELGEN_CUDA={driver}", program);
    }

    [Fact]
    public async Task AnArchitectureThatIsNotCompiledForIsAnErrorOfTheBuild()
    {
        var folder = await CopyAsync("EdgeGpuOld");
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            DotNet.RunAsync(folder, "build", "-p:ModelGenPtx=sm_75"));
        Assert.Contains(
            "error MG0306: ModelGenPtx names sm_75; kernels are compiled for sm_80 and sm_90", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("MSB3073", problem.Message, StringComparison.Ordinal);
    }

    private async Task<string> CopyAsync(string name)
    {
        await feed.PackBuiltAsync("ModelGen.Gpu");
        feed.CopySample("Edge", Path.Combine(name, "Edge"));            // its weights and pictures
        var folder = feed.CopySample("EdgeGpu", Path.Combine(name, "EdgeGpu"));
        var project = Path.Combine(folder, "EdgeGpu.csproj");
        File.WriteAllText(project, File.ReadAllText(project).Replace(
            """<ProjectReference Include="../../src/ModelGen.Gpu/ModelGen.Gpu.csproj" />""",
            $"""<PackageReference Include="ModelGen.Gpu" Version="{feed.Version}" />""", StringComparison.Ordinal));
        return folder;
    }
}
