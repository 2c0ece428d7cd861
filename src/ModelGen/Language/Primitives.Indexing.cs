namespace ModelGen;

public static partial class Primitives
{
    /// <summary>Rows of a table that is the same for all samples: (V, row…) and indices (…) below V give (…, row…).</summary>
    [Operator]
    public static Tensor Lookup(Tensor table, Indices indices) => BuildTime.Only<Tensor>();

    /// <summary>Rows of x by the indices of the same sample: (R, row…) and indices (…) give (…, row…).</summary>
    [Operator]
    public static Tensor Gather(Tensor x, Indices indices) => BuildTime.Only<Tensor>();
}
