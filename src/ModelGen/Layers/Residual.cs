namespace ModelGen;

public static partial class Layers
{
    /// <summary>x + body(x): a block with a shortcut around it; He et al., 2015.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="body">The block; its result must have the shape of x, or broadcast with it.</param>
    public static Tensor Residual(this Tensor x, Func<Tensor, Tensor> body) => x + body(x);
}
