namespace ModelGen;

public static partial class Layers
{
    /// <summary>Which element of the last axis is the largest, the first of equals: (…, C) → (…). It has no gradient.</summary>
    /// <param name="x">At least one axis.</param>
    [Operator]
    public static Indices ArgMax(this Tensor x) => BuildTime.Only<Indices>();

    /// <summary>
    /// The largest elements of the last axis in falling order and where they stand, the first of equals first: (…, C) →
    /// (…, k) each. Neither has a gradient.
    /// </summary>
    /// <param name="x">At least one axis.</param>
    /// <param name="k">How many, from 1 to C.</param>
    [Operator]
    public static (Tensor Values, Indices Positions) TopK(this Tensor x, int k) => BuildTime.Only<(Tensor, Indices)>();

    /// <summary>
    /// Elements of an axis by index, each sample by its own: (…, n, …) and indices (i…) → (…, i…, …), the axes of the
    /// indices in the place of the axis. It is zero where a computed index is out of range.
    /// </summary>
    /// <param name="x">At least one axis.</param>
    /// <param name="indices">Positions along the axis, of any shape; an input must lie below n.</param>
    /// <param name="axis">The axis; by default the first.</param>
    public static Tensor Gather(this Tensor x, Indices indices, int axis = 0)
    {
        var place = Position(x, axis);
        if (place == 0)
            return Primitives.Gather(x, indices);
        var front = new List<int> { place };
        for (var i = 0; i < x.Shape.Rank; i++)
            if (i != place)
                front.Add(i);
        var y = Primitives.Gather(x.Permute(front.ToArray()), indices);
        var inserted = indices.Shape.Rank;
        var back = new List<int>();
        for (var i = 0; i < place; i++)
            back.Add(inserted + i);
        for (var i = 0; i < inserted; i++)
            back.Add(i);
        for (var i = inserted + place; i < y.Shape.Rank; i++)
            back.Add(i);
        return y.Permute(back.ToArray());
    }

    /// <summary>
    /// Each row added to the row of the result that its index names: (i…, row…) and indices (i…) → (length, row…). Rows
    /// that nothing names are zero; rows with one index add up, in order.
    /// </summary>
    /// <param name="x">A row for each index.</param>
    /// <param name="indices">Where the rows go; an input must lie below <paramref name="length"/>.</param>
    /// <param name="length">The number of rows of the result.</param>
    [Operator]
    public static Tensor Scatter(this Tensor x, Indices indices, int length) => BuildTime.Only<Tensor>();

    /// <summary>A row with 1 at the index and 0 elsewhere for each index: (…) → (…, depth).</summary>
    /// <param name="x">Indices of any shape. One that is computed and not below <paramref name="depth"/> gives zeros.</param>
    /// <param name="depth">The length of the rows; inputs must lie below it.</param>
    [Operator]
    public static Tensor OneHot(this Indices x, int depth) => BuildTime.Only<Tensor>();
}
