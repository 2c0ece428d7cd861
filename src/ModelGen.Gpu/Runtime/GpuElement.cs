namespace ModelGen;

/// <summary>As what a kernel sees a part of an arena.</summary>
public enum GpuElement
{
    /// <summary>float, 4 bytes.</summary>
    Float32,

    /// <summary>int, 4 bytes.</summary>
    Int32,

    /// <summary>byte.</summary>
    Byte,

    /// <summary>ushort, 2 bytes: the bits of a bfloat16 among others.</summary>
    UInt16,
}

internal static class GpuElements
{
    public static int Size(this GpuElement element) => element switch
    {
        GpuElement.Byte => 1,
        GpuElement.UInt16 => 2,
        _ => 4,
    };

    public static Type Type(this GpuElement element) => element switch
    {
        GpuElement.Float32 => typeof(float),
        GpuElement.Int32 => typeof(int),
        GpuElement.Byte => typeof(byte),
        GpuElement.UInt16 => typeof(ushort),
        _ => throw new ArgumentOutOfRangeException(nameof(element), element, null),
    };
}
