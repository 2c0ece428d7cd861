namespace ModelGen;

public static partial class Layers
{
    /// <summary>max(x, 0); its derivative at 0 is 0.</summary>
    [Operator]
    public static Tensor Relu(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>x where positive, else slope·x.</summary>
    [Operator]
    public static Tensor LeakyRelu(this Tensor x, float slope = 0.01f) => BuildTime.Only<Tensor>();

    /// <summary>x where positive, else alpha·(exp(x) − 1); Clevert et al., 2015.</summary>
    [Operator]
    public static Tensor Elu(this Tensor x, float alpha = 1) => BuildTime.Only<Tensor>();

    /// <summary>1.0507·(x where positive, else 1.6733·(exp(x) − 1)); Klambauer et al., 2017.</summary>
    [Operator]
    public static Tensor Selu(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>x·Φ(x) = x·(1 + erf(x/√2))/2; Hendrycks and Gimpel, 2016.</summary>
    [Operator]
    public static Tensor Gelu(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))/2: GELU as in GPT-2.</summary>
    [Operator]
    public static Tensor GeluTanh(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>x·sigmoid(x), also called Swish; Elfwing et al., 2017.</summary>
    [Operator]
    public static Tensor Silu(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>x·tanh(softplus(x)); Misra, 2019.</summary>
    [Operator]
    public static Tensor Mish(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>log(1 + exp(x)), without overflow.</summary>
    [Operator]
    public static Tensor Softplus(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>1/(1 + exp(−x)).</summary>
    [Operator]
    public static Tensor Sigmoid(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>The hyperbolic tangent.</summary>
    [Operator]
    public static Tensor Tanh(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>min(max(x + 3, 0), 6)/6, as in PyTorch.</summary>
    [Operator]
    public static Tensor HardSigmoid(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>x·min(max(x + 3, 0), 6)/6; Howard et al., 2019.</summary>
    [Operator]
    public static Tensor HardSwish(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>exp(x)/Σexp(x) along an axis, without overflow.</summary>
    /// <param name="x">Any shape of at least one axis.</param>
    /// <param name="axis">The axis along which the result sums to 1; by default the last.</param>
    public static Tensor Softmax(this Tensor x, int axis = -1) =>
        axis == -1 || axis == x.Shape.Rank - 1
            ? Primitives.Softmax(x)
            : Primitives.Softmax(x.SwapAxes(axis, -1)).SwapAxes(axis, -1);

    /// <summary>log(exp(x)/Σexp(x)) along an axis, without overflow.</summary>
    /// <param name="x">Any shape of at least one axis.</param>
    /// <param name="axis">The axis along which the exponentials of the result sum to 1; by default the last.</param>
    public static Tensor LogSoftmax(this Tensor x, int axis = -1) =>
        axis == -1 || axis == x.Shape.Rank - 1
            ? Primitives.LogSoftmax(x)
            : Primitives.LogSoftmax(x.SwapAxes(axis, -1)).SwapAxes(axis, -1);

    /// <summary>The activation that an enum value names.</summary>
    /// <param name="x">Any shape; softmax takes its last axis.</param>
    /// <param name="activation">The function; with <see cref="Activation.None"/> the result is x.</param>
    public static Tensor Activate(this Tensor x, Activation activation) => activation switch
    {
        Activation.Relu => x.Relu(),
        Activation.LeakyRelu => x.LeakyRelu(),
        Activation.Elu => x.Elu(),
        Activation.Selu => x.Selu(),
        Activation.Gelu => x.Gelu(),
        Activation.GeluTanh => x.GeluTanh(),
        Activation.Silu => x.Silu(),
        Activation.Mish => x.Mish(),
        Activation.Softplus => x.Softplus(),
        Activation.Sigmoid => x.Sigmoid(),
        Activation.Tanh => x.Tanh(),
        Activation.HardSigmoid => x.HardSigmoid(),
        Activation.HardSwish => x.HardSwish(),
        Activation.Softmax => x.Softmax(),
        Activation.LogSoftmax => x.LogSoftmax(),
        _ => x,
    };
}
