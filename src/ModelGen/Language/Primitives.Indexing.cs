namespace ModelGen;

public static partial class Primitives
{
    /// <summary>Rows of a table that is the same for all samples: (V, row…) and indices (…) below V give (…, row…).</summary>
    [Operator]
    public static Tensor Lookup(Tensor table, Indices indices) => BuildTime.Only<Tensor>();
}
