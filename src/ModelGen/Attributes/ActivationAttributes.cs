namespace ModelGen;

/// <inheritdoc cref="Layers.Activate"/>
public sealed class ActivateAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.Activate"/>
    public ActivateAttribute(Activation activation)
    {
    }
}

/// <inheritdoc cref="Layers.Relu"/>
public sealed class ReluAttribute : LayerAttribute;

/// <inheritdoc cref="Layers.Selu"/>
public sealed class SeluAttribute : LayerAttribute;

/// <inheritdoc cref="Layers.Gelu"/>
public sealed class GeluAttribute : LayerAttribute;

/// <inheritdoc cref="Layers.GeluTanh"/>
public sealed class GeluTanhAttribute : LayerAttribute;

/// <inheritdoc cref="Layers.Silu"/>
public sealed class SiluAttribute : LayerAttribute;

/// <inheritdoc cref="Layers.Mish"/>
public sealed class MishAttribute : LayerAttribute;

/// <inheritdoc cref="Layers.Softplus"/>
public sealed class SoftplusAttribute : LayerAttribute;

/// <inheritdoc cref="Layers.Sigmoid"/>
public sealed class SigmoidAttribute : LayerAttribute;

/// <inheritdoc cref="Layers.Tanh"/>
public sealed class TanhAttribute : LayerAttribute;

/// <inheritdoc cref="Layers.HardSigmoid"/>
public sealed class HardSigmoidAttribute : LayerAttribute;

/// <inheritdoc cref="Layers.HardSwish"/>
public sealed class HardSwishAttribute : LayerAttribute;

/// <inheritdoc cref="Layers.LeakyRelu"/>
public sealed class LeakyReluAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.LeakyRelu"/>
    public LeakyReluAttribute(float slope = 0.01f)
    {
    }
}

/// <inheritdoc cref="Layers.Elu"/>
public sealed class EluAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.Elu"/>
    public EluAttribute(float alpha = 1)
    {
    }
}

/// <inheritdoc cref="Layers.Softmax"/>
public sealed class SoftmaxAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.Softmax"/>
    public SoftmaxAttribute(int axis = -1)
    {
    }
}

/// <inheritdoc cref="Layers.LogSoftmax"/>
public sealed class LogSoftmaxAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.LogSoftmax"/>
    public LogSoftmaxAttribute(int axis = -1)
    {
    }
}
