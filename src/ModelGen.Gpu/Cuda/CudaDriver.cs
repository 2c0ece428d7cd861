using System.Runtime.InteropServices;

namespace ModelGen.Cuda;

/// <summary>
/// The functions of NVIDIA's driver that are used ("CUDA Driver API"). Suffixes such as <c>_v2</c> are those that
/// <c>cuda.h</c> gives the names; <see cref="CudaLibrary"/> finds the library.
/// </summary>
internal static unsafe partial class CudaDriver
{
    public const int MajorCapability = 75, MinorCapability = 76;
    public const int SharedBytes = 1, LocalBytes = 3, Registers = 4;
    public const uint NonBlocking = 1, NoTiming = 2;
    public const int ThreadLocal = 1;
    public const int InfoLog = 3, InfoLogBytes = 4, ErrorLog = 5, ErrorLogBytes = 6, LogVerbose = 12;
    public const nint ArgumentsAt = 1, ArgumentsSize = 2;

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuDriverGetVersion(out int version);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuInit(uint flags);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuGetErrorName(CudaResult result, out byte* name);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuDeviceGetCount(out int count);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuDeviceGet(out int device, int ordinal);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuDeviceGetName(byte* name, int length, int device);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuDeviceGetAttribute(out int value, int attribute, int device);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuDevicePrimaryCtxRetain(out nint context, int device);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuDevicePrimaryCtxRelease_v2(int device);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuCtxSetCurrent(nint context);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuMemGetInfo_v2(out nuint free, out nuint total);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuMemAlloc_v2(out nint memory, nuint bytes);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuMemFree_v2(nint memory);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuMemHostAlloc(out nint memory, nuint bytes, uint flags);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuMemFreeHost(nint memory);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuMemsetD8Async(nint memory, byte value, nuint bytes, nint stream);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuMemcpyHtoDAsync_v2(nint to, void* from, nuint bytes, nint stream);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuMemcpyDtoHAsync_v2(void* to, nint from, nuint bytes, nint stream);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuMemcpyDtoDAsync_v2(nint to, nint from, nuint bytes, nint stream);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuStreamCreate(out nint stream, uint flags);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuStreamDestroy_v2(nint stream);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuStreamSynchronize(nint stream);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuStreamWaitEvent(nint stream, nint @event, uint flags);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuEventCreate(out nint @event, uint flags);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuEventDestroy_v2(nint @event);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuEventRecord(nint @event, nint stream);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuEventSynchronize(nint @event);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuModuleLoadDataEx(
        out nint module, byte* image, uint count, int* options, void** values);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuModuleUnload(nint module);

    [LibraryImport(CudaLibrary.Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial CudaResult cuModuleGetFunction(out nint function, nint module, string name);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuFuncGetAttribute(out int value, int attribute, nint function);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuLaunchKernel(
        nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint sharedBytes,
        nint stream, void** arguments, void** extra);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuStreamBeginCapture_v2(nint stream, int mode);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuStreamEndCapture(nint stream, out nint graph);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuGraphInstantiateWithFlags(out nint executable, nint graph, ulong flags);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuGraphDestroy(nint graph);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuGraphExecDestroy(nint executable);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuGraphUpload(nint executable, nint stream);

    [LibraryImport(CudaLibrary.Name)]
    public static partial CudaResult cuGraphLaunch(nint executable, nint stream);
}
