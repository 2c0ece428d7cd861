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

    /// <summary>A row with 1 at the index and 0 elsewhere for each index: (…) → (…, depth).</summary>
    /// <param name="x">Indices of any shape. One that is computed and not below <paramref name="depth"/> gives zeros.</param>
    /// <param name="depth">The length of the rows; inputs must lie below it.</param>
    [Operator]
    public static Tensor OneHot(this Indices x, int depth) => BuildTime.Only<Tensor>();
}
