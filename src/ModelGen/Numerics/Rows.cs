using System.ComponentModel;

namespace ModelGen.Numerics;

#pragma warning disable CS1591 // each type is the number in its name

/// <summary>
/// The number of rows in a tile, as a type: the JIT compiles a tile once for each count in use,
/// and <c>if (TRows.Count &gt; 3)</c> is either always or never there.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IRows
{
    static abstract int Count { get; }
}

[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Rows1 : IRows { public static int Count => 1; }

[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Rows2 : IRows { public static int Count => 2; }

[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Rows3 : IRows { public static int Count => 3; }

[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Rows4 : IRows { public static int Count => 4; }

[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Rows5 : IRows { public static int Count => 5; }

[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Rows6 : IRows { public static int Count => 6; }

[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Rows7 : IRows { public static int Count => 7; }

[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Rows8 : IRows { public static int Count => 8; }

[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Rows9 : IRows { public static int Count => 9; }

[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Rows10 : IRows { public static int Count => 10; }

[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Rows11 : IRows { public static int Count => 11; }

[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Rows12 : IRows { public static int Count => 12; }
