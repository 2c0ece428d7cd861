using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace ModelGen.Tests.Cuda;

/// <summary>
/// The driver of <c>stub/libcuda.c</c> in the place of NVIDIA's, for this process: compiled once, reset for each test.
/// </summary>
internal sealed unsafe class CudaStub
{
    public const string Variable = "MODELGEN_CUDA";

    private static readonly Lazy<nint> library = new(Load);

    private CudaStub() => Call("stub_reset");

    /// <summary>Null if the stub can be had here, otherwise why not.</summary>
    public static string? Missing { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } other
            ? $"{Variable} names another driver: {other}"
            : OperatingSystem.IsLinux() && Compiler is not null ? null : "needs Linux and a C compiler (cc, gcc or clang)";

    public static CudaStub Reset()
    {
        // Where the driver is looked for is asked when the first device is opened.
        _ = library.Value;
        return new CudaStub();
    }

    /// <summary>The file, to be named to programs that are run.</summary>
    public static string Path { get; private set; } = "";

    /// <summary>What was called since the last time this was read, a line each.</summary>
    public string[] TakeLog()
    {
        var text = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<byte*>)Export("stub_log"))())!;
        Call("stub_clear");
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The next call of a function returns this.</summary>
    public void Fail(string function, int result)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(function + "\0"))
            ((delegate* unmanaged<byte*, int, void>)Export("stub_fail"))(name, result);
    }

    public void Driver(int version = 13000, int devices = 1, int capability = 90) =>
        ((delegate* unmanaged<int, int, int, void>)Export("stub_driver"))(version, devices, capability);

    public void Memory(long total, long free) =>
        ((delegate* unmanaged<nuint, nuint, void>)Export("stub_memory"))((nuint)total, (nuint)free);

    /// <summary>Blocks of memory, on the device and page-locked, that are not freed.</summary>
    public long Blocks => ((delegate* unmanaged<long>)Export("stub_blocks"))();

    private static void Call(string name) => ((delegate* unmanaged<void>)Export(name))();

    private static nint Export(string name) => NativeLibrary.GetExport(library.Value, name);

    private static nint Load()
    {
        var folder = Directory.CreateTempSubdirectory("modelgen-cuda-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        Path = System.IO.Path.Combine(folder.FullName, "libcuda.so.1");
        var source = System.IO.Path.Combine(AppContext.BaseDirectory, "Cuda", "stub", "libcuda.c");
        Run(Compiler!, "-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-Wno-unused-function", "-shared", "-fPIC",
            "-o", Path, source);
        Environment.SetEnvironmentVariable(Variable, Path);
        return NativeLibrary.Load(Path);
    }

    private static string? Compiler => new[] { "cc", "gcc", "clang" }.FirstOrDefault(name =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
            .Any(folder => File.Exists(System.IO.Path.Combine(folder, name))));

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }
}

/// <summary>A test on the driver's stub; skipped where there is no C compiler.</summary>
internal sealed class CudaStubFactAttribute : FactAttribute
{
    public CudaStubFactAttribute() => Skip = CudaStub.Missing;
}

/// <summary>The stub is one for the process: its tests run one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CudaStubCollection
{
    public const string Name = "CUDA stub";
}
