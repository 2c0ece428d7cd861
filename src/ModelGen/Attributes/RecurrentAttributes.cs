namespace ModelGen;

/// <inheritdoc cref="Layers.SimpleRNN(Tensor, int, bool, bool, bool, int, float, float, Activation, bool, string?)"/>
public sealed class SimpleRNNAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.SimpleRNN(Tensor, int, bool, bool, bool, int, float, float, Activation, bool, string?)"/>
    public SimpleRNNAttribute(
        int units,
        bool returnSequences = false,
        bool bidirectional = false,
        bool reversed = false,
        int layers = 1,
        float dropout = 0,
        float recurrentDropout = 0,
        Activation activation = Activation.Tanh,
        bool useBias = true,
        string? name = null)
    {
    }
}

/// <inheritdoc cref="Layers.GRU(Tensor, int, bool, bool, bool, int, float, float, bool, string?)"/>
public sealed class GRUAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.GRU(Tensor, int, bool, bool, bool, int, float, float, bool, string?)"/>
    public GRUAttribute(
        int units,
        bool returnSequences = false,
        bool bidirectional = false,
        bool reversed = false,
        int layers = 1,
        float dropout = 0,
        float recurrentDropout = 0,
        bool useBias = true,
        string? name = null)
    {
    }
}

/// <inheritdoc cref="Layers.LSTM(Tensor, int, bool, bool, bool, int, float, float, bool, bool, string?)"/>
public sealed class LSTMAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.LSTM(Tensor, int, bool, bool, bool, int, float, float, bool, bool, string?)"/>
    public LSTMAttribute(
        int units,
        bool returnSequences = false,
        bool bidirectional = false,
        bool reversed = false,
        int layers = 1,
        float dropout = 0,
        float recurrentDropout = 0,
        bool peepholes = false,
        bool useBias = true,
        string? name = null)
    {
    }
}
