namespace ModelGen;

/// <summary>
/// The extents of a tensor without the batch axis. They are constants at build time: a declaration may compute with
/// them, loop over them and decide by them.
/// </summary>
public readonly struct TensorShape
{
    /// <summary>The number of axes; 0 for a single number.</summary>
    public int Rank
    {
        [Operator("ShapeRank")]
        get => BuildTime.Only<int>();
    }

    /// <summary>The number of elements of one sample: the product of the extents.</summary>
    public int Length
    {
        [Operator("ShapeLength")]
        get => BuildTime.Only<int>();
    }

    /// <summary>The extent of an axis; a negative one counts from the end.</summary>
    public int this[int axis]
    {
        [Operator("ShapeExtent")]
        get => BuildTime.Only<int>();
    }

    /// <summary>The extent of an axis, such as <c>^1</c> for the last.</summary>
    public int this[Index axis]
    {
        [Operator("ShapeExtent")]
        get => BuildTime.Only<int>();
    }
}
