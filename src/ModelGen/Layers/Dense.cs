namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// A fully connected layer, activation(x · W + b): (…, inputs) → (…, units), the same for every position of the
    /// leading axes. Parameters: <c>weight</c>, in files (units, inputs), and <c>bias</c> (units).
    /// </summary>
    /// <param name="x">At least one axis; the last holds the inputs.</param>
    /// <param name="units">The number of outputs.</param>
    /// <param name="activation">What is applied to the result; by default nothing.</param>
    /// <param name="useBias">Whether a bias is added; by default it is, and starts at zero.</param>
    /// <param name="initializer">
    /// How the weight starts; by default He uniform before a ReLU or one of its kin, else Glorot uniform.
    /// </param>
    /// <param name="l1">The weight of Σ|w| over the weight (not the bias) in the loss.</param>
    /// <param name="l2">The weight of Σw² over the weight (not the bias) in the loss.</param>
    /// <param name="name">The layer's name; by default <c>dense1</c>, <c>dense2</c>, …</param>
    [LayerKind("dense")]
    public static Tensor Dense(
        this Tensor x,
        int units,
        Activation activation = Activation.None,
        bool useBias = true,
        Initializer initializer = Initializer.Auto,
        float l1 = 0,
        float l2 = 0,
        string? name = null)
    {
        if (units < 1)
            throw new ArgumentException($"'units' must be at least 1, not {units}.");
        var weight = Tensor.Parameter(
            "weight", [x.Shape[^1], units], Initializers.For(initializer, activation), frameworkAxes: [1, 0], l1: l1, l2: l2);
        var y = x.MatMul(weight);
        if (useBias)
            y += Tensor.Parameter("bias", [units], Initializer.Zeros);
        return y.Activate(activation);
    }
}
