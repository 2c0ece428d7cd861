namespace ModelGen;

public static partial class Primitives
{
    /// <summary>
    /// (x − mean)/√(variance + epsilon) over the last axis, both of the row; x/√(mean of x² + epsilon) where rows are
    /// not centred.
    /// </summary>
    [Operator]
    public static Tensor Normalize(Tensor x, float epsilon, bool centred) => BuildTime.Only<Tensor>();
}
