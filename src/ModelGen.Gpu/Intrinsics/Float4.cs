using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ModelGen;

/// <summary>Four floats that are loaded, stored or accumulated together.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[StructLayout(LayoutKind.Sequential)]
public struct Float4(float x, float y, float z, float w)
{
    /// <summary>Elements 0 to 3.</summary>
    public float X = x, Y = y, Z = z, W = w;
}

/// <summary>Four 32-bit words: what a thread holds of a matrix of TF32 numbers or of pairs of bfloat16.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[StructLayout(LayoutKind.Sequential)]
public struct UInt4(uint x, uint y, uint z, uint w)
{
    /// <summary>Words 0 to 3.</summary>
    public uint X = x, Y = y, Z = z, W = w;
}
