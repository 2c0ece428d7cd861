using System.ComponentModel;

namespace ModelGen.Numerics;

/// <summary>
/// An extent as a type: kernels that differ in extents only are one text, which the JIT compiles once for each with the
/// number in its place.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ISize
{
    /// <summary>The extent.</summary>
    static abstract nuint Value { get; }
}
