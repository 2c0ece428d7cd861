using System.Runtime.Intrinsics;

namespace ModelGen.Tests.Numerics;

/// <summary>The tests run on the path that the environment asks for: otherwise a green run would prove nothing of it.</summary>
public class VectorPathTests
{
    private static bool IsOff(string variable) => Environment.GetEnvironmentVariable("DOTNET_" + variable) == "0";

    [Fact]
    public void The_environment_decides_the_vector_width()
    {
        if (IsOff("EnableHWIntrinsic") || IsOff("EnableAVX2") || IsOff("EnableAVX512")) Assert.False(Vector512.IsHardwareAccelerated);
        if (IsOff("EnableHWIntrinsic") || IsOff("EnableAVX2")) Assert.False(Vector256.IsHardwareAccelerated);
        if (IsOff("EnableHWIntrinsic")) Assert.False(Vector128.IsHardwareAccelerated);
    }
}
