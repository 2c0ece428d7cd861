namespace ModelGen.Tests;

/// <summary>The device that tests run on: the emulator, or with <c>MODELGEN_GPU=1</c> the machine's GPU.</summary>
internal static class TestDevice
{
    public static GpuDevice Open() =>
        Environment.GetEnvironmentVariable("MODELGEN_GPU") == "1" ? GpuDevice.Open() : GpuDevice.OpenEmulator();
}
