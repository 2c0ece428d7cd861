namespace ModelGen;

/// <summary>The function applied to a layer's result, each as the extension method of the same name.</summary>
public enum Activation
{
    /// <summary>x itself.</summary>
    None,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x where positive, else 0.01·x.</summary>
    LeakyRelu,

    /// <summary>x where positive, else exp(x) − 1.</summary>
    Elu,

    /// <summary>1.0507·(x where positive, else 1.6733·(exp(x) − 1)); Klambauer et al., 2017.</summary>
    Selu,

    /// <summary>x·Φ(x) with the exact normal distribution function; Hendrycks and Gimpel, 2016.</summary>
    Gelu,

    /// <summary>GELU by its tanh approximation, as in GPT-2.</summary>
    GeluTanh,

    /// <summary>x·sigmoid(x), also called Swish.</summary>
    Silu,

    /// <summary>x·tanh(log(1 + exp(x))); Misra, 2019.</summary>
    Mish,

    /// <summary>log(1 + exp(x)).</summary>
    Softplus,

    /// <summary>1/(1 + exp(−x)).</summary>
    Sigmoid,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>min(max(x + 3, 0), 6)/6, as in PyTorch.</summary>
    HardSigmoid,

    /// <summary>x·min(max(x + 3, 0), 6)/6; Howard et al., 2019.</summary>
    HardSwish,

    /// <summary>exp(x)/Σexp(x) over the last axis.</summary>
    Softmax,

    /// <summary>The logarithm of the softmax over the last axis.</summary>
    LogSoftmax,
}

/// <summary>What a convolution or pooling layer sees beyond the border of its input.</summary>
public enum Padding
{
    /// <summary>Nothing: windows lie inside the input. The result has ⌊(n − window)/stride⌋ + 1 rows or columns.</summary>
    Valid,

    /// <summary>
    /// As many zeros as give ⌈n/stride⌉ rows or columns, equally many on both sides; an odd one goes to the end
    /// (TensorFlow's rule). With stride 1 the size stays. PyTorch models with strides pad explicitly: give a number.
    /// </summary>
    Same,
}

/// <summary>What a pixel of a resized image is made of.</summary>
public enum Interpolation
{
    /// <summary>The old pixel at ⌊place · old size / new size⌋, as PyTorch's <c>nearest</c>.</summary>
    Nearest,

    /// <summary>The four old pixels around its centre, weighted by their distances.</summary>
    Bilinear,
}

/// <summary>The order in which <see cref="FlattenAttribute"/> lists the elements of (height, width, channels).</summary>
public enum Order
{
    /// <summary>As they lie: all channels of the first pixel first. No work at all.</summary>
    ChannelsLast,

    /// <summary>
    /// All pixels of the first channel first, as in PyTorch; for dense weights that were trained that way.
    /// </summary>
    ChannelsFirst,
}

/// <summary>How a parameter starts; a random one depends on the model's seed and the parameter's name.</summary>
public enum Initializer
{
    /// <summary>What suits the layer: He uniform before a ReLU or one of its kin, else Glorot uniform; zero biases.</summary>
    Auto,

    /// <summary>0.</summary>
    Zeros,

    /// <summary>1.</summary>
    Ones,

    /// <summary>Uniform in ±√(6/(fan in + fan out)); Glorot and Bengio, 2010.</summary>
    GlorotUniform,

    /// <summary>Uniform in ±√(6/fan in); He et al., 2015.</summary>
    HeUniform,

    /// <summary>A random orthogonal matrix; Saxe et al., 2013.</summary>
    Orthogonal,

    /// <summary>Normal with mean 0 and a given standard deviation.</summary>
    Normal,

    /// <summary>A given number.</summary>
    Constant,
}
