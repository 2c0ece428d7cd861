using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelGen.Cuda;

/// <summary>
/// The library of NVIDIA's driver, loaded once: <c>libcuda.so.1</c>, <c>nvcuda.dll</c>, or the file that the environment
/// variable <c>MODELGEN_CUDA</c> names.
/// </summary>
internal static class CudaLibrary
{
    public const string Name = "cuda";

    /// <summary>CUDA 11.4, the first with all functions that are used; encoded as the driver does.</summary>
    private const int OldestVersion = 11040;

    private static nint handle;

    private static string FileName => Environment.GetEnvironmentVariable("MODELGEN_CUDA") is { Length: > 0 } path ? path
        : OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";

#pragma warning disable CA2255 // A module initializer in a library: the resolver has to be there before the first import.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Resolve() => NativeLibrary.SetDllImportResolver(
        typeof(CudaLibrary).Assembly, static (name, _, _) => name == Name ? handle : 0);

    /// <summary>Makes the driver ready.</summary>
    /// <exception cref="GpuException">It is missing, too old, or there is no GPU for it.</exception>
    public static void Open()
    {
        if (handle == 0)
            handle = Load(FileName);
        Check(CudaDriver.cuDriverGetVersion(out var version));
        CheckVersion(version);
        Check(CudaDriver.cuInit(0));
        Check(CudaDriver.cuDeviceGetCount(out var count));
        if (count == 0)
            Check(CudaResult.NoDevice);
    }

    internal static nint Load(string file) =>
        NativeLibrary.TryLoad(file, out var library) ? library : throw new GpuException(
            $"NVIDIA's driver is not installed: {file} was not found or cannot be loaded.");

    internal static void CheckVersion(int version)
    {
        if (version < OldestVersion)
            throw new GpuException(
                $"NVIDIA's driver is too old: it knows CUDA {version / 1000}.{version % 1000 / 10}, and " +
                $"{OldestVersion / 1000}.{OldestVersion % 1000 / 10} (driver 470) or later is needed.");
    }

    private static void Check(CudaResult result)
    {
        if (result != CudaResult.Success)
            throw new GpuException(result switch
            {
                CudaResult.NoDevice => "NVIDIA's driver is installed, but it has no GPU that this process may use " +
                    "(CUDA_VISIBLE_DEVICES hides those it does not name).",
                CudaResult.StubLibrary => "The libcuda that was found is the CUDA toolkit's, to link against; the " +
                    "driver has another one.",
                CudaResult.DriverMismatch => "NVIDIA's driver was updated while it ran: restart the machine.",
                _ => $"NVIDIA's driver cannot be used: {NameOf(result)}.",
            });
    }

    /// <summary>As <c>cuda.h</c> calls it.</summary>
    public static unsafe string NameOf(CudaResult result) =>
        CudaDriver.cuGetErrorName(result, out var name) == CudaResult.Success && name != null
            ? $"{Marshal.PtrToStringUTF8((nint)name)} ({(int)result})" : $"CUresult {(int)result}";
}
